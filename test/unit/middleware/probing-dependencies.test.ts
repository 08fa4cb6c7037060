import { probingDependencies } from '../../../lambdas/middleware/probing-dependencies.ts';
import { everyLook, failed, looked } from '../../support/outages/builders.ts';
import { planOf } from '../../support/ports/builders.ts';
import { World } from '../../support/ports/fakes.ts';

const said: unknown[][] = [];
const logger = { warn: (...words: unknown[]) => void said.push(words) };
beforeEach(() => said.splice(0));

test('one look an invocation, and nothing to say when all is well', async () => {
  const world = everyLook(new World(), looked()).answer('metrics.publish', undefined);
  expect(await probingDependencies(world.ports, planOf(), logger as never)()).toEqual({ ticks: 1 });
  expect([world.callsTo('metrics.publish').length, said]).toEqual([1, []]);
});

test('what did not answer is in the log, with the reason', async () => {
  const world = everyLook(new World(), failed()).answer('metrics.publish', undefined);
  await probingDependencies(world.ports, planOf(), logger as never)();
  expect(said).toEqual([['1 of 4 dependencies did not answer', { failed: [failed()] }]]);
});

test('a plan that looks every ten seconds looks until the successor has taken over', async () => {
  const plan = planOf((one) => Object.assign(one.dependencyWatch, { every: 10 }));
  const world = new World().answer('dependencies.look', looked()).answer('metrics.publish', undefined);
  const { ticks } = await probingDependencies(world.ports, plan, logger as never)();
  expect(ticks).toBe(7);
  expect(world.clock.slept).toHaveLength(7);
});
