import { dynamoOutageLogs } from '../adapters/aws/outage-logs.ts';
import { functionRegion } from '../adapters/aws/region.ts';
import { ssmSwitchBoard } from '../adapters/aws/switch-board.ts';
import { systemClock } from '../adapters/system/clock.ts';
import { plan } from '../compiled-plan.ts';
import { standard } from '../middleware/standard.ts';
import { type SwitchDependencyInput, switchDependency } from '../steps/switch-dependency.ts';

const region = functionRegion();
const outagesOf = dynamoOutageLogs(plan, region);
const ports = { switches: ssmSwitchBoard(region), clock: systemClock };

export const handler = standard('switch-dependency', 'effect', (input: SwitchDependencyInput) =>
  switchDependency(input, { ...ports, incidents: outagesOf(input.outage.dependency) }, plan),
);
