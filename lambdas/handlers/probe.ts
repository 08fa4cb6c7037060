import { Logger } from '@aws-lambda-powertools/logger';
import { cloudWatchAlarmControl } from '../adapters/aws/alarm-control.ts';
import { dynamoHeartbeatMemory } from '../adapters/aws/heartbeat-memory.ts';
import { cloudWatchMetricSink } from '../adapters/aws/metric-sink.ts';
import { ssmParameters } from '../adapters/aws/parameters.ts';
import { functionRegion } from '../adapters/aws/region.ts';
import { dnsNameResolver } from '../adapters/network/name-resolver.ts';
import { accessOf } from '../adapters/postgres/access.ts';
import { postgresProbe } from '../adapters/postgres/probe.ts';
import { systemClock } from '../adapters/system/clock.ts';
import { plan } from '../compiled-plan.ts';
import { noted } from '../middleware/noted.ts';
import { probing } from '../middleware/probing.ts';

const region = functionRegion();
const logger = new Logger({ serviceName: 'reprise' });
const probe = postgresProbe(accessOf(plan, region, ssmParameters(region)));
const ports = {
  probe,
  resolver: noted('resolver', dnsNameResolver, logger),
  heartbeats: noted('heartbeats', dynamoHeartbeatMemory(plan, region), logger),
  metrics: noted('metrics', cloudWatchMetricSink(plan, region), logger),
  alarm: noted('alarm', cloudWatchAlarmControl(plan, region), logger),
  clock: systemClock,
  region,
};

export const handler = probing(ports, plan, logger);
