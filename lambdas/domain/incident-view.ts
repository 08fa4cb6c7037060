import type { SeverityName } from '../../lib/plan/schema.ts';
import { type EntryData, entriesOf, machineEntries, type RecordEntry } from './incident-record.ts';
import { isRaise } from './severity.ts';

/** What the timeline of an incident comes to: the one reading of it that ladder, pages, links and ledger share. */
export type IncidentView = {
  id: string;
  /** ISO 8601. */
  openedAt: string;
  scenario: string;
  region: string;
  /** Execution that opened it. */
  executionId: string;
  reason: string;
  trigger: EntryData['opened']['trigger'];
  impact: string | undefined;
  /** As it is now. */
  severity: SeverityName;
  firstSeverity: SeverityName;
  /** Of the severity as it is: whoever raises it asks to be heard anew. */
  acknowledged: { at: string; by: string } | undefined;
  /** The last one. */
  severityChange: { at: string; by: string; from: SeverityName; to: SeverityName; reason: string } | undefined;
  resolved: ({ at: string; by: string } & EntryData['resolved']) | undefined;
  /** The last execution that ended without having recovered, unless another one works since. */
  ended: ({ at: string } & EntryData['ended']) | undefined;
  /** Question that waits for an answer. */
  question: ({ askedAt: string } & EntryData['question']) | undefined;
  measurement: EntryData['measurement'] | undefined;
  /** Approved texts for users, the last of each kind; drafts that wait are in `drafts`. */
  notices: Partial<Record<EntryData['notice']['notice'], { at: string; text: string }>>;
  drafts: Partial<Record<EntryData['notice']['notice'], { at: string; text: string }>>;
  /** Every notice that was ever drafted. */
  noticesDrafted: EntryData['notice']['notice'][];
  /** Last sequence number. */
  last: number;
};

/** Reads a timeline; `undefined` when it does not begin with the opening, so that nobody takes half a record for a whole one. */
export function viewOf(id: string, entries: readonly RecordEntry[]): IncidentView | undefined {
  const [opened] = entriesOf(entries, 'opened');
  if (opened === undefined) return undefined;
  const resolved = entriesOf(entries, 'resolved')[0];
  return {
    id,
    openedAt: opened.at,
    scenario: opened.data.scenario,
    region: opened.data.region,
    executionId: opened.data.executionId,
    reason: opened.data.reason,
    trigger: opened.data.trigger,
    impact: opened.data.impact,
    severity: entriesOf(entries, 'severity').at(-1)?.data.to ?? opened.data.severity,
    firstSeverity: opened.data.severity,
    ...answersOf(entries),
    resolved: resolved === undefined ? undefined : { at: resolved.at, by: resolved.by, ...resolved.data },
    ended: endedOf(entries),
    question: openQuestion(entries),
    measurement: entriesOf(entries, 'measurement').at(-1)?.data,
    ...noticesOf(entries),
    last: entries.at(-1)?.sequence ?? 0,
  };
}

function answersOf(entries: readonly RecordEntry[]): Pick<IncidentView, 'acknowledged' | 'severityChange'> {
  const changes = entriesOf(entries, 'severity');
  const raised = changes.findLast(({ data }) => isRaise(data.from, data.to))?.sequence ?? 0;
  const acknowledged = entriesOf(entries, 'acknowledged').find(({ sequence }) => sequence > raised);
  const change = changes.at(-1);
  return {
    acknowledged: acknowledged === undefined ? undefined : { at: acknowledged.at, by: acknowledged.by },
    severityChange: change === undefined ? undefined : { at: change.at, by: change.by, ...change.data },
  };
}

function endedOf(entries: readonly RecordEntry[]): IncidentView['ended'] {
  const ended = entriesOf(entries, 'ended').at(-1);
  if (ended === undefined) return undefined;
  // By the clock too: the ladder completes the record of a run that ended at once with what that run found before.
  const works = machineEntries(entries).some((one) => one.sequence > ended.sequence && one.at > ended.at);
  return works ? undefined : { at: ended.at, ...ended.data };
}

/** Answered by a decision about the same question, or by an end. */
function openQuestion(entries: readonly RecordEntry[]): IncidentView['question'] {
  const asked = entriesOf(entries, 'question').at(-1);
  if (asked === undefined) return undefined;
  const over = entries.some(
    (one) =>
      one.sequence > asked.sequence &&
      (one.kind === 'ended' || one.kind === 'resolved' || (one.kind === 'decision' && one.data.question === asked.data.question)),
  );
  return over ? undefined : { askedAt: asked.at, ...asked.data };
}

function noticesOf(entries: readonly RecordEntry[]): Pick<IncidentView, 'notices' | 'drafts' | 'noticesDrafted'> {
  const notices: IncidentView['notices'] = {};
  const drafts: IncidentView['drafts'] = {};
  for (const { at, data } of entriesOf(entries, 'notice')) {
    delete drafts[data.notice];
    if (data.state === 'drafted') drafts[data.notice] = { at, text: data.text };
    if (data.state === 'approved') notices[data.notice] = { at, text: data.text };
  }
  const noticesDrafted = entriesOf(entries, 'notice').flatMap(({ data }) => (data.state === 'drafted' ? [data.notice] : []));
  return { notices, drafts, noticesDrafted };
}
