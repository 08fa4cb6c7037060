import { isReceiving } from './evidence.ts';
import { positionOf } from './loss.ts';
import { bytesBetween, parseLsn } from './lsn.ts';
import type { DirectTry, NodeObservation } from './observation.ts';
import { lagSeconds } from './replication-lag.ts';

export type ProbeMetric = { name: string; value: number; unit: 'Count' | 'Bytes' | 'Seconds' | 'None'; node?: string; dependency?: string };

/**
 * Metrics of one tick. `ProbeTick` says that the probe lives; `PrimaryWritable` is absent when this vantage has nothing to say
 * about the primary, because missing data never triggers a failover.
 */
export function probeMetrics(direct: DirectTry | undefined, others: readonly NodeObservation[], heartbeat: number): ProbeMetric[] {
  const writable: ProbeMetric[] =
    direct === undefined ? [] : [{ name: 'PrimaryWritable', value: direct.outcome === 'committed' ? 1 : 0, unit: 'None' }];
  const standbys = others.filter((one) => one.role !== 'primary');
  return [
    { name: 'ProbeTick', value: 1, unit: 'Count' },
    ...writable,
    ...standbys.flatMap((one) => standbyMetrics(one, direct, heartbeat)),
  ];
}

function standbyMetrics(one: NodeObservation, direct: DirectTry | undefined, heartbeat: number): ProbeMetric[] {
  const { node } = one;
  const receiving: ProbeMetric = { name: 'StandbyReceiving', value: isReceiving(one, heartbeat) ? 1 : 0, unit: 'None', node };
  const beat = direct?.heartbeat;
  const position = one.reachable ? positionOf(one) : undefined;
  const bytes: ProbeMetric[] =
    beat?.lsn === undefined || position === undefined
      ? []
      : [{ name: 'ReplicationLagBytes', value: Math.max(0, bytesBetween(position, parseLsn(beat.lsn))), unit: 'Bytes', node }];
  const behind = beat === undefined ? undefined : lagSeconds(beat, one);
  const seconds: ProbeMetric[] = behind === undefined ? [] : [{ name: 'ReplicationLagSeconds', value: behind, unit: 'Seconds', node }];
  return [receiving, ...bytes, ...seconds];
}
