import { IncidentTakenOver } from '../../../lambdas/errors.ts';
import { restartServices } from '../../../lambdas/steps/restart-services.ts';
import { after, comparison, incident, planOf } from '../../support/ports/builders.ts';
import { unavailable, World } from '../../support/ports/fakes.ts';

const done = { kind: 'finished' as const, commandId: 'c', exitCode: 0, stderr: '' };
const restart = (seen: World, plan = planOf()) => restartServices({ incident: incident(), comparison: comparison() }, seen.ports, plan);
const SECOND = { id: 'swarm-2', address: '10.20.2.12', instance: 'i-0a1b2c3d4e5f60202' };
const lines = (seen: World) => seen.callsTo('incidents.append').map((call) => (call[1] as { text: string }).text);

test('the lock, then each service with the token on the manager of this region, then the story', async () => {
  const seen = new World().answer('hosts.run', done, { ...done, commandId: 'd' });
  expect(await restart(seen)).toEqual({
    restarted: [
      { service: 'taxcollector-web', commandId: 'c' },
      { service: 'taxcollector-celery', commandId: 'd' },
    ],
    skipped: [],
    at: after(0),
  });
  const manager = { instance: 'i-0a1b2c3d4e5f60201', region: 'eu-west-3' };
  expect(seen.callsTo('hosts.run')).toEqual([
    ['restart-service', manager, { incident: 'inc-1', token: '7', service: 'taxcollector-web' }, 10],
    ['restart-service', manager, { incident: 'inc-1', token: '7', service: 'taxcollector-celery' }, 10],
  ]);
  expect(seen.calls.map((call) => call.to)).toEqual(['incidents.assertOwner', 'hosts.run', 'hosts.run', 'incidents.append']);
  expect(lines(seen)).toEqual(['restarted taxcollector-web, taxcollector-celery']);
});

test('a service that fails does not keep the others from being restarted, and no story says that all went well', async () => {
  const seen = new World().answer('hosts.run', { kind: 'unknown', why: 'no answer' }, done);
  await expect(restart(seen)).rejects.toMatchObject({
    name: 'OutcomeUnknown',
    message: 'restart of taxcollector-web has an unknown outcome: no answer',
    details: { service: 'taxcollector-web' },
  });
  expect(seen.callsTo('hosts.run')).toHaveLength(2);
  expect(lines(seen)).toEqual([]);
});

test('the other manager is asked where the first certainly did nothing, and never after an unknown outcome', async () => {
  const two = planOf((changed) => {
    changed.regions[0]?.swarmManagers.push(SECOND);
    changed.services = changed.services.slice(0, 1);
  });
  const managers = (seen: World) => seen.callsTo('hosts.run').map((call) => (call[1] as { instance: string }).instance);
  const away = new World().answer('hosts.run', { kind: 'not-run', why: 'agent gone' });
  await expect(restart(away, two)).rejects.toMatchObject({ name: 'EffectRefused' });
  expect(managers(away)).toEqual(['i-0a1b2c3d4e5f60201', SECOND.instance]);
  const unknown = new World().answer('hosts.run', { kind: 'unknown', why: 'no answer' });
  await expect(restart(unknown, two)).rejects.toMatchObject({ name: 'OutcomeUnknown' });
  expect(managers(unknown)).toEqual(['i-0a1b2c3d4e5f60201']);
  const refused = new World().answer('hosts.run', { ...done, exitCode: 2, stderr: 'docker is gone' });
  await expect(restart(refused, two)).rejects.toMatchObject({
    name: 'EffectRefused',
    message: 'restart of taxcollector-web failed: docker is gone',
    details: { service: 'taxcollector-web' },
  });
  expect(managers(refused)).toEqual(['i-0a1b2c3d4e5f60201']);
  const report = { program: 'restart-service', outcome: 'refused', seen: 'docker does not know it' };
  const noManager = new World().answer('hosts.run', { ...done, exitCode: 1, report }, done);
  expect((await restart(noManager, two)).restarted).toHaveLength(1);
  expect(managers(noManager)).toEqual(['i-0a1b2c3d4e5f60201', SECOND.instance]);
});

test('a region without managers says so, and reaches into no other region', async () => {
  const seen = new World().answer('hosts.run', done);
  seen.region = 'eu-central-1';
  await expect(restart(seen)).rejects.toMatchObject({
    name: 'EffectRefused',
    message: 'restart of taxcollector-web did not run: no manager in eu-central-1',
  });
  expect(seen.callsTo('hosts.run')).toEqual([]);
});

test('the machine of the recovery region restarts there', async () => {
  const seen = new World().answer('hosts.run', done);
  seen.region = 'eu-west-1';
  await restart(seen);
  expect(seen.callsTo('hosts.run')[0]?.[1]).toEqual({ instance: 'i-0a1b2c3d4e5f60301', region: 'eu-west-1' });
});

test('a plan that restarts nothing asks no host, and says so', async () => {
  const none = planOf((changed) => {
    for (const service of changed.services) service.restartAfterDatabaseFailover = false;
  });
  const seen = new World();
  expect(await restart(seen, none)).toEqual({ restarted: [], skipped: ['taxcollector-web', 'taxcollector-celery'], at: after(0) });
  expect(lines(seen)).toEqual(['restarted nothing']);
});

test.each([
  [new IncidentTakenOver('late'), 'IncidentTakenOver'],
  [unavailable('the table'), 'DependencyUnavailable'],
])('without the lock no host hears of it: %#', async (refusal, name) => {
  const seen = new World().answer('incidents.assertOwner', refusal);
  await expect(restart(seen)).rejects.toMatchObject({ name });
  expect(seen.effects).toEqual(['incidents.assertOwner']);
});
