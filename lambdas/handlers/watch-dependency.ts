import { dynamoOutageLogs } from '../adapters/aws/outage-logs.ts';
import { functionRegion } from '../adapters/aws/region.ts';
import { networkDependencyEye } from '../adapters/network/dependency-eye.ts';
import { systemClock } from '../adapters/system/clock.ts';
import { plan } from '../compiled-plan.ts';
import { standard } from '../middleware/standard.ts';
import { type WatchDependencyInput, watchDependency } from '../steps/watch-dependency.ts';

const outagesOf = dynamoOutageLogs(plan, functionRegion());
const ports = { dependencies: networkDependencyEye(systemClock), clock: systemClock };

export const handler = standard('watch-dependency', 'look', (input: WatchDependencyInput) =>
  watchDependency(input, { ...ports, incidents: outagesOf(input.outage.dependency) }, plan),
);
