import type { SeverityName } from '../../lib/plan/schema.ts';
import type { FailoverRequest } from './incident.ts';
import type { RecoveredFacts } from './notification-facts.ts';

/** Scenario of an incident that a person opened: no machine works on it. */
export const BY_HAND = 'by-hand';

/** What an entry of the timeline is about; each kind says what its `data` holds. */
export type EntryData = {
  /** The incident began. First entry, written once. */
  opened: {
    severity: SeverityName;
    scenario: string;
    trigger: FailoverRequest['trigger'] | 'unknown';
    region: string;
    executionId: string;
    reason: string;
    /** What it means for users, in the plan's words; only where a person said so. */
    impact?: string;
  };
  alarm: { name: string; region: string; stateChangedAt: string };
  /** What a step of a machine did or found. */
  state: { step: string; detail?: unknown };
  /** An order to something outside: host command, instance, record. */
  command: { step: string; detail?: unknown };
  /** Figures: seconds and bytes, `null` = not measured. */
  measurement: Measurement;
  question: { question: string; about: string; expiresAt: string };
  decision: { question: string; decision: 'approve' | 'decline'; reason: string };
  /** A message to an audience, and whether its topic took it. `telling`: its key on the ladder (domain/ladder.ts); `asOf`: when the record was read for it. */
  message: { message: string; audience: string; subject: string; accepted: boolean; telling?: string; asOf?: string; error?: string };
  acknowledged: { reason: string };
  severity: { from: SeverityName; to: SeverityName; reason: string };
  note: { text: string };
  /** Text for users: drafted, then approved or declined by a person. */
  notice: { notice: NoticeKind; state: 'drafted' | 'approved' | 'declined'; text: string; reason?: string };
  /** An execution ended without having recovered; the incident stays open. */
  ended: { endState: string; error: string; cause: string; executionId: string; reportKey?: string };
  resolved: {
    outcome: 'recovered' | 'false-alarm' | 'by-hand';
    cause?: string;
    resolution?: string;
    reportKey?: string;
    /** Of a recovered database. */
    recovered?: RecoveredFacts;
  };
};

export type EntryKind = keyof EntryData;
export const NOTICES = ['interruption', 'resolution'] as const;
export type NoticeKind = (typeof NOTICES)[number];

export type Measurement = {
  recoveryTimeSeconds: number | null;
  detectionSeconds: number | null;
  decisionSeconds: number | null;
  /** Fencing, promotion and switch together. */
  actionSeconds: number | null;
  verificationSeconds: number | null;
  lossBytes: number | null;
  lossSeconds: number | null;
  lossProvenZero: boolean;
  /** Commits that only the old primary's disk holds; `null` = nobody knows. */
  divergentCommits: number | null;
};

/** What is added to the timeline. `at` is ISO 8601; `by` is an execution, a function or a person; `text` is a sentence for people. */
export type NewEntry<Kind extends EntryKind = EntryKind> = {
  [K in Kind]: { kind: K; at: string; by: string; text: string; data: EntryData[K] };
}[Kind];

/** An entry as it stands. `sequence` counts from 1 without gaps: it, and not a clock, is the order. */
export type RecordEntry = NewEntry & { sequence: number };

/** Who wrote an entry, where it was the ladder, and where it was the step that writes the incident up. Neither recovers anything. */
export const THE_LADDER = 'the ladder';
export const THE_WRITER = 'write-post-mortem';

/** Entries of machines that work on an incident: what they did and found, and not what the people part notes of itself. */
export function machineEntries(entries: readonly RecordEntry[]): (NewEntry<'state' | 'command'> & { sequence: number })[] {
  return [...entriesOf(entries, 'state'), ...entriesOf(entries, 'command')]
    .filter(({ by }) => by !== THE_LADDER && by !== THE_WRITER)
    .sort((a, b) => a.sequence - b.sequence);
}

/** Entries of one kind, in order. */
export function entriesOf<Kind extends EntryKind>(entries: readonly RecordEntry[], kind: Kind): (NewEntry<Kind> & { sequence: number })[] {
  return entries.filter((one) => one.kind === kind) as unknown as (NewEntry<Kind> & { sequence: number })[];
}
