import { freshSight, type Sight, sightOf } from '../../../lambdas/domain/sight.ts';
import { dead, planOf, primary, receiving, standby } from '../../support/ports/builders.ts';

const plan = planOf().database;
const about = { vantage: 'eu-west-1', beat: 'one', primary: 'db-1', plan, heartbeat: 1 };
const sight = (change: Partial<Sight> = {}): Sight => ({
  vantage: 'eu-west-1',
  beat: 'one',
  primary: 'db-1',
  seen: 'connection refused',
  receiving: [],
  primaries: [],
  ...change,
});

test('a sight says what was seen of the primary, who receives from it, and who is a primary', () => {
  expect(sightOf({ ...about, nodes: [dead('db-1'), receiving('db-2'), standby('db-3'), dead('db-4')] })).toEqual(
    sight({ receiving: ['db-2'] }),
  );
  expect(sightOf({ ...about, nodes: [primary('db-1'), primary('db-2')] })).toMatchObject({
    seen: 'answers as primary',
    primaries: ['db-1', 'db-2'],
  });
  expect(sightOf({ ...about, nodes: [] })).toMatchObject({ seen: 'not looked at' });
  const { failure: _, ...silent } = dead('db-1');
  expect(sightOf({ ...about, nodes: [silent] })).toMatchObject({ seen: 'no answer' });
});

test('a standby that receives from another node than the primary is no witness', () => {
  const cascaded = receiving('db-3', { receiver: { streaming: true, lastMessageAgeSeconds: 0.1, senderHost: 'db-2.db.internal' } });
  expect(sightOf({ ...about, nodes: [dead('db-1'), standby('db-2'), cascaded] }).receiving).toEqual([]);
});

test('only a vantage that ticked since the earlier reading is alive, and never one’s own', () => {
  const later = sight({ beat: 'two' });
  expect(freshSight([sight()], [later], 'eu-west-3')).toEqual(later);
  expect(freshSight([], [later], 'eu-west-3')).toEqual(later);
  expect(freshSight([later], [later], 'eu-west-3')).toBeUndefined();
  expect(freshSight([sight()], [later], 'eu-west-1')).toBeUndefined();
});
