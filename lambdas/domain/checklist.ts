import type { ChecklistSubject, Plan } from '../../lib/plan/schema.ts';
import { causeOf } from './failure.ts';
import { assessmentOf, type MachineState } from './machine-state.ts';

/**
 * `about`: what the item was understood to be about; `state`: the state of the machine that proves it (`PROVEN_BY`). Both `null` when nobody
 * knows.
 */
export type ChecklistItem = {
  item: string;
  about: ChecklistSubject | null;
  state: string | null;
  done: boolean;
  at: string | null;
  evidence: string;
};

/** State of the machine of database failover that proves a subject; a test holds them against its golden definition. */
export const PROVEN_BY: Readonly<Record<ChecklistSubject, string>> = {
  'primary-lost': 'Assess primary',
  candidate: 'Compare replica LSNs',
  lag: 'Compare replica LSNs',
  promotion: 'Look at the candidate',
  record: 'Switch writer record',
  connections: 'Verify through the name',
  writes: 'Verify through the name',
  'people-told': 'Start the ladder',
  documented: 'Close the incident',
};

/** What was seen; `done: false`: it was looked at or tried, and was not so. */
type Finding = { done?: false; at: string; evidence: string } | undefined;

const FINDINGS: Record<ChecklistSubject, (state: MachineState) => Finding> = {
  'primary-lost': primaryLost,
  candidate: candidateIdentified,
  lag: lagChecked,
  promotion: promoted,
  record: recordSwitched,
  connections: connectionsChecked,
  writes: writesTested,
  'people-told': peopleTold,
  documented,
};

/** Words by which an item that does not name its subject is understood, French and English; the first that fits counts. */
const WORDS: readonly [RegExp, ChecklistSubject][] = [
  [/\bcrud\b|opérations|operations/i, 'writes'],
  [/conne(x|ct)ion/i, 'connections'],
  [/\blag\b|retard/i, 'lag'],
  [/plus à jour|most (advanced|recent)|up.to.date|candidat/i, 'candidate'],
  [/promouv|promot/i, 'promotion'],
  [/\bdns\b|writer record/i, 'record'],
  [/inaccessible|unreachable|\bdown\b|\blost\b/i, 'primary-lost'],
  [/notif|préven|\btell\b|inform/i, 'people-told'],
  [/document|rapport|report/i, 'documented'],
];

function primaryLost(state: MachineState): Finding {
  const assessment = assessmentOf(state);
  if (assessment === undefined) return undefined;
  const { action, at, why } = assessment;
  if (action !== 'fail-over' && action !== 'finish') return { done: false, at, evidence: `looked at, and it is not so: ${why}` };
  const seen = state.fencing?.evidence.at(-1)?.seen;
  return { at, evidence: seen === undefined ? why : `${why}; ${seen}` };
}

function candidateIdentified({ comparison, fencing }: MachineState): Finding {
  if (comparison === undefined) return undefined;
  const at = fencing?.at ?? '';
  const chosen = comparison.ranking.find((node) => node.chosen);
  return chosen === undefined ? { done: false, at, evidence: comparison.why } : { at, evidence: `${chosen.node}: ${chosen.reason}` };
}

function lagChecked({ comparison, fencing }: MachineState): Finding {
  return comparison?.candidate === undefined ? undefined : { at: fencing?.at ?? '', evidence: comparison.loss.statement };
}

function promoted({ confirmation }: MachineState): Finding {
  if (confirmation === undefined) return undefined;
  const { state, at, evidence } = confirmation;
  return state === 'promoted' ? { at, evidence } : { done: false, at, evidence };
}

function recordSwitched({ record }: MachineState): Finding {
  if (record === undefined) return undefined;
  if ('caught' in record) {
    const { error, cause } = causeOf(record.caught);
    return { done: false, at: '', evidence: `the switch was ${record.status}: ${error}: ${cause}` };
  }
  return { at: record.at, evidence: `${record.name}: ${record.from} -> ${record.to} (${record.status})` };
}

function connectionsChecked({ verification }: MachineState): Finding {
  if (verification === undefined) return undefined;
  const { health, connectionsToOldNode, resolvedAddress } = verification;
  return {
    at: verification.verifiedAt,
    evidence: `application says ${health.status}; ${connectionsToOldNode} clients on the old node; the name answers ${resolvedAddress}`,
  };
}

function writesTested({ verification }: MachineState): Finding {
  if (verification === undefined) return undefined;
  const { createdMs, readMs, updatedMs, deletedMs } = verification.crud;
  return {
    at: verification.verifiedAt,
    evidence: `row created in ${createdMs} ms, read in ${readMs} ms, updated in ${updatedMs} ms, deleted in ${deletedMs} ms, through the name`,
  };
}

function peopleTold({ told }: MachineState): Finding {
  const heard = told?.recovered;
  return heard?.told ? { at: heard.at, evidence: `told ${heard.topics.join(', ')}` } : undefined;
}

function documented({ incident, resolution, ending }: MachineState): Finding {
  const at = resolution?.resolvedAt ?? ending?.at;
  const key = resolution?.reportKey ?? ending?.reportKey;
  return incident === undefined || at === undefined ? undefined : { at, evidence: `incident ${incident.id}, report ${key}` };
}

type Item = Plan['checklists']['databaseFailover'][number];

/**
 * The plan's own list, each item with what the machine saw for it. Items are people's words, so each is tied to its evidence by its
 * subject, named by the plan or understood from its words; one whose subject nobody knows is left for a person, never ticked.
 */
export function checklistOf(items: readonly Item[], state: MachineState): ChecklistItem[] {
  const { error, cause } = causeOf(state.failure);
  const why = state.failure === undefined ? 'not reached' : `not reached: the run ended with ${error}: ${cause}`;
  return items.map((one) => {
    const { text: item, about } = typeof one === 'string' ? { text: one, about: subjectOf(one) } : one;
    if (about === undefined) return { item, about: null, state: null, done: false, at: null, evidence: FOR_A_PERSON };
    const tied = { item, about, state: PROVEN_BY[about] };
    const found = FINDINGS[about](state);
    if (found === undefined) return { ...tied, done: false, at: null, evidence: why };
    return { ...tied, done: found.done !== false, at: found.at || null, evidence: found.evidence };
  });
}

/** Evidence of an item that no state can prove. */
export const FOR_A_PERSON = 'for a person: the machine has no evidence about this';

/** What an item of a person's own words is about, when its words tell. */
export const subjectOf = (text: string): ChecklistSubject | undefined => WORDS.find(([words]) => words.test(text))?.[1];
