import { DATABASE_FAILOVER } from '../../lib/plan/names.ts';
import type { Plan } from '../../lib/plan/schema.ts';
import { type ChecklistItem, FOR_A_PERSON, PROVEN_BY, subjectOf } from './checklist.ts';
import { entriesOf, type RecordEntry } from './incident-record.ts';
import type { PostMortemSources } from './post-mortem.ts';

/**
 * The plan's list for the scenario. An item is done when the machine's report proves it, and "people told" when the record shows a message that a
 * topic took; what is not proven stays open and says why.
 */
export function provenChecklist({ view, entries, report, reportUnread }: PostMortemSources, plan: Plan): ChecklistItem[] {
  if (view.scenario === 'region-failover') return plan.checklists.regionFailover.map((item) => ({ ...open(FOR_A_PERSON), item }));
  if (view.scenario !== DATABASE_FAILOVER) return [];
  return plan.checklists.databaseFailover.map((one) => {
    const { text: item, about = null } = typeof one === 'string' ? { text: one, about: subjectOf(one) } : one;
    if (about === 'people-told') return { item, about, state: PROVEN_BY[about], ...peopleTold(entries) };
    const proven = report?.checklist.find((known) => known.item === item);
    if (proven !== undefined) return proven;
    const why = about === null ? FOR_A_PERSON : (reportUnread ?? 'the machine wrote no report that speaks of it');
    return { ...open(why), item, about, state: about === null ? null : PROVEN_BY[about] };
  });
}

const open = (evidence: string) => ({ about: null, state: null, done: false, at: null, evidence });

function peopleTold(entries: readonly RecordEntry[]): Pick<ChecklistItem, 'done' | 'at' | 'evidence'> {
  const messages = entriesOf(entries, 'message');
  const first = messages.find(({ data }) => data.accepted);
  if (first !== undefined) return { done: true, at: first.at, evidence: `${first.data.audience}: ${first.data.subject}` };
  const evidence = messages.length === 0 ? 'the record shows no message' : `no topic took any of ${messages.length} messages`;
  return { done: false, at: null, evidence };
}

/** The checklist of a machine's report, or `undefined` when the text is none: what is not understood proves nothing. */
export function checklistIn(text: string): ChecklistItem[] | undefined {
  try {
    const { checklist } = JSON.parse(text) as { checklist?: unknown };
    return Array.isArray(checklist) && checklist.every(isItem) ? checklist : undefined;
  } catch {
    return undefined;
  }
}

function isItem(one: unknown): one is ChecklistItem {
  const { item, done, at, evidence } = (one ?? {}) as Partial<ChecklistItem>;
  return typeof item === 'string' && typeof done === 'boolean' && typeof evidence === 'string' && (at === null || typeof at === 'string');
}
