import type { ApiCall, Latency } from '../../../lab/latency/latency.ts';
import type { LatencyName } from '../../../lab/latency/latency-table.ts';

/** A latency of given values that remembers what it was asked for. */
export function notedLatency(milliseconds: Partial<Record<LatencyName, number>> = {}, callMilliseconds = 0) {
  const paths: LatencyName[] = [];
  const calls: ApiCall[] = [];
  const latency: Latency = {
    mode: 'aws',
    of: (path) => {
      paths.push(path);
      return milliseconds[path] ?? 0;
    },
    ofCall: (call) => {
      calls.push(call);
      return callMilliseconds;
    },
  };
  return { latency, paths, calls };
}
