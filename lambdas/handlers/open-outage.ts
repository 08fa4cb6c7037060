import { dynamoOutageLogs } from '../adapters/aws/outage-logs.ts';
import { functionRegion } from '../adapters/aws/region.ts';
import { systemClock } from '../adapters/system/clock.ts';
import { plan } from '../compiled-plan.ts';
import { standard } from '../middleware/standard.ts';
import { type OpenOutageInput, openOutage } from '../steps/open-outage.ts';

const ports = { outagesOf: dynamoOutageLogs(plan, functionRegion()), clock: systemClock };

export const handler = standard('open-outage', 'effect', (input: OpenOutageInput) => openOutage(input, ports, plan));
