import type { LedgerEntry } from '../../../../lab/estate/estate.ts';
import { judgeSoak } from '../../../../lab/soak/judge-soak.ts';
import { figuresOf, type SoakEvidence } from '../../../../lab/soak/observation.ts';
import type { TimelineEvent } from '../../../../lab/timeline.ts';

const START = Date.parse('2026-11-24T10:00:00.000Z');
const at = (second: number) => new Date(START + second * 1_000).toISOString();
const metric = (second: number, name: string, region = 'eu-west-3', value = 1): TimelineEvent => ({
  at: at(second),
  kind: 'metric',
  region,
  name,
  value,
  dimensions: {},
});
const alarm = (second: number, name: string): TimelineEvent => ({
  at: at(second),
  kind: 'alarm',
  region: 'eu-west-3',
  name,
  from: 'OK',
  to: 'ALARM',
  by: 'evaluation',
  reason: 'three in a row',
});
const told = (second: number): TimelineEvent => ({
  at: at(second),
  kind: 'notification',
  region: 'eu-west-3',
  topic: 'arn:t',
  subject: 'P1',
  message: '',
});
const acknowledged = (number: number, second: number): LedgerEntry => ({
  number,
  sentAt: START + second * 1_000 - 10,
  acknowledgedAt: START + second * 1_000,
  outcome: 'acknowledged',
});

/** Ten seconds, a tick and a write each, nothing special. */
const quiet = (changes: Partial<SoakEvidence> = {}): SoakEvidence => ({
  from: at(0),
  to: at(10),
  region: 'eu-west-3',
  heartbeatSeconds: 1,
  primaryBefore: 'db-1',
  primaryAfter: 'db-1',
  ledger: Array.from({ length: 9 }, (_, index) => acknowledged(index + 1, index + 1)),
  onPrimary: new Set(Array.from({ length: 9 }, (_, index) => index + 1)),
  executions: [],
  events: Array.from({ length: 9 }, (_, index) => [metric(index + 1, 'ProbeTick'), metric(index + 1, 'PrimaryWritable')]).flat(),
  obstacle: undefined,
  mishaps: [],
  ...changes,
});
const and = (...events: TimelineEvent[]) => quiet({ events: [...quiet().events, ...events] });
const execution = { machine: 'reprise-taxcollector-database-failover', startedAt: at(4) } as SoakEvidence['executions'][number];

test('a quiet day has passed, and its figures are counted', () => {
  expect(judgeSoak(quiet())).toEqual([]);
  expect(figuresOf(quiet())).toEqual({ ticks: 9, missedTicks: 0, longestHeartbeatGap: 1, longestWriteGap: 1, writes: 9, writesFailed: 0 });
});

test.each([
  { name: 'an alarm', evidence: and(alarm(5, 'x/PrimaryNotWritable')), says: /x\/PrimaryNotWritable rang/ },
  { name: 'an execution', evidence: quiet({ executions: [execution] }), says: /an execution of .*database-failover started/ },
  { name: 'a message', evidence: and(told(5)), says: /people were told: P1/ },
  { name: 'a lost write', evidence: quiet({ onPrimary: new Set([1, 2]) }), says: /7 acknowledged write\(s\) are not on the primary/ },
  { name: 'nobody who writes', evidence: quiet({ ledger: [] }), says: /no write was acknowledged/ },
  { name: 'a probe that never ticks', evidence: quiet({ events: [] }), says: /never ticked/ },
  { name: 'another region’s ticks only', evidence: quiet({ events: [metric(1, 'ProbeTick', 'eu-west-1')] }), says: /never ticked/ },
  { name: 'another primary', evidence: quiet({ primaryAfter: 'db-2' }), says: /primary is db-2; required db-1/ },
  { name: 'no primary', evidence: quiet({ primaryAfter: null }), says: /primary is nobody/ },
  { name: 'a standby left behind', evidence: quiet({ obstacle: 'db-3 do not stream from db-1' }), says: /db-3 do not stream/ },
  { name: 'a restart that failed', evidence: quiet({ mishaps: ['orderly restart of standby db-2 failed: x'] }), says: /db-2 failed/ },
])('$name fails it, and is said', ({ evidence, says }) => {
  expect(judgeSoak(evidence)).toEqual([expect.stringMatching(says)]);
});

test('what rang before the soak is none of it; other alarms count by the message they send', () => {
  expect(judgeSoak(and(alarm(-5, 'x/PrimaryNotWritable'), told(-5), alarm(5, 'x/ProbeBlind')))).toEqual([]);
});

test('gaps count to both ends, and every tick that did not come is missed', () => {
  const events = [
    metric(2, 'ProbeTick'),
    metric(6, 'ProbeTick'),
    metric(3, 'PrimaryWritable'),
    metric(4, 'PrimaryWritable', 'eu-west-3', 0),
  ];
  const figures = figuresOf(quiet({ events, ledger: [acknowledged(1, 2.5), { number: 2, sentAt: START, outcome: 'failed' }] }));
  expect(figures).toEqual({ ticks: 2, missedTicks: 7, longestHeartbeatGap: 7, longestWriteGap: 7.5, writes: 1, writesFailed: 1 });
});
