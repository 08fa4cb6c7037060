import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { crossCheck } from '../../../lib/plan/cross-checks.ts';
import { parsePlan } from '../../../lib/plan/parse-plan.ts';
import type { InvalidPlan } from '../../../lib/plan/plan-problem.ts';
import type { Plan } from '../../../lib/plan/schema.ts';
import { planOf } from '../../support/ports/builders.ts';

const TEXT = readFileSync(join(import.meta.dirname, '../../../config/taxcollector.plan.yaml'), 'utf8');
const NODE = {
  id: 'db-9',
  region: 'eu-west-3',
  host: 'db-9.db.internal',
  address: '10.20.1.99',
  instance: 'i-0a1b2c3d4e5f60999',
  priority: 9,
  synchronous: false,
  promotable: true,
};

const first = <T>(items: readonly T[]): T => {
  const [item] = items;
  if (item === undefined) throw new Error('the plan has none');
  return item;
};

const CASES: [what: string, change: (plan: Plan) => void, path: string, message: string][] = [
  [
    'a node in an unknown region',
    (plan) => plan.database.nodes.push({ ...NODE, region: 'mars-north-1' }),
    'database.nodes.4.region',
    '"mars-north-1" is no region of the plan; allowed: eu-west-3, eu-west-1',
  ],
  [
    'two nodes with one address',
    (plan) => plan.database.nodes.push({ ...NODE, address: '10.20.1.11' }),
    'database.nodes.4.address',
    '"10.20.1.11" is used twice',
  ],
  ['two nodes with one id', (plan) => plan.database.nodes.push({ ...NODE, id: 'db-1' }), 'database.nodes.4.id', '"db-1" is used twice'],
  [
    'two nodes with one host name',
    (plan) => plan.database.nodes.push({ ...NODE, host: 'db-1.db.internal' }),
    'database.nodes.4.host',
    'is used twice',
  ],
  [
    'two nodes on one instance',
    (plan) => plan.database.nodes.push({ ...NODE, instance: 'i-0a1b2c3d4e5f60101' }),
    'database.nodes.4.instance',
    'is used twice',
  ],
  [
    'a node named as the writer',
    (plan) => plan.database.nodes.push({ ...NODE, host: 'primary.db.internal' }),
    'database.nodes.4.host',
    'is the writer name',
  ],
  [
    'a node id too long for a slot',
    (plan) => plan.database.nodes.push({ ...NODE, id: `db-${'x'.repeat(53)}` }),
    'database.nodes.4.id',
    'has 56 characters; allowed 55',
  ],
  [
    'a synchronous quorum larger than its members',
    (plan) => {
      plan.database.synchronous.count = 3;
    },
    'database.synchronous.count',
    "3 is larger than the quorum's members (db-2, db-3) while db-1 is primary; required at most 2",
  ],
  [
    'a writer TTL above the RTO',
    (plan) => {
      plan.database.writer.ttl = 301;
    },
    'database.writer.ttl',
    '301 s is longer than objectives.scenarios.databaseFailover; allowed 300 s',
  ],
  [
    'a writer TTL of nothing',
    (plan) => {
      plan.database.writer.ttl = 0;
    },
    'database.writer.ttl',
    'required at least 1s',
  ],
  [
    'a front door TTL above the RTO',
    (plan) => {
      plan.frontDoor.ttl = 3_601;
    },
    'frontDoor.ttl',
    'allowed 3600 s',
  ],
  [
    'a recovery region without a standby',
    (plan) => {
      plan.database.nodes.pop();
    },
    'regions.1.name',
    '"eu-west-1" (recovery) has no promotable database node; required a promotable standby there',
  ],
  [
    'a recovery region whose standby may not be promoted',
    (plan) => {
      const last = plan.database.nodes.at(-1);
      if (last) last.promotable = false;
    },
    'regions.1.name',
    'has no promotable database node',
  ],
  [
    'two primary regions',
    (plan) => {
      for (const region of plan.regions) region.role = 'primary';
    },
    'regions',
    '"eu-west-3", "eu-west-1" has role primary; required exactly one',
  ],
  [
    'two regions that share a zone',
    (plan) => {
      for (const region of plan.regions) region.network.privateZoneId = 'Z0123456789PRIMARY0';
    },
    'regions.1.network.privateZoneId',
    'is used twice',
  ],
  [
    'a subnet too few',
    (plan) => {
      first(plan.regions).network.subnetIds.pop();
    },
    'regions.0.network.subnetIds',
    '1 subnets for 2 availability zones',
  ],
  [
    'verified TLS without an authority',
    (plan) => {
      delete plan.database.tls.caParameter;
    },
    'database.tls.mode',
    '"verify-full" without caParameter',
  ],
  [
    'a worst case better than the objective',
    (plan) => {
      plan.objectives.scenarios.databaseFailoverAtWorst = 299;
    },
    'objectives.scenarios.databaseFailover',
    'is longer than databaseFailoverAtWorst',
  ],
  [
    'a patience that the worst case does not allow',
    (plan) => {
      plan.failover.instanceStopPatience = 900;
    },
    'objectives.scenarios.databaseFailoverAtWorst',
    '900 s is less than the slowest path takes with the patience in failover, ',
  ],
  [
    'a scenario slower than the RTO',
    (plan) => {
      plan.objectives.scenarios.dataRecovery = 14_401;
    },
    'objectives.scenarios.dataRecovery',
    'is longer than objectives.rto; allowed 14400 s',
  ],
  [
    'a patience of nothing',
    (plan) => {
      plan.failover.promotionPatience = 0;
    },
    'failover.promotionPatience',
    '0 s; required at least 1s',
  ],
  [
    'a time-out of host commands that the SSM agent ignores',
    (plan) => {
      plan.failover.hostCommandPatience = 4;
    },
    'failover.hostCommandPatience',
    '4 s; required at least 5 s',
  ],
  [
    'a heartbeat slower than the alarm',
    (plan) => {
      plan.failover.heartbeat = 11;
    },
    'failover.heartbeat',
    '11 s is longer than failover.alarm.period; allowed 10 s',
  ],
  [
    'a candidate limit that no standby meets',
    (plan) => {
      plan.failover.candidateHeartbeatAge = 2;
    },
    'failover.candidateHeartbeatAge',
    'required at least 3 s',
  ],
  [
    'an audience nobody defined',
    (plan) => {
      plan.audiences = plan.audiences.filter((one) => one.name !== 'cto');
    },
    'escalation.P1.3.audience',
    '"cto" is not in audiences',
  ],
  [
    'a severity that tells nobody at once',
    (plan) => {
      first(plan.escalation.P2).after = 60;
    },
    'escalation.P2.0.after',
    'required 0s for the first rung',
  ],
  [
    'rungs out of order',
    (plan) => {
      const rung = plan.escalation.P3[2];
      if (rung) rung.after = 1;
    },
    'escalation.P3.2.after',
    'comes before the rung above it',
  ],
  ['an audience twice', (plan) => plan.audiences.push(first(plan.audiences)), 'audiences.6.name', '"on-call" is used twice'],
  [
    'an e-mail address that is none',
    (plan) => {
      first(first(plan.audiences).endpoints).address = 'astreinte';
    },
    'audiences.0.endpoints.0.address',
    '"astreinte" is not an e-mail address',
  ],
  [
    'a telephone number that is none',
    (plan) => {
      first(plan.audiences).endpoints = [{ protocol: 'sms', address: '034 12' }];
    },
    'audiences.0.endpoints.0.address',
    'is not a telephone number',
  ],
  [
    'a link that is not encrypted',
    (plan) => {
      first(plan.audiences).endpoints = [{ protocol: 'https', address: 'http://x.example' }];
    },
    'audiences.0.endpoints.0.address',
    'is not an https:// address',
  ],
  [
    'a time zone that is none',
    (plan) => {
      plan.timeZone = 'Madagascar';
    },
    'timeZone',
    '"Madagascar" is no time zone',
  ],
  [
    'a service with more at least than at most',
    (plan) => {
      first(plan.services).minimum = 17;
    },
    'services.0.minimum',
    '17 is more than the maximum; allowed 16',
  ],
  [
    'more warm tasks than allowed',
    (plan) => {
      first(plan.services).warm = 17;
    },
    'services.0.warm',
    '17 is more than the maximum',
  ],
  ['a service twice', (plan) => plan.services.push(first(plan.services)), 'services.2.name', 'is used twice'],
  [
    'a Redis node in an unknown region',
    (plan) => {
      first(plan.redis.nodes).region = 'eu-west-9';
    },
    'redis.nodes.0.region',
    '"eu-west-9" is no region of the plan',
  ],
];

test('the plan of the product contradicts itself nowhere', () => {
  expect(crossCheck(planOf())).toEqual([]);
});

test.each(CASES)('%s', (_, change, path, message) => {
  const problems = crossCheck(planOf(change)).map((problem) => ({ path: problem.path.join('.'), message: problem.message }));
  expect(problems).toContainEqual({ path, message: expect.stringContaining(message) });
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

test('plans of other sizes are accepted: one region with two nodes, and three regions', () => {
  const small = parse(TEXT);
  small.regions = [small.regions[0]];
  small.database.nodes = small.database.nodes.slice(0, 2);
  small.redis.nodes = small.redis.nodes.slice(0, 3);
  expect(parsePlan(stringify(small), 'small.yaml').database.nodes).toHaveLength(2);
  const large = parse(TEXT);
  const third = structuredClone(large.regions[1]);
  third.name = 'eu-central-1';
  third.network.privateZoneId = 'Z0123456789THIRD00';
  large.regions.push(third);
  large.database.nodes.push({ ...NODE, region: 'eu-central-1' });
  expect(parsePlan(stringify(large), 'large.yaml').regions).toHaveLength(3);
});
