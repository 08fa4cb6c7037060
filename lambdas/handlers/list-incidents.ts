import { dynamoIncidentRecord } from '../adapters/aws/incident-record.ts';
import { functionRegion } from '../adapters/aws/region.ts';
import { systemClock } from '../adapters/system/clock.ts';
import { plan } from '../compiled-plan.ts';
import { standard } from '../middleware/standard.ts';
import { listIncidents } from '../steps/list-incidents.ts';

const region = functionRegion();
const ports = { timeline: dynamoIncidentRecord(plan, region), clock: systemClock, region };

export const handler = standard('list-incidents', 'look', (input: unknown) => listIncidents(input, ports, plan));
