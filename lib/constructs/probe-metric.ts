import { type Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { names } from '../plan/names.ts';
import type { Plan } from '../plan/schema.ts';

/** A metric that the probe of this region publishes for all nodes together; those of one node have the dimension `Node` besides. */
export function probeMetric(scope: Construct, plan: Plan, metricName: string, period: Duration, statistic: string): cloudwatch.Metric {
  const dimensionsMap = { Vantage: Stack.of(scope).region };
  return new cloudwatch.Metric({ namespace: names.metricNamespace(plan), metricName, dimensionsMap, period, statistic });
}
