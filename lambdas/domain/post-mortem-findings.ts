import type { ChecklistItem } from './checklist.ts';
import { entriesOf, type RecordEntry } from './incident-record.ts';
import type { IncidentView } from './incident-view.ts';
import type { LossAccount } from './loss-account.ts';
import type { RememberedExecution } from './post-mortem.ts';
import type { Objective } from './post-mortem-objectives.ts';
import { secondsBetween } from './recovery-time.ts';

/** Something that the evidence shows, good or bad; never an opinion. */
export type Finding =
  | { kind: 'objective'; objective: Objective }
  | { kind: 'loss-proven-zero' }
  | { kind: 'loss-not-proven' }
  | { kind: 'false-alarm' }
  | { kind: 'acknowledged'; by: string; seconds: number }
  | { kind: 'nobody-acknowledged' }
  | { kind: 'messages-accepted'; count: number }
  | { kind: 'messages-refused'; count: number; audiences: string[] }
  | { kind: 'nobody-decided'; question: string }
  | { kind: 'execution-failed'; endState: string; error: string }
  | { kind: 'items-open'; count: number };

/** Something to be done, suggested by the evidence that is given with it. Who does it until when is for a person. */
export type CorrectiveAction = { evidence: string } & (
  | { kind: 'rejoin-old-primary' }
  | { kind: 'restore-quorum' }
  | { kind: 'examine-divergence'; commits: number }
  | { kind: 'reach-audience'; audience: string }
  /** Items that are open for the same reason. */
  | { kind: 'prove-items'; items: string[] }
  | { kind: 'remove-cause'; endState: string }
  | { kind: 'answer-in-time'; question: string }
  | { kind: 'meet-objective'; objective: Objective }
);

type Evidence = {
  view: IncidentView;
  entries: readonly RecordEntry[];
  objectives: readonly Objective[];
  loss: LossAccount;
  checklist: readonly ChecklistItem[];
};

/** What went well and what did not, as far as the evidence tells. */
export function findingsOf({ view, entries, objectives, loss, checklist }: Evidence): { well: Finding[]; improve: Finding[] } {
  const messages = entriesOf(entries, 'message');
  const refused = messages.filter(({ data }) => !data.accepted);
  const open = toProve(view, checklist).length;
  const falseAlarm = view.resolved?.outcome === 'false-alarm';
  const seconds = secondsBetween(view.openedAt, view.acknowledged?.at);
  const of = (...results: Objective['result'][]) =>
    objectives.filter(({ result }) => results.includes(result)).map((objective): Finding => ({ kind: 'objective', objective }));
  const well: Finding[] = [
    ...when(falseAlarm, { kind: 'false-alarm' }),
    ...of('kept'),
    ...when(loss.kind === 'proven-zero', { kind: 'loss-proven-zero' }),
    ...(view.acknowledged === undefined || seconds === null ? [] : [{ kind: 'acknowledged' as const, by: view.acknowledged.by, seconds }]),
    ...when(messages.length > 0 && refused.length === 0, { kind: 'messages-accepted', count: messages.length }),
  ];
  const audiences = [...new Set(refused.map(({ data }) => data.audience))];
  const improve: Finding[] = [
    // Where nothing was lost there is no recovery to measure.
    ...(falseAlarm ? of('missed') : of('missed', 'not-measured')),
    ...when(loss.kind === 'bounded' || loss.kind === 'unknown', { kind: 'loss-not-proven' }),
    ...when(view.acknowledged === undefined, { kind: 'nobody-acknowledged' }),
    ...when(refused.length > 0, { kind: 'messages-refused', count: refused.length, audiences }),
    ...undecided(entries).map(({ question }): Finding => ({ kind: 'nobody-decided', question })),
    ...entriesOf(entries, 'ended').map(({ data }): Finding => ({ kind: 'execution-failed', endState: data.endState, error: data.error })),
    ...when(open > 0, { kind: 'items-open', count: open }),
  ];
  return { well, improve };
}

/** Items that are open and should not be: after a false alarm nothing was to be done. */
const toProve = (view: IncidentView, checklist: readonly ChecklistItem[]): ChecklistItem[] =>
  view.resolved?.outcome === 'false-alarm' ? [] : checklist.filter(({ done }) => !done);

const when = (holds: boolean, finding: Finding): Finding[] => (holds ? [finding] : []);

/** Questions that got no answer before they were asked again, or at all. */
function undecided(entries: readonly RecordEntry[]): { question: string; about: string }[] {
  const questions = entriesOf(entries, 'question');
  const decisions = entriesOf(entries, 'decision');
  return questions.flatMap(({ sequence, data }) => {
    const again =
      questions.find((one) => one.sequence > sequence && one.data.question === data.question)?.sequence ?? Number.POSITIVE_INFINITY;
    const answered = decisions.some((one) => one.data.question === data.question && one.sequence > sequence && one.sequence < again);
    return answered ? [] : [data];
  });
}

/** States and steps of database failover that leave something to be done. */
export const PROMOTES = { states: ['Promote standby', 'Promote through SQL'], steps: ['promote-standby', 'promote-through-sql'] };
export const RELIEVES = { states: ['Take silent standbys out of the quorum'], steps: ['relieve-quorum'] };

/** What should be done, each with the evidence that suggests it. */
export function actionsFrom(known: Evidence & { executions: readonly RememberedExecution[] }): CorrectiveAction[] {
  const { entries, objectives, loss, checklist } = known;
  const promoted = traceOf(PROMOTES, known);
  const relieved = traceOf(RELIEVES, known);
  const refused = Map.groupBy(
    entriesOf(entries, 'message').filter(({ data }) => !data.accepted),
    ({ data }) => data.audience,
  );
  return [
    ...entriesOf(entries, 'ended').map(({ data }) => {
      return { kind: 'remove-cause' as const, endState: data.endState, evidence: `${data.error}: ${data.cause}` };
    }),
    ...(promoted === undefined ? [] : [{ kind: 'rejoin-old-primary' as const, evidence: promoted }]),
    ...(relieved === undefined ? [] : [{ kind: 'restore-quorum' as const, evidence: relieved }]),
    ...divergenceActions(loss),
    ...undecided(entries).map(({ question, about }) => ({ kind: 'answer-in-time' as const, question, evidence: about })),
    ...[...refused].map(([audience, messages]) => {
      return {
        kind: 'reach-audience' as const,
        audience,
        evidence: [...new Set(messages.map(({ data }) => data.error ?? data.subject))].join('; '),
      };
    }),
    ...objectives
      .filter(({ result }) => result === 'missed')
      .map((objective) => ({ kind: 'meet-objective' as const, objective, evidence: objective.name })),
    ...[...Map.groupBy(toProve(known.view, checklist), ({ evidence }) => evidence)].map(([evidence, items]) => {
      return { kind: 'prove-items' as const, items: items.map(({ item }) => item), evidence };
    }),
  ];
}

function divergenceActions({ divergentCommits }: LossAccount): CorrectiveAction[] {
  if (divergentCommits === null || divergentCommits === 0) return [];
  return [{ kind: 'examine-divergence', commits: divergentCommits, evidence: `${divergentCommits}` }];
}

/** First sign that one of these states was passed: in the record, or in what Step Functions remembers. */
function traceOf(
  { states, steps }: { states: readonly string[]; steps: readonly string[] },
  { entries, executions }: { entries: readonly RecordEntry[]; executions: readonly RememberedExecution[] },
): string | undefined {
  const noted = entries.find((one) => (one.kind === 'state' || one.kind === 'command') && steps.includes(one.data.step));
  if (noted !== undefined) return noted.text;
  const stay = executions.flatMap(({ stays }) => stays ?? []).find(({ state }) => states.includes(state));
  return stay?.state;
}
