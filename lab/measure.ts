import type { LedgerEntry } from './estate/estate.ts';
import type { Evidence } from './evidence.ts';

const seconds = (from: number, to: number) => Math.round(to - from) / 1000;

/**
 * Milliseconds since epoch of the last acknowledged write before, and the first after, the longest silence since the fault. A silence that
 * lasts until the end reaches to the last write that was sent.
 */
export function longestSilence(ledger: readonly LedgerEntry[], faultAt: number): { from: number; to: number } {
  const acknowledged = ledger.flatMap((entry) => (entry.acknowledgedAt === undefined ? [] : [entry.acknowledgedAt])).sort((a, b) => a - b);
  const lastSent = Math.max(faultAt, ...ledger.map((entry) => entry.sentAt));
  const moments = [...acknowledged, lastSent];
  let longest = { from: faultAt, to: faultAt };
  for (let index = 1; index < moments.length; index += 1) {
    const from = moments[index - 1] ?? 0;
    const to = moments[index] ?? 0;
    if (to >= faultAt && to - from > longest.to - longest.from) longest = { from, to };
  }
  return longest;
}

/** Seconds during which no write was acknowledged: the longest silence that ends after the fault, or lasts until the end. */
export function writeOutageSeconds(evidence: Pick<Evidence, 'ledger' | 'faultAt'>): number {
  const { from, to } = longestSilence(evidence.ledger, Date.parse(evidence.faultAt));
  return seconds(from, to);
}

/** Numbers whose write was acknowledged to the client and that are not on the primary afterwards. */
export function acknowledgedWritesLost(evidence: Pick<Evidence, 'ledger' | 'onPrimary'>): number[] {
  return evidence.ledger
    .filter((entry) => entry.outcome === 'acknowledged' && !evidence.onPrimary.has(entry.number))
    .map((entry) => entry.number);
}

/** Last tick at which the probe of the primary's own region saw a writable primary; milliseconds since epoch. Another vantage may see more. */
function lastGoodProbe(evidence: Pick<Evidence, 'events' | 'region'>, before: number): number | undefined {
  return evidence.events
    .filter((event) => event.kind === 'metric' && event.region === evidence.region && event.name === 'PrimaryWritable' && event.value >= 1)
    .map((event) => Date.parse(event.at))
    .findLast((at) => at <= before);
}

/**
 * Last good probe of any vantage before another node was seen to accept writes -> first write verified through the name, in seconds; what the machine
 * itself measures, which knows the heartbeats of every vantage: shorter than for its own region when only that one was cut off.
 */
export function recoveryTimeOfAnyVantage(
  { events, looks, before }: Pick<Evidence, 'events' | 'looks'> & { before: { primary: string } },
  verifiedAt: string | undefined,
): number | null {
  if (verifiedAt === undefined) return null;
  const promoted = looks.findIndex((look) => look.nodes.some((one) => one.node !== before.primary && one.inRecovery === false));
  const lastAlone = looks[promoted === -1 ? looks.length - 1 : promoted - 1]?.at ?? '';
  const good = events.findLast(
    (event) => event.kind === 'metric' && event.name === 'PrimaryWritable' && event.value >= 1 && event.at <= lastAlone,
  );
  return good === undefined ? null : seconds(Date.parse(good.at), Date.parse(verifiedAt));
}

function firstAlarm(evidence: Pick<Evidence, 'events' | 'faultAt' | 'region'>): number | undefined {
  const alarm = evidence.events.find(
    (event) =>
      event.kind === 'alarm' &&
      event.region === evidence.region &&
      event.to === 'ALARM' &&
      event.name.endsWith('/PrimaryNotWritable') &&
      event.at >= evidence.faultAt,
  );
  return alarm === undefined ? undefined : Date.parse(alarm.at);
}

/** Last good probe and first alarm, in milliseconds since epoch; `null` when one of them was not seen. */
export function detection(evidence: Pick<Evidence, 'events' | 'faultAt' | 'region'>): { from: number; to: number } | null {
  const to = firstAlarm(evidence);
  const from = to === undefined ? undefined : lastGoodProbe(evidence, to);
  return to === undefined || from === undefined ? null : { from, to };
}

/** Last good probe -> alarm, in seconds; `null` without an alarm. */
export function detectionSeconds(evidence: Pick<Evidence, 'events' | 'faultAt' | 'region'>): number | null {
  const detected = detection(evidence);
  return detected === null ? null : seconds(detected.from, detected.to);
}

/**
 * Last good probe before the alarm -> first write verified through the name, in seconds; `null` when nothing was verified. What breaks first in a fault
 * of two stages may leave the primary well.
 */
export function recoveryTimeSeconds(
  evidence: Pick<Evidence, 'events' | 'faultAt' | 'region'>,
  verifiedAt: string | undefined,
): number | null {
  if (verifiedAt === undefined) return null;
  const faultAt = Date.parse(evidence.faultAt);
  const good = detection(evidence)?.from ?? lastGoodProbe(evidence, faultAt) ?? faultAt;
  return seconds(good, Date.parse(verifiedAt));
}
