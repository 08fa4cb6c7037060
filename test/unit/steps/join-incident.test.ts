import { entriesOf } from '../../../lambdas/domain/incident-record.ts';
import { incidentIdOf } from '../../../lambdas/domain/request.ts';
import { assessment, incident, START } from '../../support/ports/builders.ts';
import { LadderWorld } from '../../support/ports/ladder-world.ts';
import { at, entry, opening } from '../../support/ports/timeline.ts';

const OPENED = incident({ openedAt: START });
const { id } = OPENED;
const alarm = { name: 'PrimaryNotWritable', state: 'ALARM', stateChangedAt: at(-3), region: 'eu-west-3' };
const kinds = (world: LadderWorld, one = id) => world.entries(one).map(({ kind }) => kind);

test('a recovery’s incident gets what its record lacks, once: how it began, the alarm, what was assessed', async () => {
  const world = new LadderWorld();
  const input = { incident: { ...OPENED, alarm }, assessment: assessment() };
  const ladder = await world.join(input);
  expect(kinds(world)).toEqual(['opened', 'alarm', 'state']);
  expect(ladder).toMatchObject({ incidentId: id, status: 'sleep', told: {}, view: { severity: 'P1', scenario: 'database-failover' } });
  await world.join(input);
  expect(kinds(world)).toEqual(['opened', 'alarm', 'state']);
});

test('an assessment that never came is not made up', async () => {
  const world = new LadderWorld();
  await world.join({ incident: OPENED, assessment: { attempt: 0 } });
  expect(kinds(world)).toEqual(['opened']);
});

test('a person opens an incident with severity, reason and impact', async () => {
  const world = new LadderWorld();
  const ladder = await world.join({ severity: 'P2', reason: 'payments fail', impact: 'nobody can pay', Comment: 'from the console' });
  expect(ladder.incidentId).toMatch(/^inc-20261123-/);
  expect(ladder.view).toMatchObject({
    severity: 'P2',
    reason: 'payments fail',
    impact: 'nobody can pay',
    trigger: 'person',
    scenario: 'by-hand',
  });
  expect((await world.join({ severity: 'P4', reason: 'a colour is wrong' }, 'arn:other')).view.impact).toBeUndefined();
});

test('a person puts the ladder of a known incident back up; one that nobody knows is refused', async () => {
  const world = new LadderWorld();
  world.add(id, entry('opened', opening));
  expect((await world.join({ incident: id })).view.severity).toBe('P1');
  await expect(world.join({ incident: 'inc-20200101-000000-00000000' })).rejects.toMatchObject({ name: 'InvalidInput' });
});

test('a ladder that is put back up knows who was told, should the record not answer to its first climb', async () => {
  const world = new LadderWorld();
  await world.climb(await world.join({ incident: OPENED, assessment: assessment() }));
  const back = await world.join({ incident: id }, 'arn:person');
  expect(back).toMatchObject({ takeOver: true, told: { 'rung/on-call': START } });
  world.broken.add('record');
  world.seconds = 60;
  await world.climb(back, 'arn:person');
  expect(world.told).toEqual([['on-call', 0]]);
});

test('while the record does not answer, nobody is told that the incident they name is unknown', async () => {
  const world = new LadderWorld();
  world.add(id, entry('opened', opening));
  world.broken.add('record');
  await expect(world.join({ incident: id })).rejects.toMatchObject({ name: 'DependencyUnavailable' });
});

test.each([
  ['nothing', null, /required an object/],
  ['an empty start', {}, /severity is missing; allowed: P1, P2, P3, P4/],
  ['no reason', { severity: 'P1' }, /reason is missing/],
  ['a blank reason', { severity: 'P1', reason: ' ' }, /required text/],
  ['an endless reason', { severity: 'P1', reason: 'x'.repeat(501) }, /501 characters; allowed 500/],
  ['an unknown severity', { severity: 'P5', reason: 'r' }, /"P5"; allowed/],
  ['a misspelt key', { severity: 'P1', raison: 'r' }, /unknown key "raison"; allowed/],
  ['an id that is none', { incident: 'INC 1' }, /required an id like/],
])('%s is refused before anybody is told', async (_, input, message) => {
  await expect(new LadderWorld().join(input)).rejects.toThrow(message as RegExp);
});

describe('the rule on failed executions', () => {
  const executionArn = 'arn:aws:states:eu-west-3:1:execution:reprise-taxcollector-database-failover:two';
  const failed = { executionArn, startDate: Date.parse(START), endedAt: at(20), status: 'TIMED_OUT' };

  test('joins the incident that is open', async () => {
    const world = new LadderWorld();
    world.lock = { id, openedAt: at(-60) };
    const ladder = await world.join({ failed });
    expect(ladder.incidentId).toBe(id);
    expect(entriesOf(world.entries(id), 'opened')[0]).toMatchObject({ at: at(-60), data: { severity: 'P1', trigger: 'unknown' } });
  });

  test.each([
    ['none was ever open', undefined],
    ['the last one is over', { id, openedAt: at(-60), resolvedAt: at(-1) }],
  ])('opens one of its own when %s', async (_, lock) => {
    const world = new LadderWorld();
    world.lock = lock;
    const ladder = await world.join({ failed });
    expect(ladder.incidentId).not.toBe(id);
    expect(ladder.view.reason).toMatch(/ended TIMED_OUT without having recovered/);
  });

  test('an execution that was cut off could not write down its end: it is written down for it, once, and the ladder is woken', async () => {
    const world = new LadderWorld();
    world.lock = { id, openedAt: at(-60) };
    await world.join({ incident: OPENED, assessment: assessment() });
    const woken = world.rung.length;
    const ladder = await world.join({ failed: { ...failed, error: null, cause: null } });
    expect(ladder.view.ended).toMatchObject({
      at: at(20),
      error: 'TIMED_OUT',
      executionId: executionArn,
      cause: expect.stringContaining('TIMED_OUT'),
    });
    expect(world.rung.length).toBe(woken + 1);
    await world.join({ failed });
    expect(entriesOf(world.entries(id), 'ended')).toHaveLength(1);
    expect(world.rung.length).toBe(woken + 1);
  });

  test('people read that nothing works on it, also when no incident was ever opened', async () => {
    const world = new LadderWorld();
    await world.climb(await world.join({ failed: { ...failed, status: 'FAILED', error: 'DependencyUnavailable', cause: 'no table' } }));
    expect(world.sent[0]?.subject).toMatch(/AGIR/);
    expect(world.sent[0]?.body).toContain('no table');
  });

  test('an end that the execution wrote down itself stands', async () => {
    const world = new LadderWorld();
    world.lock = { id, openedAt: at(-60) };
    const ended = { endState: 'Held for a person', error: 'HeldForAPerson', cause: 'why', executionId: executionArn };
    world.add(id, entry('opened', opening));
    world.add(id, entry('ended', ended, at(19)));
    expect((await world.join({ failed: { ...failed, status: 'FAILED' } })).view.ended).toMatchObject(ended);
    expect(entriesOf(world.entries(id), 'ended')).toHaveLength(1);
  });

  test('the id is that of the execution’s own start, so the same incident has one', async () => {
    const own = incidentIdOf({ id: executionArn, startedAt: START });
    for (const startDate of [Date.parse(START), String(Date.parse(START))])
      expect((await new LadderWorld().join({ failed: { ...failed, startDate } })).incidentId).toBe(own);
    expect((await new LadderWorld().join({ failed: { ...failed, startDate: null } })).incidentId).toMatch(/^inc-20261123-100020-/);
  });

  test.each(['AlreadyRunning', 'InvalidInput', 'NobodyWasTold'])(
    '%s leaves nothing to climb for: nobody is told, nothing is opened',
    async (error) => {
      for (const lock of [undefined, { id, openedAt: at(-60), resolvedAt: at(-1) }, { id, openedAt: at(-60) }]) {
        const world = new LadderWorld();
        world.lock = lock;
        const ladder = await world.join({ failed: { ...failed, status: 'FAILED', error, cause: 'x' } });
        expect((await world.climb(ladder)).status).toBe('over');
        expect([world.sent, world.entries(ladder.incidentId), world.rung]).toEqual([[], [], []]);
      }
    },
  );

  test('also when nobody can say, and nothing can be written', async () => {
    const world = new LadderWorld();
    world.broken.add('lock').add('record');
    expect((await world.join({ failed })).view.severity).toBe('P1');
  });
});
