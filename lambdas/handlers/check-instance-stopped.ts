import { ec2InstanceControl } from '../adapters/aws/instance-control.ts';
import { systemClock } from '../adapters/system/clock.ts';
import { plan } from '../compiled-plan.ts';
import { standard } from '../middleware/standard.ts';
import { type CheckInstanceStoppedInput, checkInstanceStopped } from '../steps/check-instance-stopped.ts';

const ports = {
  instances: ec2InstanceControl(),
  clock: systemClock,
};

export const handler = standard('check-instance-stopped', 'look', (input: CheckInstanceStoppedInput) =>
  checkInstanceStopped(input, ports, plan),
);
