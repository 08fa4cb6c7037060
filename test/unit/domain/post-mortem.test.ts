import type { NewEntry } from '../../../lambdas/domain/incident-record.ts';
import { buildPostMortem } from '../../../lambdas/domain/post-mortem.ts';
import { BLANKS } from '../../../lambdas/domain/post-mortem-blanks.ts';
import { checklistIn } from '../../../lambdas/domain/post-mortem-checklist.ts';
import { PROMOTES, RELIEVES } from '../../../lambdas/domain/post-mortem-findings.ts';
import { FAILOVER_STEPS } from '../../../lib/plan/steps.ts';
import { measured, message, postMortemOf, RECOVERED, reported, sources } from '../../support/people/post-mortem-cases.ts';
import { EXECUTION, entry, opened, resolved } from '../../support/people/timelines.ts';
import { after, planOf } from '../../support/ports/builders.ts';
import { stateOf } from '../../support/statemachines/golden.ts';

const plan = planOf();
const of = (...entries: NewEntry[]) => buildPostMortem(sources(entries), plan);

describe('an incident that was recovered', () => {
  const known = postMortemOf('recovered');

  test('is told from the record: duration, severity, split and recovery time', () => {
    expect(known).toMatchObject({
      openedAt: after(0),
      durationSeconds: 1_205,
      severity: 'P1',
      severityName: 'Critique',
      severityChanges: [],
      resolved: { outcome: 'recovered', cause: 'disk of db-1', resolution: 'failed over to db-2' },
      split: { detect: 20, decide: 3, act: 12, verify: 7.5 },
      recoveryTimeSeconds: 42.5,
    });
  });

  test('names the plan’s four moments where the record shows them', () => {
    expect(known.timeline.flatMap(({ kind, milestone }) => (milestone === undefined ? [] : [[milestone, kind]]))).toEqual([
      ['detection', 'alarm'],
      ['first-action', 'command'],
      ['escalation', 'message'],
      ['resolution', 'resolved'],
    ]);
    expect(known.timeline).toHaveLength(RECOVERED.length);
  });

  test('stands beside every objective of the plan', () => {
    expect(
      known.objectives.map(({ name, targetSeconds, measuredSeconds, result }) => [name, targetSeconds, measuredSeconds, result]),
    ).toEqual([
      ['scenario-rto', 300, 42.5, 'kept'],
      ['severity-rto', 3_600, 42.5, 'kept'],
      ['rto', 14_400, 42.5, 'kept'],
      ['rpo', 3_600, 0, 'kept'],
      ['mttr', 7_200, 1_205, 'kept'],
    ]);
  });

  test('says what went well and what did not, each from evidence', () => {
    expect(known.well.map(({ kind }) => kind)).toEqual([
      ...Array(5).fill('objective'),
      'loss-proven-zero',
      'acknowledged',
      'messages-accepted',
    ]);
    expect(known.well).toContainEqual({ kind: 'acknowledged', by: 'Rado', seconds: 240 });
    expect(known.well).toContainEqual({ kind: 'messages-accepted', count: 2 });
    expect(known.improve).toEqual([{ kind: 'items-open', count: 1 }]);
  });

  test('suggests what is left to do, with the evidence for it', () => {
    expect(known.actions).toEqual([
      { kind: 'rejoin-old-primary', evidence: 'db-2 promoted' },
      { kind: 'prove-items', items: ["Documenter l'incident"], evidence: 'evidence 8' },
    ]);
  });

  test('ticks what the report proves, and that people were told by the record', () => {
    expect(known.checklist.find(({ about }) => about === 'people-told')).toEqual({
      item: "Notifier l'équipe",
      about: 'people-told',
      state: 'Start the ladder',
      done: true,
      at: after(1),
      evidence: 'on-call: [P1] to on-call',
    });
    expect(known.checklist.filter(({ done }) => !done).map(({ about }) => about)).toEqual(['documented']);
  });

  test('leaves to a person what no machine knows, and the transactions are not among it', () => {
    expect(known.blanks.map(({ name }) => name)).toEqual(BLANKS.filter((name) => name !== 'transactions'));
    expect(known.blanks.find(({ name }) => name === 'author')?.helps).toEqual(['Rado']);
    expect(known.blanks.find(({ name }) => name === 'root-cause')?.helps).toContain('disk of db-1');
  });

  test('names its evidence', () => {
    expect(known.executions).toEqual([expect.objectContaining({ arn: EXECUTION, region: 'eu-west-3', stays: expect.any(Array) })]);
    expect(known.reports).toEqual(['database-failover/inc-20261123-100000-0123abcd/1-recovered.json']);
  });
});

describe('an incident that was held', () => {
  const known = postMortemOf('held, then closed by hand');

  test('says what was missed, what was not measured, and who did not answer', () => {
    expect(known.improve.map((one) => (one.kind === 'objective' ? `${one.objective.name} ${one.objective.result}` : one.kind))).toEqual([
      'scenario-rto missed',
      'mttr missed',
      'loss-not-proven',
      'nobody-acknowledged',
      'messages-refused',
      'nobody-decided',
      'execution-failed',
      'items-open',
    ]);
    expect(known.split.verify).toBeNull();
    expect(known.severityChanges).toEqual([{ at: after(2_000), from: 'P1', to: 'P2', by: 'Hery', reason: 'reading works' }]);
  });

  test('suggests to remove the cause, to examine the commits, to answer in time and to reach who was not reached', () => {
    expect(known.actions.map(({ kind }) => kind).slice(0, 6)).toEqual([
      'remove-cause',
      'examine-divergence',
      'answer-in-time',
      'reach-audience',
      'meet-objective',
      'meet-objective',
    ]);
    expect(known.actions.slice(6)).toEqual([
      { kind: 'prove-items', items: expect.arrayContaining(['Promouvoir le replica']), evidence: 'report held.json could not be read' },
      { kind: 'prove-items', items: ["Notifier l'équipe"], evidence: 'no topic took any of 1 messages' },
    ]);
    expect(known.actions.find(({ kind }) => kind === 'reach-audience')).toMatchObject({
      audience: 'on-call',
      evidence: 'topic does not answer',
    });
  });

  test('leaves every item open whose proof cannot be read, and says so', () => {
    expect(known.checklist.filter(({ done }) => done)).toEqual([]);
    expect(known.checklist[0]).toMatchObject({ state: 'Assess primary', evidence: 'report held.json could not be read' });
    expect(known.checklist.find(({ about }) => about === 'people-told')?.evidence).toBe('no topic took any of 1 messages');
  });
});

describe('lost transactions', () => {
  const loss = (change: Parameters<typeof measured>[0]) => of(opened(), entry('measurement', 1, measured(change)), resolved(2)).loss;
  test.each([
    ['proven-zero', { lossProvenZero: true, lossBytes: null, lossSeconds: null }],
    ['bounded', { lossProvenZero: false, lossBytes: 0, lossSeconds: 0 }],
    ['bounded', { lossProvenZero: false, lossBytes: null, lossSeconds: 4 }],
    ['bounded', { lossProvenZero: false, lossBytes: 10, lossSeconds: null }],
    ['unknown', { lossProvenZero: false, lossBytes: null, lossSeconds: null }],
  ])('are %s for %j', (kind, change) => expect(loss(change).kind).toBe(kind));

  test('are never a silent zero: without a measurement they are unknown, and a person is asked', () => {
    const known = of(opened(), resolved(2));
    expect(known.loss).toEqual({ kind: 'unknown', bytes: null, seconds: null, divergentCommits: null });
    expect(known.blanks.map(({ name }) => name)).toContain('transactions');
    expect(known.objectives.find(({ name }) => name === 'rpo')).toMatchObject({ measuredSeconds: null, result: 'not-measured' });
  });

  test('of a false alarm are none by a failover', () => {
    const known = postMortemOf('a false alarm');
    expect(known.loss.kind).toBe('no-failover');
    expect(known.well[0]).toEqual({ kind: 'false-alarm' });
    expect(known.improve).toEqual([{ kind: 'nobody-acknowledged' }]);
    expect(known.checklist.every(({ done }) => !done)).toBe(true);
    expect(known.actions).toEqual([]);
  });
});

test('an incident that is still open has no duration and no end', () => {
  const known = postMortemOf('still open, nothing known');
  expect(known).toMatchObject({ resolved: null, durationSeconds: null, checklist: [], reports: [], executions: [] });
  expect(known.objectives.map(({ name }) => name)).toEqual(['severity-rto', 'rto', 'rpo', 'mttr']);
  expect(known.objectives.every(({ result }) => result === 'not-measured')).toBe(true);
});

describe('the checklist', () => {
  test('of a region failover is the plan’s, and all for a person until its machine exists', () => {
    const { checklist } = of(opened({ scenario: 'region-failover' }), resolved(2));
    expect(checklist.map(({ item }) => item)).toEqual(plan.checklists.regionFailover);
    expect(checklist.every(({ done, state }) => !done && state === null)).toBe(true);
  });

  test('an item that names its subject, one whose subject nobody knows, and no message at all', () => {
    const own = planOf((one) => {
      one.checklists.databaseFailover = [{ text: 'Is it gone?', about: 'primary-lost' }, 'Call the insurance', 'Notifier'];
    });
    expect(buildPostMortem(sources([opened(), resolved(2)]), own).checklist).toEqual([
      {
        item: 'Is it gone?',
        about: 'primary-lost',
        state: 'Assess primary',
        done: false,
        at: null,
        evidence: expect.stringContaining('no report'),
      },
      { item: 'Call the insurance', about: null, state: null, done: false, at: null, evidence: expect.stringContaining('for a person') },
      { item: 'Notifier', about: 'people-told', state: expect.any(String), done: false, at: null, evidence: 'the record shows no message' },
    ]);
  });

  test.each([
    '',
    'null',
    '{}',
    '{"checklist":3}',
    '{"checklist":[null]}',
    '{"checklist":[{"item":"a","done":"yes","evidence":"b","at":null}]}',
    '{"checklist":[{"item":"a","done":true,"evidence":"b","at":3}]}',
  ])('%j is no report of one', (text) => expect(checklistIn(text)).toBeUndefined());

  test('a report is read as it was written', () => {
    expect(checklistIn(JSON.stringify({ checklist: reported(plan, 'lag') }))).toEqual(reported(plan, 'lag'));
  });
});

test('what a person said when closing it is told with the name', () => {
  const { blanks } = of(opened(), { ...resolved(9, { outcome: 'by-hand', cause: 'old disk', resolution: 'new disk' }), by: 'Rado' });
  const helps = (name: string) => blanks.find((one) => one.name === name)?.helps;
  expect([helps('author'), helps('root-cause')?.[0], helps('lessons')?.[0]]).toEqual([['Rado'], 'Rado: old disk', 'Rado: new disk']);
});

test('a relieved quorum is to be put back, by what the record says or by what Step Functions remembers', () => {
  const relieved = of(opened(), entry('state', 1, { step: 'relieve-quorum' }, { text: 'db-2 taken out' }), resolved(2));
  expect(relieved.actions[0]).toEqual({ kind: 'restore-quorum', evidence: 'db-2 taken out' });
  const stay = { state: 'Take silent standbys out of the quorum', enteredAt: after(1), exitedAt: after(2) };
  const remembered = buildPostMortem(
    sources([opened()], {
      executions: [
        { arn: EXECUTION, stays: [stay] },
        { arn: 'arn:x', stays: null, unread: 'no' },
      ],
    }),
    plan,
  );
  expect(remembered.actions[0]).toEqual({ kind: 'restore-quorum', evidence: stay.state });
  expect(remembered.executions[1]?.region).toBe('');
});

test('a question counts as answered by the decision that follows it, and not by one about the question asked before', () => {
  const asked = (seconds: number) =>
    entry('question', seconds, { question: 'promote-unfenced', about: `asked at ${seconds}`, expiresAt: after(9) });
  const answered = entry('decision', 2, { question: 'promote-unfenced', decision: 'approve', reason: 'x' });
  const silent = (...entries: NewEntry[]) =>
    of(opened(), ...entries).actions.flatMap((one) => (one.kind === 'answer-in-time' ? [one.evidence] : []));
  expect(silent(asked(1), answered)).toEqual([]);
  expect(silent(asked(1), asked(3), answered)).toEqual(['asked at 1']);
  expect(silent(asked(1), answered, asked(3))).toEqual(['asked at 3']);
});

test('an audience that was missed twice is one action, and without an error the subject is the evidence', () => {
  const { error: _, ...silent } = message(1, 'cto', false).data as { error?: string };
  const known = of(opened(), message(1, 'cto', false, 'a'), message(2, 'cto', false, 'a'), {
    ...message(3, 'cto', false),
    data: silent,
  } as NewEntry);
  expect(known.actions.filter(({ kind }) => kind === 'reach-audience')).toEqual([
    { kind: 'reach-audience', audience: 'cto', evidence: 'a; [P1] to cto' },
  ]);
});

test('states and steps that leave something to be done are those of the machine', () => {
  for (const { states, steps } of [PROMOTES, RELIEVES]) {
    for (const state of states) expect(stateOf(state).Type).toBe('Task');
    expect(FAILOVER_STEPS).toEqual(expect.arrayContaining(steps));
  }
});
