import { dynamoOutageLogs } from '../adapters/aws/outage-logs.ts';
import { functionRegion } from '../adapters/aws/region.ts';
import { systemClock } from '../adapters/system/clock.ts';
import { plan } from '../compiled-plan.ts';
import { standard } from '../middleware/standard.ts';
import { type CloseOutageInput, closeOutage } from '../steps/close-outage.ts';

const outagesOf = dynamoOutageLogs(plan, functionRegion());

export const handler = standard('close-outage', 'effect', (input: CloseOutageInput) =>
  closeOutage(input, { incidents: outagesOf(input.outage.dependency), clock: systemClock }),
);
