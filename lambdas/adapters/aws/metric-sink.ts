import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { names } from '../../../lib/plan/names.ts';
import type { Plan } from '../../../lib/plan/schema.ts';
import type { MetricSink } from '../../ports/metric-sink.ts';
import { quick } from './clients.ts';
import { orUnavailable } from './failures.ts';

/** Seconds a data point stands for: 10 s alarms need high-resolution metrics. */
const RESOLUTION = 1;

/** The alarm on `PrimaryWritable` matches exact dimensions: `Vantage` for everybody, `Node` only on metrics of one node. */
export function cloudWatchMetricSink(plan: Pick<Plan, 'name'>, region: string, client = new CloudWatchClient(quick(region))): MetricSink {
  return {
    async publish(metrics, at) {
      if (metrics.length === 0) return;
      const MetricData = metrics.map(({ name, value, unit, node }) => ({
        MetricName: name,
        Dimensions: [{ Name: 'Vantage', Value: region }, ...(node === undefined ? [] : [{ Name: 'Node', Value: node }])],
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
