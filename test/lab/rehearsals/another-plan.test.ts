import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { expectPassed, expectRecovered } from '../../support/lab/expect-report.ts';
import { runRehearsal } from '../../support/lab/run-rehearsal.ts';

const OWN = join(import.meta.dirname, '../../../config/taxcollector.plan.yaml');

/** Another organisation: other names, regions and languages, three nodes, FIRST instead of ANY, TLS without a certificate authority. */
function otherPlan(): string {
  const plan = parse(readFileSync(OWN, 'utf8').replaceAll('TaxCollector', 'Acme Freight').replaceAll('taxcollector', 'acme'));
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
  plan.database.synchronous = { method: 'first', count: 1 };
  plan.database.nodes = [
    node('pg-a', 'ca-central-1', 21, 1, true),
    node('pg-b', 'ca-central-1', 22, 2, true),
    node('pg-west', 'us-west-2', 23, 3, false),
  ];
  plan.redis.nodes = plan.redis.nodes.map((one: object, index: number) => ({ ...one, region: index < 3 ? 'ca-central-1' : 'us-west-2' }));
  plan.services = [{ name: 'freight-api', minimum: 1, maximum: 3, warm: 1, restartAfterDatabaseFailover: true }];
  return stringify(plan);
}

test('the plan of another organisation, with other names and node counts, is rehearsed just as well', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'reprise-plan-'));
  try {
    const file = join(folder, 'acme.plan.yaml');
    writeFileSync(file, otherPlan());
    const finished = await runRehearsal('primary-killed', '--plan', file);
    expectPassed(finished, 'primary-killed');
    expectRecovered(finished);
    const { report, output } = finished;
    expect(report.plan).toBe('acme');
    expect(report.database).toEqual({ before: { primary: 'pg-a', timeline: 1 }, after: { primary: 'pg-b', timeline: 2 } });
    expect(report.notifications.at(-1)?.subject).toBe('[RESOLVED] Incident Acme Freight - database recovered on pg-b');
    expect(/taxcollector/i.exec(`${output}${JSON.stringify(report)}`)?.[0]).toBeUndefined();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
