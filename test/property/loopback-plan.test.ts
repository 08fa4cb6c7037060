import fc from 'fast-check';
import { parse } from 'yaml';
import { choosePrefix, loopbackPlan, writePlan } from '../../lab/estate/loopback-plan.ts';
import { type Plan, planSchema } from '../../lib/plan/schema.ts';
import { committedPlan } from '../support/lab/loopback.ts';

const written = committedPlan();
const readAgain = (plan: Plan) => planSchema.parse(parse(writePlan(plan)));
const seconds = fc.integer({ min: 1, max: 10_000_000 });

test('a written plan parses to the same plan, whatever its durations, counts and names', () => {
  const plans = fc
    .record({
      rto: seconds,
      after: fc.oneof(fc.constant(0), seconds),
      ttl: seconds,
      count: fc.integer({ min: 1, max: 9 }),
      title: fc.string({ minLength: 1 }),
      componentRto: fc.option(seconds),
      objective: fc.option(seconds, { nil: undefined }),
      period: fc.constantFrom(10, 30),
    })
    .map(({ rto, after, ttl, count, title, componentRto, objective, period }): Plan => {
      const plan = structuredClone(written);
      plan.objectives.rto = rto;
      plan.escalation.P1 = [{ after, audience: 'on-call' }];
      plan.database.writer.ttl = ttl;
      plan.database.synchronous.count = count;
      plan.title = title;
      plan.failover.alarm.period = period;
      plan.components = [{ name: title, criticality: 'low', redundancy: title, rto: componentRto }];
      plan.tests = [{ name: 'full-test', every: 'year', duration: rto, impact: 'none', ...(objective === undefined ? {} : { objective }) }];
      return plan;
    });
  fc.assert(fc.property(plans, (plan) => expect(readAgain(plan)).toEqual(plan)));
});

test('on loopback every address is one of the prefix, equal ones stay equal, different ones stay different, and nothing else changes', () => {
  const plan = loopbackPlan(written, '127.77');
  const addresses = (one: Plan) => [
    ...one.database.nodes.map((node) => node.address),
    ...(one.redis?.nodes ?? []).map((node) => node.address),
    ...one.regions.flatMap((region) => region.swarmManagers.map((manager) => manager.address)),
  ];
  expect(addresses(plan).every((address) => address.startsWith('127.77.'))).toBe(true);
  expect(new Set(addresses(plan)).size).toBe(new Set(addresses(written)).size);
  // Third parties move as a whole: their addresses are nobody's of the estate.
  expect(plan.dependencies.map(({ probe }) => ('url' in probe ? probe.url : `${probe.host}:${probe.port}`))).toEqual([
    'http://127.77.253.10:8443/',
    'http://127.77.253.11:8443/healthcheck',
    '127.77.253.12:8443',
    'http://127.77.253.13:8443/cdn-cgi/trace',
  ]);
  let text = JSON.stringify({
    ...plan,
    dependencies: plan.dependencies.map((one, index) => ({ ...one, probe: written.dependencies[index]?.probe })),
  });
  for (const [index, address] of addresses(plan).entries()) text = text.replaceAll(`"${address}"`, `"${addresses(written)[index]}"`);
  expect(JSON.parse(text)).toEqual(written);
});

test('a host with two roles keeps one address', () => {
  const plan = structuredClone(written);
  const [region] = plan.regions;
  const [node] = plan.database.nodes;
  if (region?.swarmManagers[0] && node) region.swarmManagers[0].address = node.address;
  const moved = loopbackPlan(plan, '127.77');
  expect(moved.regions[0]?.swarmManagers[0]?.address).toBe(moved.database.nodes[0]?.address);
});

test('a health URL with an address moves too', () => {
  const plan = structuredClone(written);
  const [region] = plan.regions;
  if (region) region.healthUrl = `http://${region.swarmManagers[0]?.address}:8080/health/`;
  const moved = loopbackPlan(plan, '127.77');
  expect(moved.regions[0]?.healthUrl).toBe(`http://${moved.regions[0]?.swarmManagers[0]?.address}:8080/health/`);
});

test('two rehearsals at once get different networks', async () => {
  const prefixes = await Promise.all(Array.from({ length: 8 }, () => choosePrefix([45_432])));
  expect(new Set(prefixes).size).toBe(8);
});
