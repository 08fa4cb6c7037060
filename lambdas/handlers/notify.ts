import { render } from '../../messages/render.ts';
import { snsNotifier } from '../adapters/aws/notifier.ts';
import { functionRegion } from '../adapters/aws/region.ts';
import { systemClock } from '../adapters/system/clock.ts';
import { plan } from '../compiled-plan.ts';
import { standard } from '../middleware/standard.ts';
import { type NotifyInput, notify } from '../steps/notify.ts';

const region = functionRegion();
const ports = { notifier: snsNotifier(plan, region), clock: systemClock, region };

export const handler = standard('notify', 'effect', (input: NotifyInput) => notify(input, ports, plan, render));
