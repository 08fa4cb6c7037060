import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { names } from '../../../lib/plan/names.ts';
import type { Plan } from '../../../lib/plan/schema.ts';
import type { MetricSink } from '../../ports/metric-sink.ts';
import { quick } from './clients.ts';
import { orUnavailable } from './failures.ts';

/** Seconds a data point stands for: 10 s alarms need high-resolution metrics. */
const RESOLUTION = 1;

/** The alarm on `PrimaryWritable` matches exact dimensions: `Vantage` for everybody, `Node` and `Dependency` only on metrics of one. */
export function cloudWatchMetricSink(plan: Pick<Plan, 'name'>, region: string, client = new CloudWatchClient(quick(region))): MetricSink {
  return {
    async publish(metrics, at) {
      if (metrics.length === 0) return;
      const MetricData = metrics.map(({ name, value, unit, node, dependency }) => ({
        MetricName: name,
        Dimensions: [
          { Name: 'Vantage', Value: region },
          ...(node === undefined ? [] : [{ Name: 'Node', Value: node }]),
          ...(dependency === undefined ? [] : [{ Name: 'Dependency', Value: dependency }]),
        ],
        Timestamp: at,
        Value: value,
        Unit: unit,
        StorageResolution: RESOLUTION,
      }));
      await client
        .send(new PutMetricDataCommand({ Namespace: names.metricNamespace(plan), MetricData }))
        .catch(orUnavailable('metrics of the probe'));
    },
  };
}
