import fc from 'fast-check';
import type { LossBound } from '../../lambdas/domain/comparison.ts';
import { machineTimeoutSeconds } from '../../lambdas/domain/time-budget.ts';
import { planOf } from '../support/ports/builders.ts';
import { ClusterModel, FATES, HAPPENINGS } from '../support/property/cluster.ts';
import { type ModelRun, runInModel } from '../support/property/run-model.ts';

const plan = planOf();
const ENDS = ['Recovered', 'False alarm', 'Already running', 'Held for a person', 'Stopped: two primaries', 'Recovery failed'];

const schedule = fc.array(fc.record({ at: fc.integer({ min: 0, max: 40 }), what: fc.constantFrom(...HAPPENINGS) }), { maxLength: 8 });
const lost = fc.constantFrom('server dies' as const, 'host falls silent' as const).map((what) => ({ at: 0, what }));
const fates = fc.array(fc.constantFrom(...FATES), { maxLength: 8 });
const asked = fc.constantFrom({}, { force: true, reason: 'a person accepts the risk' });

/** I1, I3 and I5 for whatever happened; I2 for what the run said about loss. */
function expectSafe(model: ClusterModel, runs: ModelRun[]): void {
  model.settle();
  expect(model.violations).toEqual([]);
  expect(model.promotions.length).toBeLessThanOrEqual(1);
  for (const run of runs) expect(ENDS).toContain(run.end);
  const recovered = runs.find((run) => run.end === 'Recovered');
  if (recovered !== undefined) expect(model.record).toBe(`${model.promotions[0]}.db.internal`);
  const [promoted] = model.promotions;
  const loss = runs.map((run) => run.last.loss as LossBound | undefined).find((one) => one?.proven);
  if (promoted !== undefined && loss !== undefined && model.acknowledged > (model.servers[promoted]?.lsn ?? 0n))
    throw new Error(`loss was called proven zero, but ${promoted} lacks acknowledged commits`);
}

test('for no sequence of events and answers are there two writers, a lying record or a second promotion, and every run ends', async () => {
  const ends = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(lost, schedule, fates, asked, async (first, rest, turns, input) => {
      const model = new ClusterModel(plan, [first, ...rest], turns);
      const run = await runInModel(model, plan, 'one', input, async () => undefined);
      ends.set(run.end, (ends.get(run.end) ?? 0) + 1);
      expectSafe(model, [run]);
    }),
    { numRuns: 400 },
  );
  // The world is not so hostile that nothing is ever recovered, nor so kind that nothing is ever held.
  for (const end of ['Recovered', 'False alarm', 'Held for a person', 'Recovery failed']) expect([...ends.keys()]).toContain(end);
});

test('an execution that was paused until another one took over changes nothing any more', async () => {
  await fc.assert(
    fc.asyncProperty(lost, schedule, fates, fc.integer({ min: 2, max: 14 }), async (first, rest, turns, pausedBefore) => {
      const model = new ClusterModel(plan, [first, ...rest], turns);
      const runs: ModelRun[] = [];
      const paused = await runInModel(model, plan, 'one', {}, async (step) => {
        if (step !== pausedBefore) return;
        model.pass(machineTimeoutSeconds(plan) + 1);
        runs.push(await runInModel(model, plan, 'two', {}, async () => undefined));
      });
      expectSafe(model, [paused, ...runs]);
    }),
    { numRuns: 200 },
  );
});

test('any number of executions, one after the other, converge on one promotion', async () => {
  await fc.assert(
    fc.asyncProperty(lost, schedule, fates, fc.integer({ min: 2, max: 4 }), async (first, rest, turns, count) => {
      const model = new ClusterModel(plan, [first, ...rest], turns);
      const runs: ModelRun[] = [];
      for (let index = 0; index < count; index += 1) runs.push(await runInModel(model, plan, `number-${index}`, {}, async () => undefined));
      expectSafe(model, runs);
    }),
    { numRuns: 100 },
  );
});
