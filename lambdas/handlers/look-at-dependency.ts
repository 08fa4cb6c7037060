import { functionRegion } from '../adapters/aws/region.ts';
import { ssmSwitchBoard } from '../adapters/aws/switch-board.ts';
import { networkDependencyEye } from '../adapters/network/dependency-eye.ts';
import { systemClock } from '../adapters/system/clock.ts';
import { plan } from '../compiled-plan.ts';
import { standard } from '../middleware/standard.ts';
import { type LookAtDependencyInput, lookAtDependency } from '../steps/look-at-dependency.ts';

const ports = { dependencies: networkDependencyEye(systemClock), switches: ssmSwitchBoard(functionRegion()), clock: systemClock };

export const handler = standard('look-at-dependency', 'look', (input: LookAtDependencyInput) => lookAtDependency(input, ports, plan));
