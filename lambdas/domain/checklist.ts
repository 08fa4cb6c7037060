import { assessmentOf, type MachineState } from './machine-state.ts';

export type ChecklistItem = { item: string; done: boolean; at: string | null; evidence: string };

type Proof = { at: string; evidence: string } | undefined;
type Rule = { about: RegExp; proof(state: MachineState): Proof };

const RULES: readonly Rule[] = [
  { about: /\bcrud\b|opérations|operations/i, proof: crudTested },
  { about: /conne(x|ct)ion/i, proof: connectionsChecked },
  { about: /\blag\b|retard/i, proof: lagChecked },
  { about: /plus à jour|most (advanced|recent)|up.to.date|candidat/i, proof: candidateIdentified },
  { about: /promouv|promot/i, proof: promoted },
  { about: /\bdns\b|writer record/i, proof: recordSwitched },
  { about: /inaccessible|unreachable|\bdown\b|\blost\b/i, proof: primaryInaccessible },
  { about: /notif|préven|\btell\b|inform/i, proof: peopleTold },
  { about: /document|rapport|report/i, proof: documented },
];

function primaryInaccessible(state: MachineState): Proof {
  const assessment = assessmentOf(state);
  if (assessment?.action !== 'fail-over') return undefined;
  const seen = state.fencing?.evidence.at(-1)?.seen;
  return { at: assessment.at, evidence: seen === undefined ? assessment.why : `${assessment.why}; ${seen}` };
}

function candidateIdentified({ comparison, fencing }: MachineState): Proof {
  const chosen = comparison?.ranking.find((node) => node.chosen);
  return chosen === undefined ? undefined : { at: fencing?.at ?? '', evidence: `${chosen.node}: ${chosen.reason}` };
}

function lagChecked({ comparison, fencing }: MachineState): Proof {
  return comparison?.candidate === undefined ? undefined : { at: fencing?.at ?? '', evidence: comparison.loss.statement };
}

function promoted({ confirmation }: MachineState): Proof {
  return confirmation?.state === 'promoted' ? { at: confirmation.at, evidence: confirmation.evidence } : undefined;
}

function recordSwitched({ record }: MachineState): Proof {
  return record === undefined
    ? undefined
    : { at: record.at, evidence: `${record.name}: ${record.from} -> ${record.to} (${record.status})` };
}

function connectionsChecked({ verification }: MachineState): Proof {
  if (verification === undefined) return undefined;
  const { health, connectionsToOldNode, resolvedAddress } = verification;
  return {
    at: verification.verifiedAt,
    evidence: `application says ${health.status}; ${connectionsToOldNode} clients on the old node; the name answers ${resolvedAddress}`,
  };
}

function crudTested({ verification }: MachineState): Proof {
  if (verification === undefined) return undefined;
  const { createdMs, readMs, updatedMs, deletedMs } = verification.crud;
  return {
    at: verification.verifiedAt,
    evidence: `row created in ${createdMs} ms, read in ${readMs} ms, updated in ${updatedMs} ms, deleted in ${deletedMs} ms, through the name`,
  };
}

function peopleTold({ told }: MachineState): Proof {
  const heard = told?.recovered ?? told?.started;
  return heard?.told ? { at: heard.at, evidence: `told ${heard.topics.join(', ')}` } : undefined;
}

function documented({ incident, resolution, ending }: MachineState): Proof {
  const at = resolution?.resolvedAt ?? ending?.at;
  const key = resolution?.reportKey ?? ending?.reportKey;
  return incident === undefined || at === undefined ? undefined : { at, evidence: `incident ${incident.id}, report ${key}` };
}

/**
 * The plan's own list, each item with what the machine saw for it. Items are people's words, so each is tied to its evidence by its
 * subject; one whose subject the machine does not know is left for a person, never ticked.
 */
export function checklistOf(items: readonly string[], state: MachineState): ChecklistItem[] {
  return items.map((item) => {
    const rule = RULES.find((one) => one.about.test(item));
    if (rule === undefined) return { item, done: false, at: null, evidence: 'for a person: the machine has no evidence about this' };
    const proof = rule.proof(state);
    return proof === undefined
      ? { item, done: false, at: null, evidence: 'not reached' }
      : { item, done: true, at: proof.at || null, evidence: proof.evidence };
  });
}
