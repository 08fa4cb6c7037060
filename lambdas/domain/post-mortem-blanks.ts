import type { ChecklistItem } from './checklist.ts';
import { entriesOf, type RecordEntry } from './incident-record.ts';
import type { IncidentView } from './incident-view.ts';
import type { LossAccount } from './loss-account.ts';

/** What no machine can know, in the order of the document. */
export const BLANKS = [
  'author',
  'users',
  'transactions',
  'revenue',
  'root-cause',
  'contributing-factors',
  'well',
  'improve',
  'actions',
  'lessons',
] as const;
export type BlankName = (typeof BLANKS)[number];

/** A place that a person fills in, with evidence that may help: sentences of the record, as they are. */
export type Blank = { name: BlankName; helps: string[] };

/** Sentences one blank is given at most; the timeline has them all. */
const MOST = 5;

/** The blanks of this incident: `transactions` only where the loss accounting does not tell. */
export function blanksOf(known: {
  view: IncidentView;
  entries: readonly RecordEntry[];
  loss: LossAccount;
  checklist: readonly ChecklistItem[];
}): Blank[] {
  const { loss } = known;
  return BLANKS.filter((name) => name !== 'transactions' || loss.kind === 'unknown').map((name) => ({
    name,
    helps: HELPS[name](known).slice(0, MOST),
  }));
}

/** Who closed it, when that was a person: what a machine says needs no name beside it. */
const whoSaid = ({ resolved }: IncidentView) => (resolved === undefined || MACHINE.test(resolved.by) ? '' : resolved.by);

/** No person: an execution or a function of AWS. */
const MACHINE = /^arn:/;

type Known = Parameters<typeof blanksOf>[0];
const none = () => [];
const said = (text: string | undefined, by = '') => (text === undefined ? [] : [by === '' ? text : `${by}: ${text}`]);

const HELPS: Record<BlankName, (known: Known) => string[]> = {
  author: ({ view }) =>
    [...new Set([view.resolved?.by, view.acknowledged?.by])].filter((one) => one !== undefined && !MACHINE.test(one)) as string[],
  users: ({ view, entries }) => [...said(view.impact), ...said(view.notices.interruption?.text), ...notes(entries)],
  transactions: ({ entries }) => texts(entries, ['measurement', 'ended']),
  revenue: ({ entries }) => notes(entries),
  'root-cause': ({ view, entries }) => [
    ...said(view.resolved?.cause, whoSaid(view)),
    ...said(view.reason),
    ...texts(entries, ['alarm', 'state', 'ended']),
  ],
  'contributing-factors': ({ entries }) => [...texts(entries, ['ended', 'question', 'decision']), ...notes(entries)],
  well: none,
  improve: ({ entries }) => notes(entries),
  actions: ({ checklist }) => checklist.filter(({ done }) => !done).map(({ item, evidence }) => `${item}: ${evidence}`),
  lessons: ({ view, entries }) => [...said(view.resolved?.resolution, whoSaid(view)), ...notes(entries)],
};

const texts = (entries: readonly RecordEntry[], kinds: readonly RecordEntry['kind'][]) =>
  entries.filter(({ kind }) => kinds.includes(kind)).map(({ text }) => text);

const notes = (entries: readonly RecordEntry[]) => entriesOf(entries, 'note').map(({ by, data }) => `${by}: ${data.text}`);
