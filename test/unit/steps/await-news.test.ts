import { awaitNews } from '../../../lambdas/steps/await-news.ts';
import { unavailable, World } from '../../support/ports/fakes.ts';
import { at, entry, timelineOf } from '../../support/ports/timeline.ts';

const asleep = (world: World, seen: number) => awaitNews({ incidentId: 'inc-1', seen, taskToken: 'token' }, world.ports);

test('keeps the token first, and sleeps when there is no news', async () => {
  const world = new World().answer('bell.park', undefined).answer('timeline.read', timelineOf({}));
  await asleep(world, 1);
  expect(world.calls.map(({ to }) => to)).toEqual(['bell.park', 'timeline.read']);
});

test('news that came while it fell asleep wakes it at once', async () => {
  const world = new World().answer('bell.park', undefined).answer('timeline.read', timelineOf({})).answer('callback.succeed', 'taken');
  await asleep(world, 0);
  expect(world.callsTo('callback.succeed')).toEqual([['token', { news: true }]]);
});

test('an empty record is no news', async () => {
  const world = new World().answer('bell.park', undefined).answer('timeline.read', []);
  await expect(asleep(world, 0)).resolves.toEqual({ parked: true });
});

test('a token that could not be kept is said: the machine looks again by itself', async () => {
  const world = new World().answer('bell.park', unavailable('bell'));
  await expect(asleep(world, 0)).rejects.toMatchObject({ name: 'DependencyUnavailable' });
});

test('what the ladder itself wrote meanwhile is no news', async () => {
  const own = timelineOf({}, entry('note', { text: 'told' }, at(1), 'the ladder'));
  const world = new World().answer('bell.park', undefined).answer('timeline.read', own);
  await asleep(world, 1);
  expect(world.callsTo('callback.succeed')).toEqual([]);
});
