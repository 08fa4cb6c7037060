import { setTimeout as pause } from 'node:timers/promises';
import { GLOBAL_REGION } from '../cloud/global-region.ts';
import { LATENCIES, type LatencyName, type LatencyRow } from './latency-table.ts';

export const LATENCY_MODES = ['none', 'aws'] as const;
/** `aws`: what AWS takes is added, so that a measured time is a forecast. `none`: only the lab's own small delays. */
export type LatencyMode = (typeof LATENCY_MODES)[number];

/** An API call on its way. `from` is unknown for calls that come by the global endpoint; those come from some region of the plan. */
export type ApiCall = { service: string; operation: string; from: string | undefined; to: string; newConnection: boolean };

/** How long AWS takes over what the lab does at once; milliseconds, 0 without latency. */
export type Latency = {
  readonly mode: LatencyMode;
  of(path: LatencyName): number;
  /** From sending a call to having its answer. */
  ofCall(call: ApiCall): number;
};

export const NO_LATENCY: Latency = { mode: 'none', of: () => 0, ofCall: () => 0 };

export const AWS_LATENCY: Latency = {
  mode: 'aws',
  of: (path) => LATENCIES[path].milliseconds,
  ofCall: ({ service, operation, from, to, newConnection }) => {
    const way = from === to ? 0 : LATENCIES[to === GLOBAL_REGION ? 'network/us-east-1' : 'network/other region'].milliseconds;
    const handshake = newConnection ? LATENCIES['network/new connection'].milliseconds + 2 * way : 0;
    return handshake + way + inRegion(service, operation);
  },
};

export const latencyOf = (mode: LatencyMode): Latency => (mode === 'aws' ? AWS_LATENCY : NO_LATENCY);

/** @throws when the table has no row for the service: a call without its latency would make the forecast too good, silently */
function inRegion(service: string, operation: string): number {
  const rows: Readonly<Record<string, LatencyRow>> = LATENCIES;
  const row = rows[`${service}/${operation}`] ?? rows[`${service}/any call`];
  if (row === undefined) throw new Error(`lab/latency/latency-table.ts has no row for calls of ${service}; required "${service}/any call"`);
  return row.milliseconds;
}

/** Lets the time pass; without latency not even a turn of the event loop. */
export async function pass(milliseconds: number): Promise<void> {
  if (milliseconds > 0) await pause(milliseconds);
}
