import { ssmHostCommands } from '../adapters/aws/host-commands.ts';
import { dynamoIncidentLog } from '../adapters/aws/incident-log.ts';
import { ssmParameters } from '../adapters/aws/parameters.ts';
import { functionRegion } from '../adapters/aws/region.ts';
import { accessOf } from '../adapters/postgres/access.ts';
import { postgresProbe } from '../adapters/postgres/probe.ts';
import { systemClock } from '../adapters/system/clock.ts';
import { plan } from '../compiled-plan.ts';
import { standard } from '../middleware/standard.ts';
import { type FencePrimaryInput, fencePrimary } from '../steps/fence-primary.ts';

const region = functionRegion();
const access = accessOf(plan, region, ssmParameters(region));
const ports = {
  incidents: dynamoIncidentLog(plan, region),
  hosts: ssmHostCommands(plan, systemClock),
  probe: postgresProbe(access),
  clock: systemClock,
};

export const handler = standard('fence-primary', 'effect', (input: FencePrimaryInput) => fencePrimary(input, ports, plan));
