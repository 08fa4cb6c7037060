import { dynamoDecisionRecord } from '../adapters/aws/decision-record.ts';
import { dynamoIncidentLog } from '../adapters/aws/incident-log.ts';
import { dynamoIncidentRecord } from '../adapters/aws/incident-record.ts';
import { dynamoLadderBell } from '../adapters/aws/ladder-bell.ts';
import { functionRegion } from '../adapters/aws/region.ts';
import { stepFunctionsCallback } from '../adapters/aws/task-callback.ts';
import { systemClock } from '../adapters/system/clock.ts';
import { plan } from '../compiled-plan.ts';
import { standard } from '../middleware/standard.ts';
import { act } from '../steps/act.ts';

const region = functionRegion();
const ports = {
  timeline: dynamoIncidentRecord(plan, region),
  bell: dynamoLadderBell(plan, region),
  incidents: dynamoIncidentLog(plan, region),
  decisions: dynamoDecisionRecord(plan, region),
  callback: stepFunctionsCallback(region),
  clock: systemClock,
  region,
};

export const handler = standard('act', 'effect', (input: unknown) => act(input, ports));
