import { dynamoIncidentLog } from '../adapters/aws/incident-log.ts';
import { dynamoIncidentRecord } from '../adapters/aws/incident-record.ts';
import { dynamoLadderBell } from '../adapters/aws/ladder-bell.ts';
import { functionRegion } from '../adapters/aws/region.ts';
import { systemClock } from '../adapters/system/clock.ts';
import { plan } from '../compiled-plan.ts';
import { standard } from '../middleware/standard.ts';
import { type JoinIncidentInput, joinIncident } from '../steps/join-incident.ts';

const region = functionRegion();
const ports = {
  incidents: dynamoIncidentLog(plan, region),
  timeline: dynamoIncidentRecord(plan, region),
  bell: dynamoLadderBell(plan, region),
  clock: systemClock,
  region,
};

export const handler = standard('join-incident', 'effect', (input: JoinIncidentInput) => joinIncident(input, ports));
