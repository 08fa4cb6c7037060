import { outageWords } from '../../messages/render-dependency.ts';
import { snsNotifier } from '../adapters/aws/notifier.ts';
import { functionRegion } from '../adapters/aws/region.ts';
import { systemClock } from '../adapters/system/clock.ts';
import { plan } from '../compiled-plan.ts';
import { standard } from '../middleware/standard.ts';
import { type TellOutageInput, tellOutage } from '../steps/tell-outage.ts';

const region = functionRegion();
const ports = { notifier: snsNotifier(plan, region), clock: systemClock, region };

export const handler = standard('tell-outage', 'effect', (input: TellOutageInput) => tellOutage(input, ports, plan, outageWords));
