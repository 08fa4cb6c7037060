import fc from 'fast-check';
import type { LossBound } from '../../lambdas/domain/comparison.ts';
import { planOf } from '../support/ports/builders.ts';
import { ClusterModel } from '../support/property/cluster.ts';
import { FATES, type Fate, HAPPENINGS, type Scheduled } from '../support/property/happenings.ts';
import { type ModelRun, runInModel, type Turn, Turns } from '../support/property/run-model.ts';

const plan = planOf();
const ENDS = [
  'Recovered',
  'False alarm',
  'Already running',
  'Held for a person',
  'Writing, less durable',
  'Stopped: two primaries',
  'Recovery failed',
  'Well, but nobody was told',
];

const schedule = fc.array(fc.record({ at: fc.integer({ min: 0, max: 40 }), what: fc.constantFrom(...HAPPENINGS) }), { maxLength: 8 });
/** How it begins: what makes people start a recovery, from a dead server to a primary that works and is only out of sight. */
const begins = fc.constantFrom<(typeof HAPPENINGS)[number][]>(
  ['server dies'],
  ['server dies', 'agent dies'],
  ['host falls silent'],
  ['functions are cut off'],
  ['functions are cut off', 'streams are cut'],
  ['functions are cut off', 'streams are cut', 'agent dies'],
  ['server restarts'],
  ['commits hang'],
);
const fates = fc.array(fc.constantFrom(...FATES), { maxLength: 8 });
const asked = fc.constantFrom({}, { force: true, reason: 'a person accepts the risk' });
const world = fc.record({ begins, schedule, fates });
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;
const modelOf = ({ begins: first, schedule: rest, fates: outcomes }: World) =>
  new ClusterModel(plan, [...first.map((what) => ({ at: 0, what })), ...rest], outcomes);

/** Bursts of steps of one execution; so pauses fall anywhere in the machine, not only near its beginning. */
const bursts = fc.array(fc.record({ who: fc.nat({ max: 2 }), steps: fc.integer({ min: 1, max: 15 }), overslept: fc.boolean() }), {
  maxLength: 7,
});
const interleaved: fc.Arbitrary<Turn[]> = bursts.map((all) =>
  all.flatMap(({ who, steps, overslept }) =>
    Array.from({ length: steps }, (_, index) => ({ who, overslept: overslept && index === 0, twice: false })),
  ),
);
const repeated: fc.Arbitrary<Turn[]> = fc.array(
  fc.integer({ min: 0, max: 9 }).map((value) => ({ who: 0, overslept: false, twice: value > 7 })),
  { minLength: 20, maxLength: 60 },
);

const step = (who: number, overslept = false): Turn => ({ who, overslept, twice: false });

/** I1, I3, I5 and I5b for whatever happened (the model notes them as it goes); I2 for what a run said about loss. */
function expectSafe(model: ClusterModel, runs: ModelRun[]): void {
  model.settle();
  expect(model.violations).toEqual([]);
  expect(model.promotions.length).toBeLessThanOrEqual(1);
  for (const run of runs) expect(ENDS).toContain(run.end);
  const [promoted] = model.promotions;
  const recovered = runs.some((run) => run.end === 'Recovered');
  const onNewTimeline = Object.keys(model.servers).filter((node) => model.server(node).timeline === 2);
  expect([...(recovered ? [] : ['db-1']), ...onNewTimeline].map((node) => `${node}.db.internal`)).toContain(model.record);
  const loss = runs.map((run) => run.last.loss as LossBound | undefined).find((one) => one?.proven);
  if (promoted !== undefined && loss !== undefined) expect(model.server(promoted).lsn).toBeGreaterThanOrEqual(model.acknowledged);
}

test('for no sequence of events and answers are there two writers, a lying record or a second promotion, and every run ends', async () => {
  const ends = new Set<string>();
  await fc.assert(
    fc.asyncProperty(world, asked, async (given, input) => {
      const model = modelOf(given);
      const run = await runInModel(model, { name: 'one', input });
      ends.add(run.end);
      expectSafe(model, [run]);
    }),
    { numRuns: 400, examples: [[{ begins: ['commits hang'], schedule: [], fates: [] }, {}]] },
  );
  // The world is not so hostile that nothing is ever recovered, nor so kind that nothing is ever held.
  expect([...ends]).toEqual(
    expect.arrayContaining(['Recovered', 'False alarm', 'Held for a person', 'Writing, less durable', 'Recovery failed']),
  );
});

test('also under a machine that never asks whether the old primary is fenced: the steps that promote require the proof themselves', async () => {
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(world, asked, async (given, input) => {
      const model = modelOf(given);
      const run = await runInModel(model, { name: 'one', input, machine: 'careless' });
      if (run.end === 'Recovery failed') refused += 1;
      expectSafe(model, [run]);
    }),
    { numRuns: 200 },
  );
  expect(refused).toBeGreaterThan(20);
});

test('executions that interleave, oversleep and take each other over converge: whoever is late changes nothing any more', async () => {
  let takenOver = 0;
  await fc.assert(
    fc.asyncProperty(world, fc.constantFrom(2, 3), interleaved, async (given, count, order) => {
      const model = modelOf(given);
      const shared = new Turns(count, order);
      const names = ['one', 'two', 'three'].slice(0, count);
      const runs = await Promise.all(names.map((name) => runInModel(model, { name, turns: shared })));
      if ((model.lock?.token ?? 0) > 1) takenOver += 1;
      expectSafe(model, runs);
    }),
    { numRuns: 300 },
  );
  expect(takenOver).toBeGreaterThan(50);
});

test('a relief that is carried out long after it was ordered, between the look and the close of another execution, keeps the incident open', async () => {
  for (let late = 4; late <= 12; late += 1) {
    const model = new ClusterModel(
      plan,
      [
        { at: 0, what: 'commits hang' },
        { at: 7, what: 'commits return' },
      ],
      ['later'],
    );
    const turns = new Turns(2, [...Array.from({ length: late }, () => step(0)), step(0, true)]);
    expectSafe(model, await Promise.all(['one', 'two'].map((name) => runInModel(model, { name, turns }))));
  }
});

test('steps that are carried out twice, and executions that are started again under the same or another name, converge on one promotion', async () => {
  await fc.assert(
    fc.asyncProperty(
      world,
      fc.array(fc.constantFrom('one', 'two'), { minLength: 2, maxLength: 3 }),
      repeated,
      async (given, names, order) => {
        const model = modelOf(given);
        const runs: ModelRun[] = [];
        for (const [index, name] of names.entries())
          runs.push(await runInModel(model, { name, turns: new Turns(1, order.slice(index * 20)) }));
        expectSafe(model, runs);
      },
    ),
    { numRuns: 150 },
  );
});

type Trouble = { at: number; what: 'lock table falls silent' | 'clients write' };

test('an execution that promoted and failed afterwards is finished by the next one, once everything answers again', async () => {
  const finished = new Set<string>();
  let taken = 0;
  // Chance seldom lets the lock table fall silent between the switch of the record and the end.
  const silentFromEverySecond = Array.from({ length: 40 }, (_, at): [(typeof HAPPENINGS)[number][], Trouble[], Fate[]] => [
    ['server dies'],
    [{ at, what: 'lock table falls silent' }],
    [],
  ]);
  const broken = fc.constantFrom<(typeof HAPPENINGS)[number][]>(['server dies'], ['host falls silent'], ['server dies', 'agent dies']);
  const trouble = fc.array(
    fc.record<Trouble>({ at: fc.integer({ min: 0, max: 40 }), what: fc.constantFrom('lock table falls silent', 'clients write') }),
    { maxLength: 3 },
  );
  await fc.assert(
    fc.asyncProperty(
      broken,
      trouble,
      fc.array(fc.constantFrom(...FATES), { minLength: 3, maxLength: 12 }),
      async (first, rest, outcomes) => {
        const model = modelOf({ begins: first, schedule: rest, fates: ['done', 'done', ...outcomes] });
        const runs = [await runInModel(model, { name: 'one' })];
        model.heal();
        if (model.promotions.length === 1 && model.lock?.resolvedAt === undefined) {
          taken += 1;
          // An owner that was cut off holds the lock until its time is over.
          model.pass(1_000);
          const next = await runInModel(model, { name: 'two' });
          runs.push(next);
          expect(next.end).toBe('Recovered');
          finished.add(next.path.includes('Take up the promotion') ? 'taken up' : 'fenced again');
        }
        expectSafe(model, runs);
      },
    ),
    { numRuns: 400, examples: silentFromEverySecond },
  );
  expect(taken).toBeGreaterThan(30);
  expect([...finished].sort()).toEqual(['fenced again', 'taken up']);
});

test('a primary that is lost right after its silent standbys were taken out of the quorum: nobody proves a loss of zero by the old one', async () => {
  let relieved = 0;
  let promoted = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...FATES), { maxLength: 3 }),
      fc.nat({ max: 3 }),
      fc.boolean(),
      async (outcomes, writes, force) => {
        const model = new ClusterModel(plan, [{ at: 0, what: 'commits hang' }], outcomes);
        model.server('db-4').lags = true;
        const runs = [await runInModel(model, { name: 'one' })];
        if (runs[0]?.end === 'Writing, less durable') relieved += 1;
        // No probe ticks between the last write and the end: what the machine itself remembered has to do.
        for (let count = 0; count < writes; count += 1) model.write();
        model.server('db-1').alive = false;
        model.pass(1);
        runs.push(await runInModel(model, { name: 'two', ...(force ? { input: { force: true, reason: 'accepted' } } : {}) }));
        promoted += model.promotions.length;
        expectSafe(model, runs);
      },
    ),
    { numRuns: 150 },
  );
  expect(relieved).toBeGreaterThan(30);
  expect(promoted).toBeGreaterThan(30);
});

test('paused before any of its steps until another execution took over and ended, an execution changes nothing any more', async () => {
  const ends = new Set<string>();
  const outcomes: Fate[][] = [
    [],
    ['done', 'refused'],
    ['done', 'refused', 'lost', 'lost'],
    ['refused', 'done', 'done-unanswered'],
    ['done', 'later'],
  ];
  for (const first of ['server dies', 'host falls silent'] as const)
    for (const given of outcomes)
      for (let before = 1; before <= 20; before += 1) {
        const model = new ClusterModel(plan, [{ at: 0, what: first }], given);
        const order = [...Array.from({ length: before }, () => step(0)), step(1, true), ...Array.from({ length: 400 }, () => step(1))];
        const turns = new Turns(2, order);
        const runs = await Promise.all(['one', 'two'].map((name) => runInModel(model, { name, turns })));
        ends.add(runs.map((run) => run.end).join(', '));
        expectSafe(model, runs);
      }
  expect(ends.size).toBeGreaterThan(2);
});

test('a host that says it is fenced while its server still runs is not believed, whenever streams and sight change', async () => {
  const input = { force: true, reason: 'a person accepts the risk' };
  for (let cut = 2; cut <= 12; cut += 1)
    for (let seen = 2; seen <= 12; seen += 1) {
      const schedule: Scheduled[] = [
        { at: 0, what: 'functions are cut off' },
        { at: cut, what: 'streams are cut' },
        { at: seen, what: 'functions reach it again' },
      ];
      const model = new ClusterModel(plan, schedule, ['lies']);
      expectSafe(model, [await runInModel(model, { name: 'one', input })]);
    }
});

test('whatever people answer at the gates: two writers only where a person took exactly that risk, and silence or no never promotes anybody', async () => {
  const outcomes = new Set<string>();
  let taken = 0;
  const answers = fc.constantFrom<ClusterModel['person']>('approve', 'decline', 'silent');
  await fc.assert(
    fc.asyncProperty(world, answers, async (given, person) => {
      const model = modelOf(given);
      model.person = person;
      const run = await runInModel(model, { name: 'one' });
      const asked = run.path.filter((name) => name.startsWith('Ask whether'));
      if (asked.length > 0) outcomes.add(`${person}: ${run.end}`);
      if (asked.length > 0 && person !== 'approve') expect(model.promotions).toEqual([]);
      if (!model.acceptedUnfenced) return expectSafe(model, [run]);
      taken += 1;
      model.settle();
      expect(model.violations.filter((one) => !/^two writers|while db-1 could accept writes$/.test(one))).toEqual([]);
      expect(model.promotions.length).toBeLessThanOrEqual(1);
      expect(ENDS).toContain(run.end);
    }),
    { numRuns: 400 },
  );
  expect([...outcomes]).toEqual(expect.arrayContaining(['approve: Recovered', 'decline: Held for a person', 'silent: Held for a person']));
  expect(taken).toBeGreaterThan(3);
});
