import type { ProbeMetric } from '../domain/probe-metrics.ts';

export type Metric = ProbeMetric;

export interface MetricSink {
  /** High-resolution metrics of one tick; the adapter adds namespace, the dimension `Vantage`, and `Node` where given. */
  publish(metrics: Metric[], at: Date): Promise<void>;
}
