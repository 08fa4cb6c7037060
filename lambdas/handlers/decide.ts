import { dynamoDecisionRecord } from '../adapters/aws/decision-record.ts';
import { dynamoIncidentLog } from '../adapters/aws/incident-log.ts';
import { functionRegion } from '../adapters/aws/region.ts';
import { stepFunctionsCallback } from '../adapters/aws/task-callback.ts';
import { systemClock } from '../adapters/system/clock.ts';
import { plan } from '../compiled-plan.ts';
import { standard } from '../middleware/standard.ts';
import { decide } from '../steps/decide.ts';

const region = functionRegion();
const ports = {
  incidents: dynamoIncidentLog(plan, region),
  decisions: dynamoDecisionRecord(plan, region),
  callback: stepFunctionsCallback(region),
  clock: systemClock,
};

export const handler = standard('decide', 'effect', (input: unknown) => decide(input, ports));
