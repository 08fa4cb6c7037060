import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoHeartbeatMemory, memoryRegion } from '../../../../lambdas/adapters/aws/heartbeat-memory.ts';
import { startTables } from '../../../support/adapters/tables.ts';
import { after, heartbeat, planOf } from '../../../support/ports/builders.ts';

const plan = planOf();
const TABLE = 'reprise-taxcollector-heartbeats';

/** A table per region; a region that is lost answers nobody. */
async function setup() {
  const regions = { 'eu-west-3': await startTables(TABLE), 'eu-west-1': await startTables(TABLE) };
  const lost = new Set<string>();
  const clientOf = (region: string) =>
    lost.has(region)
      ? new DynamoDBClient({
          endpoint: 'http://127.0.0.1:9',
          region,
          credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
          maxAttempts: 1,
        })
      : regions[region as keyof typeof regions].client();
  const from = (region: string) => dynamoHeartbeatMemory(plan, region, clientOf);
  const stop = () => Promise.all(Object.values(regions).map((one) => one.stop()));
  return { from, lost, stop };
}

let world: Awaited<ReturnType<typeof setup>>;
beforeEach(async () => {
  world = await setup();
});
afterEach(() => world.stop());

test('a vantage remembers in the other region, or at home when there is no other', () => {
  expect(memoryRegion(plan, 'eu-west-3')).toBe('eu-west-1');
  expect(memoryRegion(plan, 'eu-west-1')).toBe('eu-west-3');
  expect(memoryRegion({ regions: plan.regions.slice(0, 1) }, 'eu-west-3')).toBe('eu-west-3');
});

test('what was remembered is found again, whole', async () => {
  await world.from('eu-west-3').remember(heartbeat());
  expect(await world.from('eu-west-3').newest(2)).toEqual(heartbeat());
});

test('the loss of the region of the primary does not lose its heartbeat', async () => {
  await world.from('eu-west-3').remember(heartbeat());
  world.lost.add('eu-west-3');
  expect(await world.from('eu-west-1').newest(2)).toEqual(heartbeat());
});

test('the newest of all vantages counts, wherever it is kept', async () => {
  await world.from('eu-west-3').remember(heartbeat({ at: after(1) }));
  await world.from('eu-west-1').remember(heartbeat({ at: after(2), vantage: 'eu-west-1' }));
  for (const region of ['eu-west-3', 'eu-west-1']) expect(await world.from(region).newest(2)).toMatchObject({ at: after(2) });
});

test('an older heartbeat never replaces a newer one', async () => {
  await world.from('eu-west-3').remember(heartbeat({ at: after(5) }));
  await world.from('eu-west-3').remember(heartbeat({ at: after(4), lsn: '0/1' }));
  expect(await world.from('eu-west-3').newest(2)).toMatchObject({ at: after(5) });
});

test('a new primary whose clock is behind the old one is remembered all the same, and counts as the newest', async () => {
  const old = heartbeat({ at: after(180), acknowledgedAt: after(0) });
  const fresh = heartbeat({ at: after(-120), acknowledgedAt: after(20), primary: 'db-2', timeline: 2 });
  await world.from('eu-west-3').remember(old);
  await world.from('eu-west-1').remember({ ...old, vantage: 'eu-west-1' });
  await world.from('eu-west-3').remember(fresh);
  expect(await world.from('eu-west-3').newest(2)).toEqual(fresh);
});

test('nobody answering is not knowing, and remembering then fails loudly', async () => {
  world.lost.add('eu-west-3').add('eu-west-1');
  expect(await world.from('eu-west-3').newest(2)).toBeUndefined();
  await expect(world.from('eu-west-3').remember(heartbeat())).rejects.toMatchObject({ name: 'DependencyUnavailable' });
});
