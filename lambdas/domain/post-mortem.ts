import type { Plan, SeverityName } from '../../lib/plan/schema.ts';
import type { StateStay } from '../ports/execution-history.ts';
import type { ChecklistItem } from './checklist.ts';
import type { EntryKind, RecordEntry } from './incident-record.ts';
import { entriesOf } from './incident-record.ts';
import type { IncidentView } from './incident-view.ts';
import { type LossAccount, lossAccount } from './loss-account.ts';
import { type Blank, blanksOf } from './post-mortem-blanks.ts';
import { provenChecklist } from './post-mortem-checklist.ts';
import { actionsFrom, type CorrectiveAction, type Finding, findingsOf } from './post-mortem-findings.ts';
import { type Milestone, milestonesOf } from './post-mortem-milestones.ts';
import { type Objective, objectivesOf } from './post-mortem-objectives.ts';
import { secondsBetween } from './recovery-time.ts';

/** An execution of the incident, as Step Functions remembers it; `stays: null`: it could not be read, `unread` says why. */
export type RememberedExecution = { arn: string; stays: StateStay[] | null; unread?: string };

/** Everything a post-mortem is written from. */
export type PostMortemSources = {
  view: IncidentView;
  entries: readonly RecordEntry[];
  executions: readonly RememberedExecution[];
  /** The last report of the machine. */
  report: { key: string; checklist: ChecklistItem[] } | undefined;
  /** Why there is no report, where there should be one. */
  reportUnread?: string;
  now: Date;
};

export type TimelineRow = { at: string; kind: EntryKind; by: string; text: string; milestone: Milestone | undefined };

/** Seconds of each part of the recovery; `null` = not measured. */
export type Split = { detect: number | null; decide: number | null; act: number | null; verify: number | null };

/** A post-mortem without a language: what the machine knows, and what a person has to write. Times ISO 8601, durations seconds. */
export type PostMortem = {
  incidentId: string;
  planTitle: string;
  scenario: string;
  region: string;
  trigger: IncidentView['trigger'];
  timeZone: string;
  openedAt: string;
  /** `null`: still open. */
  resolved: { at: string; by: string; outcome: 'recovered' | 'false-alarm' | 'by-hand'; cause?: string; resolution?: string } | null;
  durationSeconds: number | null;
  severity: SeverityName;
  severityName: string;
  severityChanges: { at: string; from: SeverityName; to: SeverityName; by: string; reason: string }[];
  writtenAt: string;
  loss: LossAccount;
  timeline: TimelineRow[];
  split: Split;
  recoveryTimeSeconds: number | null;
  objectives: Objective[];
  well: Finding[];
  improve: Finding[];
  actions: CorrectiveAction[];
  checklist: ChecklistItem[];
  blanks: Blank[];
  executions: { arn: string; region: string; stays: StateStay[] | null; unread?: string }[];
  reports: string[];
  reportUnread?: string;
};

/** Puts together what is known. Pure: the same sources give the same document, whoever writes it and however often. */
export function buildPostMortem(sources: PostMortemSources, plan: Plan): PostMortem {
  const { view, entries, now } = sources;
  const loss = lossAccount(view);
  const objectives = objectivesOf(view, plan);
  const checklist = provenChecklist(sources, plan);
  const { well, improve } = findingsOf({ view, entries, objectives, loss, checklist });
  const actions = actionsFrom({ view, entries, executions: sources.executions, objectives, checklist, loss });
  const { measurement } = view;
  return {
    incidentId: view.id,
    planTitle: plan.title,
    scenario: view.scenario,
    region: view.region,
    trigger: view.trigger,
    timeZone: plan.timeZone,
    openedAt: view.openedAt,
    resolved: view.resolved === undefined ? null : resolutionOf(view.resolved),
    durationSeconds: secondsBetween(view.openedAt, view.resolved?.at),
    severity: view.severity,
    severityName: plan.severities[view.severity].name,
    severityChanges: entriesOf(entries, 'severity').map(({ at, by, data }) => ({ at, by, ...data })),
    writtenAt: now.toISOString(),
    loss,
    timeline: timelineOf(entries, plan),
    split: {
      detect: measurement?.detectionSeconds ?? null,
      decide: measurement?.decisionSeconds ?? null,
      act: measurement?.actionSeconds ?? null,
      verify: measurement?.verificationSeconds ?? null,
    },
    recoveryTimeSeconds: measurement?.recoveryTimeSeconds ?? null,
    objectives,
    well,
    improve,
    actions,
    checklist,
    blanks: blanksOf({ view, entries, loss, checklist }),
    ...evidenceOf(sources),
  };
}

function resolutionOf({ at, by, outcome, cause, resolution }: NonNullable<IncidentView['resolved']>): NonNullable<PostMortem['resolved']> {
  return { at, by, outcome, ...(cause === undefined ? {} : { cause }), ...(resolution === undefined ? {} : { resolution }) };
}

function timelineOf(entries: readonly RecordEntry[], plan: Plan): TimelineRow[] {
  const milestones = milestonesOf(entries, plan);
  return entries.map((one) => ({ at: one.at, kind: one.kind, by: one.by, text: one.text, milestone: milestones.get(one.sequence) }));
}

function evidenceOf({ entries, executions, reportUnread }: PostMortemSources): Pick<PostMortem, 'executions' | 'reports' | 'reportUnread'> {
  const reports = [...entriesOf(entries, 'ended'), ...entriesOf(entries, 'resolved')].flatMap(({ data }) => data.reportKey ?? []);
  return {
    executions: executions.map((one) => ({ ...one, region: one.arn.split(':')[3] ?? '' })),
    reports: [...new Set(reports)],
    ...(reportUnread === undefined ? {} : { reportUnread }),
  };
}
