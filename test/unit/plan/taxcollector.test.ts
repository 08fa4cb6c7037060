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
  expect(plan.objectives.usually).toEqual({ databaseFailover: 5 * MINUTE, regionFailover: 30 * MINUTE, dataRecovery: HOUR });
  const severities = Object.entries(plan.severities).map(([name, one]) => [name, one.name, one.description, one.rto / HOUR, one.examples]);
  expect(severities).toEqual([
    ['P1', 'Critique', 'Service complètement indisponible', 1, ['Base de données hors service', 'Panne du centre de données']],
    ['P2', 'Majeur', 'Fonctionnalités critiques impactées', 4, ['Paiements impossibles']],
    ['P3', 'Modéré', 'Dégradation de performance', 8, ['Latence élevée']],
    ['P4', 'Mineur', 'Impact limité', 24, ['Fonctionnalité secondaire']],
  ]);
});

test('the document itself, and what each scenario does to the service (plan, head and §3)', () => {
  expect(plan.document).toEqual({
    version: '1.0',
    owner: 'Équipe Infrastructure',
    classification: 'Confidentiel',
    lastReview: '2025-11',
    nextReview: '2026-02',
  });
  expect(Object.keys(plan.impacts ?? {})).toEqual(['appServerFailure', 'databaseFailover', 'regionFailover', 'dataRecovery']);
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
  expect(plan.redis?.nodes.map((node) => [node.region === home?.name, node.sentinel])).toEqual([
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
  expect(plan.frontDoor).toMatchObject({
    name: 'taxcollector.mg',
    recoveryName: 'dr.taxcollector.mg',
    healthUrl: 'https://taxcollector.mg/api/v1/health/',
    recoveryHealthUrl: 'https://dr.taxcollector.mg/api/v1/health/',
    ttl: 60,
    maintenanceBucket: 'taxcollector-static',
    maintenanceKey: 'maintenance.html',
  });
  expect(plan.backups).toMatchObject({
    bucket: 'taxcollector-backups',
    prefix: 'database/daily/',
    versioned: true,
    alsoReplicated: ['Documents véhicules'],
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
  expect(plan.components.map(({ name, criticality, redundancy, rto }) => [name, criticality, redundancy, rto])).toEqual([
    ['PostgreSQL Primary', 'critical', '2 synchronous standbys', 5 * MINUTE],
    ['Redis Cache', 'high', '3 nodes with Sentinel', 2 * MINUTE],
    ['Application Servers', 'high', '8 to 16 instances', MINUTE],
    ['Load Balancer', 'critical', 'several availability zones', 30],
    ['S3 Storage', 'high', 'replicated across regions', null],
    ['DNS (Route 53)', 'critical', 'global', 60],
  ]);
  expect(plan.dependencies.map(({ name, criticality, fallback, contact }) => [name, criticality, fallback, contact])).toEqual([
    ['MVola API', 'high', 'Mode offline', 'support@mvola.mg'],
    ['Stripe API', 'medium', 'MVola uniquement', 'support@stripe.com'],
    ['SMTP', 'low', 'Queue + retry', null],
    ['CloudFlare', 'high', 'Direct access', null],
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
  const knowing = sources.filter((file) => readFileSync(join(ROOT, file), 'utf8').match(/tax.?collector/i) !== null);
  expect(knowing).toEqual([]);
});
