import { dynamoIncidentLog } from '../adapters/aws/incident-log.ts';
import { ec2InstanceControl } from '../adapters/aws/instance-control.ts';
import { ssmParameters } from '../adapters/aws/parameters.ts';
import { functionRegion } from '../adapters/aws/region.ts';
import { accessOf } from '../adapters/postgres/access.ts';
import { postgresProbe } from '../adapters/postgres/probe.ts';
import { systemClock } from '../adapters/system/clock.ts';
import { plan } from '../compiled-plan.ts';
import { standard } from '../middleware/standard.ts';
import { type StopInstanceInput, stopInstance } from '../steps/stop-instance.ts';

const region = functionRegion();
const ports = {
  incidents: dynamoIncidentLog(plan, region),
  instances: ec2InstanceControl(),
  probe: postgresProbe(accessOf(plan, region, ssmParameters(region))),
  clock: systemClock,
};

export const handler = standard('stop-instance', 'effect', (input: StopInstanceInput) => stopInstance(input, ports, plan));
