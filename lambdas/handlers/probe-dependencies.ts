import { Logger } from '@aws-lambda-powertools/logger';
import { cloudWatchMetricSink } from '../adapters/aws/metric-sink.ts';
import { functionRegion } from '../adapters/aws/region.ts';
import { networkDependencyEye } from '../adapters/network/dependency-eye.ts';
import { systemClock } from '../adapters/system/clock.ts';
import { plan } from '../compiled-plan.ts';
import { noted } from '../middleware/noted.ts';
import { probingDependencies } from '../middleware/probing-dependencies.ts';
import { standard } from '../middleware/standard.ts';

const region = functionRegion();
const logger = new Logger({ serviceName: 'reprise' });
const ports = {
  dependencies: networkDependencyEye(systemClock),
  metrics: noted('metrics', cloudWatchMetricSink(plan, region), logger),
  clock: systemClock,
};

export const handler = standard('probe-dependencies', 'look', probingDependencies(ports, plan, logger), logger);
