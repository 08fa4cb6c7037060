import { dynamoHeartbeatMemory } from '../adapters/aws/heartbeat-memory.ts';
import { ssmParameters } from '../adapters/aws/parameters.ts';
import { functionRegion } from '../adapters/aws/region.ts';
import { route53WriterRecord } from '../adapters/aws/writer-record.ts';
import { dnsNameResolver } from '../adapters/network/name-resolver.ts';
import { accessOf } from '../adapters/postgres/access.ts';
import { postgresProbe } from '../adapters/postgres/probe.ts';
import { systemClock } from '../adapters/system/clock.ts';
import { plan } from '../compiled-plan.ts';
import { standard } from '../middleware/standard.ts';
import { type AssessPrimaryInput, assessPrimary } from '../steps/assess-primary.ts';

const region = functionRegion();
const access = accessOf(plan, region, ssmParameters(region));
const ports = {
  probe: postgresProbe(access),
  record: route53WriterRecord(plan, region, systemClock),
  resolver: dnsNameResolver,
  heartbeats: dynamoHeartbeatMemory(plan, region),
  clock: systemClock,
  region,
};

export const handler = standard('assess-primary', 'look', (input: AssessPrimaryInput) => assessPrimary(input, ports, plan));
