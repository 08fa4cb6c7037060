import { ESCALATION } from '../../lib/plan/names.ts';
import type { SeverityName } from '../../lib/plan/schema.ts';
import { writtenForPeople } from '../report/people-seen.ts';
import type { Report } from '../report/report.ts';
import { judgeLadder } from './judge.ts';
import { type Heard, heardIn, type Lived, type TypedCommand } from './lived.ts';
import { rungsByThePlan } from './rungs.ts';

/** `report.json` of a rehearsed ladder. Seconds from the incident's start, by a clock that jumps over the waiting; moments ISO 8601 by the same clock. */
export type LadderReport = {
  schemaVersion: 1;
  scenario: typeof ESCALATION;
  course: string;
  /** The course in a sentence. */
  line: string;
  severity: SeverityName;
  plan: string;
  clock: 'fast';
  verdict: 'passed' | 'failed';
  reasons: string[];
  endState: string;
  startedAt: string;
  finishedAt: string;
  definitionSha256: string;
  /** Whom the plan has told at what second, and who was told first at which; `null`: never. */
  rungs: { audience: string; plannedSeconds: number; toldSeconds: number | null }[];
  typed: TypedCommand[];
  messages: Heard[];
  /** Copies beside the report of what was written for people. */
  files: string[];
  iam: Report['iam'];
};

/** What came of it, and the verdict. */
export function ladderReport(lived: Lived): LadderReport {
  const { course, severity, plan, execution, typed, iam, definitionSha256, finishedAt } = lived;
  const reasons = judgeLadder(lived);
  const messages = heardIn(lived);
  return {
    schemaVersion: 1,
    scenario: ESCALATION,
    course: course.name,
    line: course.line,
    severity,
    plan: plan.name,
    clock: 'fast',
    verdict: reasons.length === 0 ? 'passed' : 'failed',
    reasons,
    endState: execution.path.at(-1) ?? 'none',
    startedAt: execution.startedAt,
    finishedAt,
    definitionSha256,
    rungs: rungsByThePlan(plan, severity, course).map(({ audience, seconds }) => ({
      audience,
      plannedSeconds: seconds,
      toldSeconds: messages.find((one) => one.audience === audience)?.seconds ?? null,
    })),
    typed: [...typed],
    messages,
    files: writtenForPeople(lived).map(({ name }) => name),
    iam,
  };
}
