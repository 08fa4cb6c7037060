import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { planOf } from '../../support/ports/builders.ts';

const ROOT = join(import.meta.dirname, '../../..');
const plan = planOf();
const MINUTE = 60;
const HOUR = 3_600;

test('objectives and severities (plan §1)', () => {
  expect(plan.objectives).toMatchObject({ rto: 4 * HOUR, rpo: HOUR, mttr: 2 * HOUR, availabilityPercent: 99.9 });
  expect(plan.objectives.scenarios).toMatchObject({
    appServerFailure: 5 * MINUTE,
    databaseFailoverAtWorst: 15 * MINUTE,
    regionFailover: HOUR,
    dataRecovery: 4 * HOUR,
  });
  const rtoAndExamples = Object.entries(plan.severities).map(([name, { rto, examples }]) => [name, rto / HOUR, examples.length]);
  expect(rtoAndExamples).toEqual([
    ['P1', 1, 2],
    ['P2', 4, 1],
    ['P3', 8, 1],
    ['P4', 24, 1],
  ]);
});

test('the estate (plan §2): two regions, one primary with two synchronous standbys, one asynchronous in the recovery region, Redis with Sentinel', () => {
  const [home, away] = plan.regions;
  expect([home?.role, away?.role]).toEqual(['primary', 'recovery']);
  const nodes = plan.database.nodes.map((node) => [node.region === home?.name ? 'home' : 'away', node.synchronous]);
  expect(nodes).toEqual([
    ['home', true],
    ['home', true],
    ['home', true],
    ['away', false],
  ]);
  expect(plan.database.writer.name).toBe('primary.db.internal');
  expect(plan.redis.nodes.map((node) => [node.region === home?.name, node.sentinel])).toEqual([
    [true, true],
    [true, true],
    [true, true],
    [false, false],
  ]);
  expect(plan.services).toMatchObject([
    { name: 'taxcollector-web', minimum: 8, maximum: 16, warm: 2 },
    { name: 'taxcollector-celery', minimum: 4, maximum: 4 },
  ]);
  expect(plan.regions.map((region) => new URL(region.healthUrl).pathname)).toEqual(['/api/v1/health/', '/api/v1/health/']);
  expect(plan.frontDoor).toMatchObject({ name: 'taxcollector.mg', recoveryName: 'dr.taxcollector.mg', ttl: 60 });
  expect(plan.backups).toMatchObject({
    bucket: 'taxcollector-backups',
    verifiedTables: [{ table: 'vehicles_vehicule' }, { table: 'payments_payment' }, { table: 'auth_user' }],
  });
});

test('the escalation matrix (plan §5.1)', () => {
  const matrix = Object.fromEntries(
    Object.entries(plan.escalation)
      .filter(([, rungs]) => Array.isArray(rungs))
      .map(([severity, rungs]) => [
        severity,
        (rungs as { after: number; audience: string }[]).map(({ after, audience }) => [after / MINUTE, audience]),
      ]),
  );
  expect(matrix).toEqual({
    P1: [
      [0, 'on-call'],
      [15, 'tech-lead'],
      [30, 'engineering-manager'],
      [60, 'cto'],
      [120, 'executive-management'],
      [240, 'external-communication'],
    ],
    P2: [
      [0, 'on-call'],
      [30, 'tech-lead'],
      [60, 'engineering-manager'],
      [120, 'cto'],
      [240, 'executive-management'],
    ],
    P3: [
      [0, 'on-call'],
      [60, 'tech-lead'],
      [240, 'engineering-manager'],
    ],
    P4: [[0, 'on-call']],
  });
  expect(plan.escalation.updateEvery).toBe(30 * MINUTE);
  expect(plan.notices.detailedReportWithin).toBe(48 * HOUR);
});

test('the test calendar (plan §4.1)', () => {
  expect(plan.tests.map(({ name, every, duration, impact }) => [name, every, duration / MINUTE, impact])).toEqual([
    ['restore-test', 'week', 60, 'none'],
    ['database-drill', 'month', 30, 'minimal'],
    ['region-drill', 'quarter', 120, 'planned'],
    ['full-test', 'year', 240, 'planned'],
  ]);
  expect(plan.tests[1]?.objective).toBe(300);
});

test('critical components and external dependencies (plan §7)', () => {
  expect(plan.components.map(({ rto }) => rto)).toEqual([5 * MINUTE, 2 * MINUTE, MINUTE, 30, null, 60]);
  expect(plan.dependencies.map(({ name, fallback, contact }) => [name, fallback, contact])).toEqual([
    ['MVola API', 'Mode offline', 'support@mvola.mg'],
    ['Stripe API', 'MVola uniquement', 'support@stripe.com'],
    ['SMTP', 'Queue + retry', null],
    ['CloudFlare', 'Direct access', null],
  ]);
});

test('the checklists (plan §8)', () => {
  expect(plan.checklists.databaseFailover).toHaveLength(9);
  expect(plan.checklists.databaseFailover[0]).toBe('Confirmer que le primary est inaccessible');
  expect(plan.checklists.regionFailover).toHaveLength(11);
  expect(plan.checklists.regionFailover.at(-1)).toBe('Planifier le retour à la normale');
});

test('no code knows whose plan it is', () => {
  const sources = ['bin', 'lib', 'lambdas', 'statemachines', 'messages', 'lab', 'hosts'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(ts|sh|sql)$/.test(file))
      .map((file) => join(folder, file)),
  );
  const knowing = sources.filter(
    (file) =>
      readFileSync(join(ROOT, file), 'utf8')
        .replaceAll('config/taxcollector.plan.yaml', '')
        .match(/tax.?collector/i) !== null,
  );
  expect(knowing).toEqual([]);
});
