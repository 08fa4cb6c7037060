import type { ChecklistItem } from '../../../lambdas/domain/checklist.ts';
import type { Measurement, NewEntry } from '../../../lambdas/domain/incident-record.ts';
import { viewOf } from '../../../lambdas/domain/incident-view.ts';
import { buildPostMortem, type PostMortem, type PostMortemSources } from '../../../lambdas/domain/post-mortem.ts';
import type { Plan } from '../../../lib/plan/schema.ts';
import { after, planOf } from '../ports/builders.ts';
import { INJECTED } from './status-facts.ts';
import { EXECUTION, entry, numbered, opened, resolved } from './timelines.ts';

export const ID = 'inc-20261123-100000-0123abcd';
export const REPORT_KEY = `database-failover/${ID}/1-recovered.json`;

export const measured = (change: Partial<Measurement> = {}): Measurement => ({
  recoveryTimeSeconds: 42.5,
  detectionSeconds: 20,
  decisionSeconds: 3,
  actionSeconds: 12,
  verificationSeconds: 7.5,
  lossBytes: 0,
  lossSeconds: 0,
  lossProvenZero: true,
  divergentCommits: 0,
  ...change,
});

export const message = (seconds: number, audience: string, accepted = true, error = 'topic does not answer') =>
  entry('message', seconds, {
    message: 'started',
    audience,
    subject: `[P1] to ${audience}`,
    accepted,
    telling: `rung/${audience}`,
    ...(accepted ? {} : { error }),
  });

/** The plan's list as the machine reports it, every item proven but those that are about one of these. */
export const reported = (plan: Plan, ...openAbout: string[]): ChecklistItem[] => {
  const about = ['primary-lost', 'candidate', 'lag', 'promotion', 'record', 'connections', 'writes', 'people-told', 'documented'] as const;
  return plan.checklists.databaseFailover.map((one, index) => {
    const subject = about[index] ?? null;
    const done = !openAbout.includes(String(subject));
    const item = typeof one === 'string' ? one : one.text;
    return { item, about: subject, state: 'Assess primary', done, at: done ? after(10 + index) : null, evidence: `evidence ${index}` };
  });
};

export const sources = (entries: NewEntry[], change: Partial<PostMortemSources> = {}): PostMortemSources => {
  const record = numbered(...entries);
  const view = viewOf(ID, record);
  if (view === undefined) throw new Error('the record has no opening');
  return { view, entries: record, executions: [], report: undefined, now: new Date(after(7_200)), ...change };
};

const stays = ['Open incident', 'Assess primary', 'Fence old primary', 'Promote standby', 'Verify through the name'].map(
  (state, index) => ({
    state,
    enteredAt: after(index * 2),
    exitedAt: after(index * 2 + (index === 0 ? 0.01 : 1.5)),
  }),
);

const alarm = entry('alarm', 0, { name: 'PrimaryNotWritable', region: 'eu-west-3', stateChangedAt: after(0) });

export const RECOVERED: NewEntry[] = [
  opened(),
  alarm,
  message(1, 'on-call'),
  entry('command', 5, { step: 'fence-primary' }, { text: 'db-1 is fenced by its host' }),
  entry('state', 9, { step: 'promote-standby' }, { text: 'db-2 promoted' }),
  entry('acknowledged', 240, { reason: 'I look' }, { by: 'Rado' }),
  message(900, 'tech-lead'),
  entry('measurement', 1_000, measured()),
  resolved(1_205, { cause: 'disk of db-1', resolution: 'failed over to db-2', reportKey: REPORT_KEY }),
];

const HELD: NewEntry[] = [
  opened({ trigger: 'person', reason: 'users call' }),
  message(1, 'on-call', false),
  entry('question', 20, { question: 'promote-candidate', about: 'db-2 may lack 3 s', expiresAt: after(1_820) }),
  entry('ended', 1_821, {
    endState: 'Held for a person',
    error: 'HeldForAPerson',
    cause: 'nobody decided',
    executionId: EXECUTION,
    reportKey: 'held.json',
  }),
  entry('severity', 2_000, { from: 'P1', to: 'P2', reason: 'reading works' }, { by: 'Hery' }),
  entry('note', 2_100, { text: 'the disk was full' }, { by: 'Hery' }),
  entry(
    'measurement',
    2_500,
    measured({
      lossProvenZero: false,
      lossBytes: 1_234,
      lossSeconds: 3.2,
      divergentCommits: 2,
      recoveryTimeSeconds: 3_700,
      verificationSeconds: null,
    }),
  ),
  resolved(90_000, { outcome: 'by-hand' }),
];

/** Records of incidents, by how they went. */
export const CASES: Record<string, (plan: Plan) => PostMortemSources> = {
  recovered: (plan) =>
    sources(RECOVERED, {
      executions: [{ arn: EXECUTION, stays }],
      report: { key: REPORT_KEY, checklist: reported(plan, 'people-told', 'documented') },
    }),
  'held, then closed by hand': () =>
    sources(HELD, {
      executions: [{ arn: EXECUTION, stays: null, unread: 'history does not answer' }],
      reportUnread: 'report held.json could not be read',
    }),
  'a false alarm': () => sources([opened(), resolved(60, { outcome: 'false-alarm' })]),
  'still open, nothing known': () => sources([opened({ scenario: 'something-new', trigger: 'unknown' })]),
  'texts that want to break out': () =>
    sources([
      opened({ reason: INJECTED, impact: INJECTED }),
      entry(
        'note',
        3,
        { text: `| a | [x](javascript:alert(1)) ![y](http://evil/) \`code\` **bold** & <b>\n# heading ${INJECTED}` },
        { by: INJECTED, text: INJECTED },
      ),
      entry('message', 4, { message: 'm', audience: INJECTED, subject: INJECTED, accepted: false, error: INJECTED }),
      entry('ended', 5, { endState: INJECTED, error: INJECTED, cause: INJECTED, executionId: EXECUTION, reportKey: INJECTED }),
      entry('severity', 6, { from: 'P1', to: 'P2', reason: INJECTED }, { by: INJECTED }),
      resolved(70, { outcome: 'by-hand', cause: INJECTED, resolution: INJECTED }),
    ]),
};

export const postMortemOf = (kind: string, plan = planOf()): PostMortem => {
  const found = CASES[kind];
  if (found === undefined) throw new Error(`no case ${kind}; there are ${Object.keys(CASES).join(', ')}`);
  return buildPostMortem(found(plan), plan);
};
