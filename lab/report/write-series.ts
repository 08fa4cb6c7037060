import type { LedgerEntry } from '../estate/estate.ts';
import { longestSilence } from '../measure.ts';

/** Milliseconds without an acknowledgement after which people say that writes had stopped. */
const STOPPED = 1_000;

export type WriteSeries = {
  /** Whole seconds from the first write to the last, counted from the fault: `at` is the start of the second, ISO 8601. */
  seconds: { at: string; acknowledged: number; unsuccessful: number }[];
  /** The outage: last acknowledged write before it and first one after it; `ended: false` when it lasted to the end. `null`: none above a second. */
  outage: { from: string; to: string; ended: boolean } | null;
};

/**
 * Writes per second as the clients saw them: acknowledged ones by the moment of their acknowledgement, those that failed or stayed
 * unanswered by the moment they were sent. A second that is only begun is left out: it would look like a dip.
 */
export function writeSeries(ledger: readonly LedgerEntry[], faultAt: string): WriteSeries {
  const fault = Date.parse(faultAt);
  const second = (moment: number) => Math.floor((moment - fault) / 1_000);
  const acknowledged = ledger.flatMap((entry) => (entry.acknowledgedAt === undefined ? [] : [entry.acknowledgedAt]));
  const unsuccessful = ledger.filter((entry) => entry.outcome !== 'acknowledged').map((entry) => entry.sentAt);
  const moments = [...acknowledged, ...ledger.map((entry) => entry.sentAt)];
  if (moments.length === 0) return { seconds: [], outage: null };
  const first = second(moments.reduce((one, other) => Math.min(one, other))) + 1;
  const end = second(moments.reduce((one, other) => Math.max(one, other)));
  const counts = (times: number[], index: number) => times.filter((time) => second(time) === index).length;
  return {
    seconds: Array.from({ length: Math.max(0, end - first) }, (_, index) => ({
      at: new Date(fault + (first + index) * 1_000).toISOString(),
      acknowledged: counts(acknowledged, first + index),
      unsuccessful: counts(unsuccessful, first + index),
    })),
    outage: outage(ledger, fault),
  };
}

function outage(ledger: readonly LedgerEntry[], fault: number): WriteSeries['outage'] {
  const { from, to } = longestSilence(ledger, fault);
  if (to - from <= STOPPED) return null;
  const ended = ledger.some((entry) => entry.acknowledgedAt !== undefined && entry.acknowledgedAt >= to);
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString(), ended };
}
