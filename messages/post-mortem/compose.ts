import type { PostMortem } from '../../lambdas/domain/post-mortem.ts';
import type { BlankName } from '../../lambdas/domain/post-mortem-blanks.ts';
import type { CorrectiveAction, Finding } from '../../lambdas/domain/post-mortem-findings.ts';
import type { Objective } from '../../lambdas/domain/post-mortem-objectives.ts';
import type { Language } from '../../lib/plan/schema.ts';
import { postMortem as english } from '../en/post-mortem.ts';
import { durationText, numberText } from '../figures.ts';
import { postMortem as french } from '../fr/post-mortem.ts';
import { clockText, dayText, momentText } from '../page/time-text.ts';
import { annex } from './annex.ts';
import type { Block, Document, Line } from './document.ts';
import type { Figures, Heading, PostMortemWords } from './words.ts';

export const POST_MORTEM_WORDS: Record<Language, PostMortemWords> = { fr: french, en: english };

/** A post-mortem and how its language says things. */
export type Told = {
  known: PostMortem;
  words: PostMortemWords;
  figures: Figures;
  /** Day and time; time alone on the day of the incident. */
  time(iso: string): string;
  clock(iso: string): string;
  objective(one: Objective): string;
  blank(name: BlankName): Line;
  heading(name: Heading, level?: 2 | 3): Block;
};

/** The document in one language, in the order of the plan's template (§6.1); what evidence adds stands at its end. Pure. */
export function documentOf(known: PostMortem, language: Language): Document {
  const told = toldIn(known, language);
  const { words } = told;
  return {
    language,
    title: words.title(`${words.scenarios[known.scenario] ?? words.otherScenario} (${known.planTitle})`),
    facts: facts(told, language),
    blocks: [
      ...blanks(told),
      ...summary(told),
      ...impact(told),
      ...timeline(told),
      ...[told.heading('rootCause'), ...causes(told)],
      ...[told.heading('factors'), { list: [told.blank('contributing-factors')], ordered: true }],
      ...[told.heading('well'), findings(known.well, 'well', told)],
      ...[told.heading('improve'), findings(known.improve, 'improve', told)],
      ...actions(told),
      ...[told.heading('lessons'), { paragraph: told.blank('lessons') }],
      ...annex(told),
    ],
  };
}

function toldIn(known: PostMortem, language: Language): Told {
  const words = POST_MORTEM_WORDS[language];
  const { timeZone } = known;
  const figures = {
    duration: (seconds: number) => durationText(seconds, language),
    number: (figure: number) => numberText(figure, language),
  };
  const day = (iso: string) => dayText(iso, timeZone, language);
  const clock = (iso: string) => (day(iso) === day(known.openedAt) ? '' : `${day(iso)} `) + clockText(iso, timeZone, language);
  const measured = (seconds: number | null) => (seconds === null ? words.notMeasured : figures.duration(seconds));
  return {
    known,
    words,
    figures,
    time: (iso) => `${momentText(iso, timeZone, language)} (${timeZone})`,
    clock,
    objective: ({ name, targetSeconds, measuredSeconds, result }) =>
      `${words.pair(words.objectives[name], words.results[result])} (${measured(measuredSeconds)} / ${figures.duration(targetSeconds)})`,
    blank: (name) => ({ blank: words.blank(words.blanks[name].what) }),
    heading: (name, level = 2) => ({ heading: words.headings[name], level, id: name }),
  };
}

function facts({ known, words, figures, time, clock, blank }: Told, language: Language): Document['facts'] {
  const { labels } = words;
  const changes = known.severityChanges.map((change) => words.changedSeverity({ ...change, by: whoIs(change.by), time: clock(change.at) }));
  return [
    [labels.incident, { code: known.incidentId }],
    [labels.date, time(known.openedAt)],
    [labels.duration, known.durationSeconds === null ? words.stillOpen : figures.duration(known.durationSeconds)],
    [labels.severity, [`${known.severity} - ${known.severityName}`, ...(changes.length === 0 ? [] : [` ; ${changes.join(' ; ')}`])]],
    [labels.author, blank('author')],
    [labels.reportDate, dayText(known.writtenAt, known.timeZone, language)],
  ];
}

function blanks({ known, words, heading }: Told): Block[] {
  const lines = known.blanks.map(({ name, helps }): Line => {
    const { what, belongs } = words.blanks[name];
    const hints = helps.length === 0 ? '' : ` ${words.pair(words.helps, helps.join(' | '))}`;
    return [{ blank: words.blank(what) }, ` ${belongs}.${hints}`];
  });
  return [heading('blanks'), { paragraph: words.blanksIntroduction }, { list: lines }];
}

/** Two or three sentences: how it began, how it ended, what is lost. */
function summary({ known, words, figures, time, heading }: Told): Block[] {
  const { opened, triggers, outcome, open } = words.summary;
  const { resolved, durationSeconds } = known;
  const began = opened({
    time: time(known.openedAt),
    incident: words.scenarios[known.scenario] ?? words.otherScenario,
    trigger: triggers[known.trigger],
    severity: `${known.severity} (${known.severityName})`,
  });
  const ended = resolved === null ? open : outcome[resolved.outcome](figures.duration(durationSeconds ?? 0));
  return [
    heading('summary'),
    { paragraph: `${began} ${ended} ${words.pair(words.labels.transactions, words.loss(known.loss, figures))}.` },
  ];
}

function impact({ known, words, figures, blank, heading }: Told): Block[] {
  const { labels } = words;
  const { loss } = known;
  const { divergentCommits: commits } = loss;
  const diverged = commits === null || commits === 0 ? '' : ` ; ${words.diverged(figures.number(commits), commits > 1)}`;
  const lost: Line = [
    `${words.pair(labels.transactions, words.loss(loss, figures))}${diverged}`,
    ...(loss.kind === 'unknown' ? [' ', piece(blank('transactions'))] : []),
  ];
  return [
    heading('impact'),
    {
      list: [
        [`${words.pair(labels.users, '')}`, piece(blank('users'))],
        lost,
        [`${words.pair(labels.revenue, '')}`, piece(blank('revenue'))],
      ],
    },
  ];
}

const piece = (line: Line) => line as { blank: string };

function timeline({ known, words, figures, clock, heading }: Told): Block[] {
  const { columns, kinds, milestones } = words;
  const rows = known.timeline.map(({ at, kind, by, text, milestone }): Line[] => [
    clock(at),
    [...(milestone === undefined ? [] : [{ strong: milestones[milestone] }, '. ']), `${words.pair(kinds[kind], text)} (${whoIs(by)})`],
  ]);
  const measured = (seconds: number | null) => (seconds === null ? words.notMeasured : figures.duration(seconds));
  const parts = (['detect', 'decide', 'act', 'verify'] as const).map((part) => [words.split[part], measured(known.split[part])]);
  const objectives = known.objectives.map(({ name, targetSeconds, measuredSeconds, result }): Line[] => [
    words.objectives[name],
    figures.duration(targetSeconds),
    measured(measuredSeconds),
    result === 'missed' ? { strong: words.results[result] } : words.results[result],
  ]);
  return [
    heading('timeline'),
    { table: { head: [columns.time, columns.event], rows } },
    heading('split', 3),
    { table: { head: [columns.part, columns.took], rows: [...parts, [words.split.whole, measured(known.recoveryTimeSeconds)]] } },
    { table: { head: [columns.objective, columns.target, columns.measured, columns.result], rows: objectives } },
  ];
}

/** An execution by its name: its ARN stands with the evidence. */
const whoIs = (by: string) => (by.startsWith('arn:') ? (by.split(':').at(-1) ?? by) : by);

/** What a person said when closing it is evidence, not yet the root cause. */
function causes({ known, words, blank }: Told): Block[] {
  const { cause, resolution } = known.resolved ?? {};
  const said = [
    ...(cause === undefined ? [] : [words.pair(words.labels.cause, cause)]),
    ...(resolution === undefined ? [] : [words.pair(words.labels.resolution, resolution)]),
  ];
  return [{ paragraph: blank('root-cause') }, ...(said.length === 0 ? [] : [{ list: said }])];
}

function findings(all: readonly Finding[], name: 'well' | 'improve', { words, figures, objective, blank }: Told): Block {
  const known = { ...figures, objective };
  const sentence = <Kind extends Finding['kind']>(finding: Extract<Finding, { kind: Kind }>) =>
    (words.findings[finding.kind] as (one: typeof finding, of: typeof known) => string)(finding, known);
  return { list: [...(all.length === 0 ? [words.nothingShown] : all.map((one) => sentence(one))), blank(name)] };
}

function actions({ known, words, objective, blank, heading }: Told): Block[] {
  const { columns } = words;
  const sentence = <Kind extends CorrectiveAction['kind']>(action: Extract<CorrectiveAction, { kind: Kind }>) =>
    (words.actions[action.kind] as (one: typeof action, of: Pick<Told, 'objective'>) => string)(action, { objective });
  const rows = known.actions.map((one): Line[] => [
    `${sentence(one)}${one.kind === 'meet-objective' || one.kind === 'examine-divergence' ? '' : words.because(one.evidence)}`,
    blank('actions'),
    blank('actions'),
    words.toDecide,
  ]);
  const own: Line[] = [blank('actions'), '', '', ''];
  return [
    heading('actions'),
    { table: { head: [columns.action, columns.owner, columns.due, columns.status], rows: [...rows, ...(rows.length === 0 ? [own] : [])] } },
  ];
}
