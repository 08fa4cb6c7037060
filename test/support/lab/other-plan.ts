import { readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { defaultPlan } from '../../../lib/plan/default-plan.ts';

/** Another organisation: other names, regions and languages, three nodes, FIRST instead of ANY, TLS without a certificate authority. */
export function otherPlan(): string {
  const plan = parse(readFileSync(defaultPlan(), 'utf8').replaceAll('TaxCollector', 'Acme Freight').replaceAll('taxcollector', 'acme'));
  const node = (id: string, region: string, last: number, priority: number, synchronous: boolean) => ({
    id,
    region,
    host: `${id}.data.acme.example`,
    address: `10.9.1.${last}`,
    instance: `i-0000000000000${last}00`,
    priority,
    synchronous,
  });
  plan.languages = ['en'];
  plan.timeZone = 'America/Toronto';
  plan.regions[0].name = 'ca-central-1';
  plan.regions[1].name = 'us-west-2';
  plan.database.name = 'freight';
  plan.database.user = 'failover';
  plan.database.port = 6432;
  plan.database.tls = { mode: 'require' };
  plan.database.writer = { name: 'writer.data.acme.example', ttl: '2s' };
  plan.database.synchronous = { method: 'first', count: 1, atLeast: 0 };
  plan.database.nodes = [
    node('pg-a', 'ca-central-1', 21, 1, true),
    node('pg-b', 'ca-central-1', 22, 2, true),
    node('pg-west', 'us-west-2', 23, 3, false),
  ];
  plan.redis.nodes = plan.redis.nodes.map((one: object, index: number) => ({ ...one, region: index < 3 ? 'ca-central-1' : 'us-west-2' }));
  plan.services = [{ name: 'freight-api', minimum: 1, maximum: 3, warm: 1, restartAfterDatabaseFailover: true }];
  return stringify(plan);
}
