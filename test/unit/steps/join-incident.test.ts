import { entriesOf } from '../../../lambdas/domain/incident-record.ts';
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
  const failed = { executionArn: 'arn:aws:states:eu-west-3:1:execution:m:two', startedAt: START, status: 'TIMED_OUT' };

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

  test('also when nobody can say, and nothing can be written', async () => {
    const world = new LadderWorld();
    world.broken.add('lock').add('record');
    expect((await world.join({ failed })).view.severity).toBe('P1');
  });
});
