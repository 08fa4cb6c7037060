import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { crossCheck } from '../../../lib/plan/cross-checks/cross-check.ts';
import { parsePlan } from '../../../lib/plan/parse-plan.ts';
import type { InvalidPlan } from '../../../lib/plan/plan-problem.ts';
import { NODE } from '../../support/plan/contradictions.ts';
import { planOf } from '../../support/ports/builders.ts';

const TEXT = readFileSync(join(import.meta.dirname, '../../../config/taxcollector.plan.yaml'), 'utf8');

test('the plan of the product contradicts itself nowhere', () => {
  expect(crossCheck(planOf())).toEqual([]);
});

test('a contradiction is reported with the line of the value', () => {
  const text = TEXT.replace('address: 10.20.1.12', 'address: 10.20.1.11');
  const line = TEXT.slice(0, TEXT.indexOf('address: 10.20.1.12')).split('\n').length;
  expect(() => parsePlan(text, 'plan.yaml')).toThrow(`plan.yaml:${line}: database.nodes.1.address: "10.20.1.11" is used twice`);
});

test('contradictions are all reported at once', () => {
  const text = TEXT.replace('address: 10.20.1.12', 'address: 10.20.1.11').replace('ttl: 5s', 'ttl: 6m');
  try {
    parsePlan(text, 'plan.yaml');
    throw new Error('accepted');
  } catch (error) {
    expect((error as InvalidPlan).problems.map((one) => one.path)).toEqual(['database.writer.ttl', 'database.nodes.1.address']);
  }
});

test('contradictions are reported together with values that are wrong by themselves, as far as these leave them to be judged', () => {
  const text = TEXT.replace('rpo: 1h', 'rpo: never')
    .replace('address: 10.20.1.12', 'address: 10.20.1.11')
    .replace('synchronous: { method: any, count: 1, atLeast: 0 }', 'synchronous: { method: any, count: 5, atLeast: 0 }')
    .replace('timeZone: Indian/Antananarivo', 'timeZone: Madagascar\nnonsense: 1')
    .replace('region: eu-west-1,', 'region: us-north-1,')
    .replace('    ttl: 5s', '    ttl: 6m');
  try {
    parsePlan(text, 'plan.yaml');
    throw new Error('accepted');
  } catch (error) {
    expect((error as InvalidPlan).problems.map((one) => one.path)).toEqual([
      'timeZone',
      'nonsense',
      'objectives.rpo',
      'regions.1.name',
      'database.writer.ttl',
      'database.synchronous.count',
      'database.nodes.1.address',
      'database.nodes.3.region',
    ]);
  }
});

test('plans of other sizes are accepted: one region with two nodes and nothing in front of it, and three regions', () => {
  const small = parse(TEXT);
  small.regions = [small.regions[0]];
  small.database.nodes = small.database.nodes.slice(0, 2);
  delete small.redis;
  delete small.frontDoor;
  expect(parsePlan(stringify(small), 'small.yaml').database.nodes).toHaveLength(2);
  const large = parse(TEXT);
  const third = structuredClone(large.regions[1]);
  third.name = 'eu-central-1';
  third.network.privateZoneId = 'Z0123456789THIRD00';
  third.swarmManagers = [{ id: 'swarm-3', address: '10.40.2.11', instance: 'i-0a1b2c3d4e5f60901' }];
  large.regions.push(third);
  large.database.nodes.push({ ...NODE, region: 'eu-central-1' });
  expect(parsePlan(stringify(large), 'large.yaml').regions).toHaveLength(3);
});
