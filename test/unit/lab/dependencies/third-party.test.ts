import { startThirdParties, ThirdParty } from '../../../../lab/dependencies/third-party.ts';
import { choosePrefix, loopbackPlan } from '../../../../lab/estate/loopback-plan.ts';
import { networkDependencyEye } from '../../../../lambdas/adapters/network/dependency-eye.ts';
import type { Dependency } from '../../../../lib/plan/schema.ts';
import { committedPlan } from '../../../support/lab/loopback.ts';

const eye = networkDependencyEye({ now: () => new Date() });
let dependencies: Dependency[];
let third: Awaited<ReturnType<typeof startThirdParties>>;

beforeAll(async () => {
  const plan = loopbackPlan(committedPlan(), await choosePrefix([8443]));
  dependencies = plan.dependencies;
  third = await startThirdParties(plan);
});
afterAll(() => third.stop());

/** Seconds. Long enough for a computer that is busy with a rehearsal; only the third party that hangs takes all of it. */
const PATIENCE = 2;

const party = (id: string) => third.parties.find((one) => one.id === id) as ThirdParty;
const look = async (id: string) => (await eye.look(dependencies.find((one) => one.id === id) as Dependency, PATIENCE)).available;

test('every third party of the plan answers what the plan calls well', async () => {
  expect(await Promise.all(dependencies.map(({ id }) => look(id)))).toEqual([true, true, true, true]);
});

test.each([
  ['mvola', 'refuses'],
  ['mvola', 'hangs'],
  ['stripe', 'errors'],
  ['smtp', 'refuses'],
] as const)('%s that %s is out, alone, and well again once it is mended', async (id, outage) => {
  await party(id).break(outage);
  expect(await look(id)).toBe(false);
  expect(await look('cloudflare')).toBe(true);
  await party(id).mend();
  expect(await look(id)).toBe(true);
});

test('an outage that a plain connection cannot see is refused', async () => {
  await expect(party('smtp').break('errors')).rejects.toThrow('required outage: refuses');
});

test('stopping twice is stopping', async () => {
  const one = new ThirdParty(dependencies[0] as Dependency);
  await one.stop();
  await one.stop();
});
