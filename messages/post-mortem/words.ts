import type { EntryKind } from '../../lambdas/domain/incident-record.ts';
import type { LossAccount } from '../../lambdas/domain/loss-account.ts';
import type { PostMortem, Split } from '../../lambdas/domain/post-mortem.ts';
import type { BlankName } from '../../lambdas/domain/post-mortem-blanks.ts';
import type { CorrectiveAction, Finding } from '../../lambdas/domain/post-mortem-findings.ts';
import type { Milestone } from '../../lambdas/domain/post-mortem-milestones.ts';
import type { Objective } from '../../lambdas/domain/post-mortem-objectives.ts';

/** Headings of the plan's template (§6.1), and of what evidence adds to it. */
export type Heading =
  | 'blanks'
  | 'summary'
  | 'impact'
  | 'timeline'
  | 'split'
  | 'rootCause'
  | 'factors'
  | 'well'
  | 'improve'
  | 'actions'
  | 'lessons'
  | 'checklist'
  | 'evidence';

type Outcome = NonNullable<PostMortem['resolved']>['outcome'];

/** How a word asks for figures of its language. */
export type Figures = { duration(seconds: number): string; number(figure: number): string };

/** The words of a post-mortem in one language. Everything that is filled in is text; who renders it escapes it. */
export type PostMortemWords = {
  title(incident: string): string;
  scenarios: Record<string, string>;
  otherScenario: string;
  labels: Record<
    'date' | 'duration' | 'severity' | 'author' | 'reportDate' | 'users' | 'transactions' | 'revenue' | 'incident' | 'cause' | 'resolution',
    string
  >;
  headings: Record<Heading, string>;
  pair(label: string, value: string): string;
  /** Marks a place that a person has to fill in. */
  blank(what: string): string;
  /** What belongs into each place. */
  blanks: Record<BlankName, { what: string; belongs: string }>;
  blanksIntroduction: string;
  helps: string;
  stillOpen: string;
  notMeasured: string;
  changedSeverity(change: { time: string; from: string; to: string; by: string; reason: string }): string;
  summary: {
    opened(known: { time: string; incident: string; trigger: string; severity: string }): string;
    triggers: Record<PostMortem['trigger'], string>;
    outcome: Record<Outcome, (duration: string) => string>;
    open: string;
  };
  loss(account: LossAccount, figures: Figures): string;
  diverged(commits: string, many: boolean): string;
  columns: Record<
    | 'time'
    | 'event'
    | 'action'
    | 'owner'
    | 'due'
    | 'status'
    | 'part'
    | 'took'
    | 'objective'
    | 'target'
    | 'measured'
    | 'result'
    | 'item'
    | 'state'
    | 'done'
    | 'evidence',
    string
  >;
  kinds: Record<EntryKind, string>;
  milestones: Record<Milestone, string>;
  split: Record<keyof Split | 'whole', string>;
  objectives: Record<Objective['name'], string>;
  results: Record<Objective['result'], string>;
  findings: {
    [Kind in Finding['kind']]: (
      finding: Extract<Finding, { kind: Kind }>,
      known: Figures & { objective(one: Objective): string },
    ) => string;
  };
  actions: {
    [Kind in CorrectiveAction['kind']]: (
      action: Extract<CorrectiveAction, { kind: Kind }>,
      known: { objective(one: Objective): string },
    ) => string;
  };
  /** Status of an action nobody has taken up yet. */
  toDecide: string;
  because(evidence: string): string;
  nothingShown: string;
  checklist: { done: string; open: string; noList: string; noState: string };
  evidence: { execution: string; report: string; states: string; unread(why: string): string; none: string; recordWords: string };
};
