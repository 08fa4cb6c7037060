import type { IncidentView } from './incident-view.ts';

/**
 * What is known of lost transactions. There is no zero but a proven one: `bounded` is what may be lost at most, `unknown` is for a person.
 * `divergentCommits`: commits that only the old primary's disk holds; `null` = nobody counted.
 */
export type LossAccount = {
  kind: 'proven-zero' | 'bounded' | 'no-failover' | 'unknown';
  bytes: number | null;
  seconds: number | null;
  divergentCommits: number | null;
};

/** From the measurement of the machine; a false alarm moved no primary, so no failover can have lost anything. */
export function lossAccount({ measurement, resolved }: Pick<IncidentView, 'measurement' | 'resolved'>): LossAccount {
  const { lossBytes: bytes = null, lossSeconds: seconds = null, divergentCommits = null, lossProvenZero = false } = measurement ?? {};
  const account = { bytes, seconds, divergentCommits };
  if (lossProvenZero) return { kind: 'proven-zero', ...account };
  if (bytes !== null || seconds !== null) return { kind: 'bounded', ...account };
  return { kind: resolved?.outcome === 'false-alarm' ? 'no-failover' : 'unknown', ...account };
}
