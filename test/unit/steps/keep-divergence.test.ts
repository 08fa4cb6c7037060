import type { MachineState } from '../../../lambdas/domain/machine-state.ts';
import { IncidentTakenOver } from '../../../lambdas/errors.ts';
import { keepDivergence } from '../../../lambdas/steps/keep-divergence.ts';
import { after, comparison, decodedReport, fenced, incident, planOf } from '../../support/ports/builders.ts';
import { unavailable, World } from '../../support/ports/fakes.ts';

const plan = planOf();
const KEY = 'database-failover/inc-1/7-divergence.json';
const EXACT = { lsn: '0/5000000', exact: true };
const promotion = { how: 'ssm' as const, timelineBefore: 1, forkedAt: '0/5000000', at: after(5) };
const recovered: MachineState = { incident: incident(), fencing: fenced(), comparison: comparison(), promotion };
const done = (report: Record<string, unknown> = decodedReport(), exitCode = 0) => ({
  kind: 'finished' as const,
  commandId: 'c',
  exitCode,
  stderr: '',
  report,
});
const world = () =>
  new World()
    .answer('hosts.run', done())
    .answer('probe.relationNames', { '1663/16384/16401': 'public.payments' })
    .answer('reports.save', undefined);
const keep = (seen: World, facts: MachineState = recovered) => keepDivergence({ incident: incident(), facts }, seen.ports, plan);
const KEEP_COMMAND =
  "aws ssm send-command --region eu-west-3 --instance-ids i-0a1b2c3d4e5f60101 --document-name reprise-taxcollector-keep-divergence --parameters 'incident=inc-1,token=7,node=db-1,timeline=1,from=0/5000000,timeoutSeconds=600'";

test('the lock, the host, the names, the evidence, the story', async () => {
  const seen = world();
  expect(await keep(seen)).toEqual({
    state: 'decoded',
    node: 'db-1',
    why: '2 commits in 512 bytes of WAL that only db-1 holds, from the fork at 0/5000000 to 0/5000200',
    at: after(0),
    fork: EXACT,
    bytes: 512,
    commits: 2,
    whole: true,
    firstCommitAt: '2026-11-23T10:00:01.000001Z',
    lastCommitAt: '2026-11-23T10:00:02.000002Z',
    relations: [
      { relation: '1663/16384/16401', name: 'public.payments', records: 4, createdAfterFork: false },
      { relation: '1663/16384/24576', records: 1, createdAfterFork: true },
    ],
    keptAt: '/var/lib/reprise/evidence/inc-1',
    evidenceKey: KEY,
    byHand: [],
  });
  expect(seen.calls.map((call) => call.to)).toEqual([
    'incidents.assertOwner',
    'hosts.run',
    'probe.relationNames',
    'reports.save',
    'incidents.append',
  ]);
  const parameters = { incident: 'inc-1', token: '7', node: 'db-1', timeline: '1', from: '0/5000000', timeoutSeconds: '10' };
  expect(seen.callsTo('hosts.run')).toEqual([['keep-divergence', plan.database.nodes[0], parameters, 10]]);
  expect(seen.callsTo('probe.relationNames')).toEqual([[plan.database.nodes[1], ['1663/16384/16401'], 2]]);
  expect(seen.callsTo('reports.save')).toEqual([
    [
      KEY,
      {
        schemaVersion: 1,
        incidentId: 'inc-1',
        plan: 'taxcollector',
        node: 'db-1',
        newPrimary: 'db-2',
        at: after(0),
        fork: EXACT,
        timeline: 1,
        wal: expect.objectContaining({ xids: [801, 802], ended: expect.stringContaining('invalid record length'), keptSegments: 1 }),
      },
    ],
  ]);
  expect(seen.callsTo('incidents.append')[0]?.[1]).toMatchObject({
    data: { step: 'keep-divergence' },
    text: expect.stringMatching(/^decoded: 2 commits/),
  });
});

test('a disk that holds nothing more is an outcome of its own, with evidence', async () => {
  const nothing = decodedReport({
    outcome: 'nothing-diverged',
    bytes: 0,
    commits: 0,
    records: 0,
    firstCommitAt: null,
    lastCommitAt: null,
    relations: [],
  });
  const seen = world().answer('hosts.run', done(nothing));
  expect(await keep(seen)).toMatchObject({
    state: 'nothing-diverged',
    why: 'db-1 holds nothing after the fork at 0/5000000',
    commits: 0,
    evidenceKey: KEY,
  });
  expect(seen.callsTo('probe.relationNames')).toEqual([]);
});

describe('the fork', () => {
  const taken: MachineState = { incident: incident(), fencing: fenced({ rung: 'none', proven: false }), comparison: comparison() };

  test('of a promotion through SQL, or by an earlier execution, is what the new primary says', async () => {
    const seen = world().answer('probe.leftTimelineAt', '0/4FFFF00');
    expect(await keep(seen, taken)).toMatchObject({ fork: { lsn: '0/4FFFF00', exact: true } });
    expect(seen.callsTo('probe.leftTimelineAt')).toEqual([[plan.database.nodes[1], 1, 2]]);
    expect(seen.callsTo('hosts.run')[0]?.[2]).toMatchObject({ from: '0/4FFFF00' });
  });

  test('that nobody can say is about the position that was compared, and said to be', async () => {
    const seen = world().answer('probe.leftTimelineAt', unavailable('db-2'));
    expect(await keep(seen, taken)).toMatchObject({
      fork: { lsn: '0/5000000', exact: false },
      why: expect.stringContaining('about the fork (the exact one is unknown; 0/5000000 was the position before the promotion)'),
    });
  });
});

test('what was left out is said, with the command that reads more', async () => {
  const gaps = ['of 300 transactions only the first 100 are listed', 'WAL from 0/1 to 0/2 is not in pg_wal any more'];
  const divergence = await keep(world().answer('hosts.run', done(decodedReport({ gaps, whole: false }))));
  expect(divergence.why).toBe(
    `at least 2 commits in 512 bytes of WAL that only db-1 holds, from the fork at 0/5000000 to 0/5000200; ${gaps.join('; ')}`,
  );
  expect(divergence).toMatchObject({ whole: false, byHand: [KEEP_COMMAND] });
});

test('the machine carries the relations with most records, the evidence all of them', async () => {
  const relations = Array.from({ length: 150 }, (_, one) => ({ relation: `1663/5/${one}`, records: 150 - one, createdAfterFork: false }));
  const seen = world().answer('hosts.run', done(decodedReport({ relations })));
  expect((await keep(seen)).relations).toHaveLength(20);
  expect(seen.callsTo('reports.save')).toEqual([[KEY, expect.objectContaining({ wal: expect.objectContaining({ relations }) })]]);
});

describe('nothing makes the recovery fail', () => {
  test('an instance that was stopped is not asked: its disk is the evidence, and the commands are given in order', async () => {
    const seen = world();
    const divergence = await keep(seen, { ...recovered, fencing: fenced({ rung: 'stop-instance' }) });
    expect(divergence).toMatchObject({
      state: 'unreachable',
      why: 'the instance of db-1 was stopped to fence it; its disk is the evidence',
      commits: null,
      fork: EXACT,
      evidenceKey: null,
    });
    expect(divergence.byHand).toEqual([
      'aws ec2 start-instances --region eu-west-3 --instance-ids i-0a1b2c3d4e5f60101',
      "aws ssm send-command --region eu-west-3 --instance-ids i-0a1b2c3d4e5f60101 --document-name reprise-taxcollector-fence-postgres --parameters 'incident=inc-1,token=7,node=db-1,unit=postgresql@16-main.service'",
      KEEP_COMMAND,
    ]);
    expect(seen.callsTo('hosts.run')).toEqual([]);
  });

  test.each([
    ['no answer', { kind: 'unknown' as const, why: 'no answer' }, 'unreachable', 'the host of db-1 did not answer: no answer'],
    [
      'an agent that is gone',
      { kind: 'not-run' as const, why: 'agent gone' },
      'unreachable',
      'the host of db-1 did not answer: agent gone',
    ],
    [
      'a refusal',
      done({ program: 'keep-divergence', outcome: 'refused', seen: 'a server works in /data' }, 1),
      'refused',
      'the host of db-1 refused: a server works in /data',
    ],
    [
      'a failure',
      done({ program: 'keep-divergence', outcome: 'failed', seen: 'no pg_waldump' }, 1),
      'failed',
      'the host of db-1: no pg_waldump',
    ],
    [
      'no report',
      { kind: 'finished' as const, commandId: 'c', exitCode: 2, stderr: 'bash is gone' },
      'failed',
      'the host of db-1: bash is gone',
    ],
    [
      'no report and no word',
      { kind: 'finished' as const, commandId: 'c', exitCode: 2, stderr: '' },
      'failed',
      'the host of db-1: exit code 2 and no report',
    ],
    ['a report that nobody understands', done(decodedReport({ commits: 'two', seen: 'odd' })), 'failed', 'the host of db-1: odd'],
  ])('%s is a state with its reason and the command to run later', async (_what, outcome, state, why) => {
    const seen = world().answer('hosts.run', outcome);
    expect(await keep(seen)).toMatchObject({ state, why, commits: null, evidenceKey: null, byHand: [KEEP_COMMAND] });
    expect(seen.callsTo('reports.save')).toEqual([]);
    expect(seen.callsTo('incidents.append')).toHaveLength(1);
  });

  test.each([
    ['the incident is somebody else’s', new IncidentTakenOver('late'), 'nobody was asked: late'],
    ['the lock cannot be read', unavailable('the table'), 'nobody was asked: the table does not answer'],
  ])('%s: no host hears of it', async (_what, refusal, why) => {
    const seen = world().answer('incidents.assertOwner', refusal);
    expect(await keep(seen)).toMatchObject({ state: 'skipped', node: 'db-1', why, fork: null, byHand: [] });
    expect(seen.callsTo('hosts.run')).toEqual([]);
  });

  test.each<[string, MachineState, string]>([
    ['nothing', {}, ''],
    ['no candidate', { fencing: fenced(), comparison: comparison({ action: 'hold' }) }, 'db-1'],
    ['a comparison without a fencing', { comparison: comparison() }, 'db-1'],
  ])('a state with %s is skipped', async (_what, facts, node) => {
    expect(await keep(world(), facts)).toMatchObject({ state: 'skipped', node });
  });

  test('without names the numbers are kept, without the bucket the host’s folder is what is left; both are said', async () => {
    const seen = world().answer('probe.relationNames', unavailable('db-2')).answer('reports.save', unavailable('S3'));
    const divergence = await keep(seen);
    expect(divergence).toMatchObject({ state: 'decoded', commits: 2, evidenceKey: null, keptAt: '/var/lib/reprise/evidence/inc-1' });
    expect(divergence.relations.map((one) => one.name)).toEqual([undefined, undefined]);
    expect(divergence.why).toContain(
      '; relations have no names: db-2 does not answer; the evidence is on the host only: S3 does not answer',
    );
  });

  test('a story that cannot be written', async () => {
    expect(await keep(world().answer('incidents.append', unavailable('the table')))).toMatchObject({ state: 'decoded' });
  });
});
