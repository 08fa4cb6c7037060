import { dynamoIncidentLog } from '../adapters/aws/incident-log.ts';
import { dynamoLadderBell } from '../adapters/aws/ladder-bell.ts';
import { functionRegion } from '../adapters/aws/region.ts';
import { systemClock } from '../adapters/system/clock.ts';
import { plan } from '../compiled-plan.ts';
import { standard } from '../middleware/standard.ts';
import { type OpenIncidentInput, openIncident } from '../steps/open-incident.ts';

const region = functionRegion();
const ports = {
  incidents: dynamoIncidentLog(plan, region),
  bell: dynamoLadderBell(plan, region),
  clock: systemClock,
  region,
};

export const handler = standard('open-incident', 'effect', (input: OpenIncidentInput) => openIncident(input, ports, plan));
