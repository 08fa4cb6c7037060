import { ssmParameters } from '../adapters/aws/parameters.ts';
import { functionRegion } from '../adapters/aws/region.ts';
import { accessOf } from '../adapters/postgres/access.ts';
import { postgresProbe } from '../adapters/postgres/probe.ts';
import { systemClock } from '../adapters/system/clock.ts';
import { plan } from '../compiled-plan.ts';
import { standard } from '../middleware/standard.ts';
import { type ConfirmPromotionInput, confirmPromotion } from '../steps/confirm-promotion.ts';

const region = functionRegion();
const access = accessOf(plan, region, ssmParameters(region));
const ports = {
  probe: postgresProbe(access),
  clock: systemClock,
};

export const handler = standard('confirm-promotion', 'look', (input: ConfirmPromotionInput) => confirmPromotion(input, ports, plan));
