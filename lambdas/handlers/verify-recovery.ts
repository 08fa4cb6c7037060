import { ssmParameters } from '../adapters/aws/parameters.ts';
import { functionRegion } from '../adapters/aws/region.ts';
import { httpApplicationHealth } from '../adapters/network/application-health.ts';
import { dnsNameResolver } from '../adapters/network/name-resolver.ts';
import { accessOf } from '../adapters/postgres/access.ts';
import { postgresControl } from '../adapters/postgres/control.ts';
import { postgresProbe } from '../adapters/postgres/probe.ts';
import { systemClock } from '../adapters/system/clock.ts';
import { plan } from '../compiled-plan.ts';
import { standard } from '../middleware/standard.ts';
import { type VerifyRecoveryInput, verifyRecovery } from '../steps/verify-recovery.ts';

const region = functionRegion();
const access = accessOf(plan, region, ssmParameters(region));
const ports = {
  control: postgresControl(plan, access),
  probe: postgresProbe(access),
  resolver: dnsNameResolver,
  health: httpApplicationHealth(plan, region),
  clock: systemClock,
};

export const handler = standard('verify-recovery', 'look', (input: VerifyRecoveryInput) => verifyRecovery(input, ports, plan));
