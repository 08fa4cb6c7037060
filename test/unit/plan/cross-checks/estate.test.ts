import { type Contradiction, first, found, NODE } from '../../../support/plan/contradictions.ts';

const CASES: Contradiction[] = [
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
    'a quorum that may never be relieved, because it has to keep more than it asks',
    (plan) => {
      plan.database.synchronous.atLeast = 2;
    },
    'database.synchronous.atLeast',
    '2 is larger than count; required at most 1',
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
      first(plan.redis?.nodes ?? []).region = 'eu-west-9';
    },
    'redis.nodes.0.region',
    '"eu-west-9" is no region of the plan',
  ],
  [
    'a Redis node on the instance of a database node',
    (plan) => {
      first(plan.redis?.nodes ?? []).instance = first(plan.database.nodes).instance;
    },
    'redis.nodes.0.instance',
    'is used twice; required an instance of its own',
  ],
  [
    'a Swarm manager with the address of a database node',
    (plan) => {
      first(first(plan.regions).swarmManagers).address = first(plan.database.nodes).address;
    },
    'regions.0.swarmManagers.0.address',
    '"10.20.1.11" is used twice; required an address of its own',
  ],
  [
    'a Swarm manager of another region with the same id',
    (plan) => {
      for (const region of plan.regions) first(region.swarmManagers).id = 'swarm-1';
    },
    'regions.1.swarmManagers.0.id',
    '"swarm-1" is used twice',
  ],
];

test.each(CASES)('%s', (_, change, path, message) => {
  expect(found(change)).toContainEqual({ path, message: expect.stringContaining(message) });
});
