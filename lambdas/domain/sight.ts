import type { DatabaseNode } from '../../lib/plan/schema.ts';
import { isReceiving } from './evidence.ts';
import type { NodeObservation } from './observation.ts';
import { observationOf, observedPrimaries } from './topology.ts';
import { witnessesOf } from './witnesses.ts';

/**
 * What a vantage saw in a tick in which it could not write to the primary, kept where the other vantage's machine reads it. One sight a vantage,
 * replaced every tick: no call from region to region is needed on the day.
 */
export type Sight = {
  /** Region of the probe. */
  vantage: string;
  /** Tells one tick from another. A time by the probe's own clock, compared for equality only. */
  beat: string;
  /** Node id of the primary it looked for; `''` when it knew none. */
  primary: string;
  /** What it saw of that one, in words. */
  seen: string;
  /** Node ids that received from the primary. */
  receiving: string[];
  /** Node ids that were not in recovery. */
  primaries: string[];
};

type Seeing = {
  vantage: string;
  beat: string;
  primary: string;
  nodes: readonly NodeObservation[];
  plan: { nodes: readonly DatabaseNode[] };
  heartbeat: number;
};

/** A tick's looks as the other vantage needs them. */
export function sightOf({ vantage, beat, primary, nodes, plan, heartbeat }: Seeing): Sight {
  const own = observationOf(nodes, primary);
  const receiving = witnessesOf(primary, nodes, plan.nodes).filter((one) => one.role === 'standby' && isReceiving(one, heartbeat));
  return {
    vantage,
    beat,
    primary,
    seen: own === undefined ? 'not looked at' : own.reachable ? `answers as ${own.role}` : (own.failure?.message ?? 'no answer'),
    receiving: receiving.map((one) => one.node),
    primaries: observedPrimaries(nodes),
  };
}

/**
 * What another vantage has seen since an earlier reading of the same memory: its tick is another one by now, so it is alive, whatever its
 * clock says. `undefined`: it says nothing, or could write all the time.
 */
export function freshSight(before: readonly Sight[], now: readonly Sight[], ownVantage: string): Sight | undefined {
  const earlier = (vantage: string) => before.find((one) => one.vantage === vantage)?.beat;
  return now.find((one) => one.vantage !== ownVantage && one.beat !== earlier(one.vantage));
}
