import type { Decision, Decisions, Question } from '../../lambdas/domain/decision.ts';
import { commandsIn } from '../person.ts';
import type { Requirement } from './requirement.ts';

type Recorded = { steps?: { decisions?: Decisions; silence?: { question?: Question } } };

/** What else a message gives commands for (to acknowledge, to note) asks nothing. */
const questionIn = ({ question }: Record<string, unknown>) => (typeof question === 'string' ? [question] : []);

/** Asked is what a message gives a command to answer; a machine that only believes that it asked has asked nobody. */
export const peopleWereAsked: Requirement = (evidence, expected) => {
  const questions = evidence.events.flatMap((event) =>
    event.kind === 'notification' ? commandsIn(event.message).flatMap(({ payload }) => questionIn(payload)) : [],
  );
  const seen = [...new Set(questions)].join(', ') || 'nothing';
  const required = (expected.asked ?? []).join(', ') || 'nothing';
  return seen === required ? undefined : `people were asked ${seen}; required ${required}`;
};

/** The machine's report names who answered what and why, or that nobody did; an answer that nobody can be asked about later is none. */
export const answersAreRecorded: Requirement = (evidence, expected) => {
  const { asked = [], answer = 'decline' } = expected;
  if (asked.length === 0) return undefined;
  const { decisions = {}, silence } = (evidence.machineReports.at(-1) as Recorded | undefined)?.steps ?? {};
  const recorded: readonly Decision[] = Object.values(decisions);
  if (answer === 'silent')
    return recorded.length === 0 && silence?.question === asked.at(-1)
      ? undefined
      : `the machine reports ${recorded.length} answer(s) and silence to ${silence?.question ?? 'nothing'}; required silence to ${asked.at(-1)}`;
  const missing = asked.filter(
    (question) => !recorded.some((one) => one.question === question && one.decision === answer && one.by !== '' && one.reason !== ''),
  );
  return missing.length === 0
    ? undefined
    : `the machine reports no "${answer}" with a name and a reason for ${missing.join(', ')}; required one each`;
};
