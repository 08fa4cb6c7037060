import { noted } from '../../../lambdas/middleware/noted.ts';
import { probing } from '../../../lambdas/middleware/probing.ts';
import type { StepLogger } from '../../../lambdas/middleware/standard.ts';
import { TICKING } from '../../../lambdas/middleware/ticking.ts';
import { attempt, heartbeat, planOf, primary, receiving } from '../../support/ports/builders.ts';
import { unavailable, World } from '../../support/ports/fakes.ts';

function setup() {
  const world = new World();
  world.see(primary('db-1'), receiving('db-2'), receiving('db-3'), receiving('db-4'));
  world.answer('resolver.addresses', ['10.20.1.11'] as never);
  world.answer('heartbeats.newest', heartbeat());
  world.answer('heartbeats.remember', undefined);
  world.answer('metrics.publish', undefined);
  world.answer('probe.tryWrite', attempt('committed'));
  const lines: string[] = [];
  const at = (message: unknown, more?: unknown) => void lines.push(`${message} ${JSON.stringify(more ?? '')}`);
  const logger = { resetKeys: () => undefined, appendKeys: () => undefined, info: at, warn: at, error: at } as unknown as StepLogger;
  const lacks: Record<string, string[] | Error> = {};
  const start = () => {
    const { ports } = world;
    const unreadiness = async ({ id }: { id: string }) => {
      const found = lacks[id] ?? [];
      if (found instanceof Error) throw found;
      return found;
    };
    const probe = Object.assign(Object.create(ports.probe), { unreadiness });
    return probing({ ...ports, probe }, planOf(), logger);
  };
  const notReady = () =>
    (world.callsTo('metrics.publish') as [{ name: string; value: number }[]][])
      .flatMap(([all]) => all)
      .filter((one) => one.name === 'NotReady');
  return { world, lines, lacks, start, notReady };
}

test('ticks every heartbeat until its successor has taken over', async () => {
  const { world, start } = setup();
  expect(await start()({})).toEqual({ ticks: TICKING });
  expect(world.callsTo('probe.tryWrite')).toHaveLength(TICKING);
});

test('stops before Lambda stops it', async () => {
  const { world, start } = setup();
  const startedAt = world.clock.millis;
  const context = { getRemainingTimeInMillis: () => 30_000 - (world.clock.millis - startedAt) };
  expect(await start()({}, context)).toEqual({ ticks: 24 });
});

test('remembers failed tries from one invocation of its environment to the next', async () => {
  const { world, lines, start } = setup();
  world.answer('probe.tryWrite', attempt('unreachable'));
  const handler = start();
  await handler({});
  await handler({});
  expect(lines.filter((line) => line.includes('did not take a write')).at(-1)).toContain(`try ${2 * TICKING} in a row`);
});

test('says at every start what a failover would miss, where, and what gives it, and publishes how much', async () => {
  const { lacks, lines, start, notReady } = setup();
  lacks['db-2'] = ['lacks membership in pg_monitor', 'allow_alter_system is off; required on'];
  const handler = start();
  await handler({});
  expect(lines[0] ?? '').toContain('grants.sql');
  expect(lines[0] ?? '').toContain('db-2 lacks membership in pg_monitor');
  lacks['db-2'] = [];
  await handler({});
  expect(notReady().map((one) => one.value)).toEqual([2, 0]);
});

test('a node that could not be asked is said, and is no finding; when nobody could be, nothing is published', async () => {
  const one = setup();
  one.lacks['db-3'] = unavailable('db-3');
  await one.start()({});
  expect(one.lines.join('\n')).toContain('db-3 could not be asked whether it is ready for a failover: db-3 does not answer');
  expect(one.notReady().map((metric) => metric.value)).toEqual([0]);
  const all = setup();
  for (const node of ['db-1', 'db-2', 'db-3', 'db-4']) all.lacks[node] = unavailable(node);
  await all.start()({});
  expect(all.notReady()).toEqual([]);
});

test('a port that fails is said and still fails', async () => {
  const { world, lines } = setup();
  world.answer('metrics.publish', unavailable('CloudWatch'));
  const logger = { warn: (message: unknown) => void lines.push(String(message)) } as unknown as StepLogger;
  const metrics = noted('metrics', world.ports.metrics, logger);
  await expect(metrics.publish([], new Date())).rejects.toMatchObject({ name: 'DependencyUnavailable' });
  expect(lines).toEqual(['metrics.publish: CloudWatch does not answer']);
});
