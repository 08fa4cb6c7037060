import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoIncidentRecord } from '../../../../lambdas/adapters/aws/incident-record.ts';
import { dynamoLadderBell } from '../../../../lambdas/adapters/aws/ladder-bell.ts';
import { startTables } from '../../../support/adapters/tables.ts';
import { at, entry, opening } from '../../../support/ports/timeline.ts';

const PLAN = { name: 'taxcollector' };
let tables: Awaited<ReturnType<typeof startTables>>;
beforeAll(async () => {
  tables = await startTables('reprise-taxcollector-incidents');
});
afterAll(() => tables.stop());
/** Longer than a writer has in earnest: a busy computer must not decide whether an entry is there. */
const PATIENCE_SECONDS = 60;
const record = () => dynamoIncidentRecord(PLAN, 'eu-west-3', tables.client(), PATIENCE_SECONDS);
const note = (text: string) => entry('note', { text });

test('entries come back whole and in order', async () => {
  const one = record();
  expect(await one.append('inc-a', entry('opened', opening))).toBe(1);
  expect(await one.append('inc-a', note('second'))).toBe(2);
  expect(await one.read('inc-a')).toEqual([
    { ...entry('opened', opening), sequence: 1 },
    { ...note('second'), sequence: 2 },
  ]);
  expect(await one.read('inc-b')).toEqual([]);
});

test('many writers at the same moment: every entry is there once, in one order without gaps', async () => {
  const writers = Array.from({ length: 6 }, (_, writer) => ({ writer, own: record() }));
  const numbers = await Promise.all(
    writers.map(async ({ writer, own }) => {
      const mine: number[] = [];
      for (const one of [0, 1, 2, 3, 4]) mine.push(await own.append('inc-busy', note(`${writer}/${one}`)));
      return mine;
    }),
  );
  const entries = await record().read('inc-busy');
  expect(numbers.flat().toSorted((a, b) => a - b)).toEqual(entries.map(({ sequence }) => sequence));
  expect(entries.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
  expect(new Set(entries.map((one) => (one.kind === 'note' ? one.data.text : ''))).size).toBe(30);
});

test('a long timeline is read to its end', async () => {
  const one = record();
  const long = 'x'.repeat(100_000);
  for (let number = 0; number < 12; number += 1) await one.append('inc-long', note(`${number} ${long}`));
  expect(await one.read('inc-long')).toHaveLength(12);
});

test('the ledger finds incidents by when they began', async () => {
  const one = record();
  for (const [id, when] of [
    ['inc-1', at(0)],
    ['inc-2', at(3600)],
    ['inc-3', at(7200)],
  ] as const)
    await one.append(id, entry('opened', opening, when));
  expect(await one.list(at(3600), at(7200))).toEqual(['inc-2']);
  expect(await one.list(at(3600), at(7201))).toEqual(['inc-2', 'inc-3']);
});

test('a table that does not answer is a dependency that is unavailable', async () => {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const nobody = new DynamoDBClient({ endpoint: 'http://127.0.0.1:9', region: 'eu-west-3', credentials, maxAttempts: 1 });
  const one = dynamoIncidentRecord(PLAN, 'eu-west-3', nobody);
  await expect(one.append('inc-a', note('lost'))).rejects.toMatchObject({ name: 'DependencyUnavailable' });
  await expect(one.read('inc-a')).rejects.toMatchObject({ name: 'DependencyUnavailable' });
  const bell = dynamoLadderBell(PLAN, 'eu-west-3', nobody);
  await expect(bell.ring('inc-a')).rejects.toMatchObject({ name: 'DependencyUnavailable' });
  await expect(bell.takeOver('inc-a', 'arn:1', at(60))).rejects.toMatchObject({ name: 'DependencyUnavailable' });
  await expect(bell.claim('inc-a', 'arn:1', at(0), at(60))).rejects.toMatchObject({ name: 'DependencyUnavailable' });
  nobody.destroy();
});

describe('the bell of a ladder', () => {
  const rung: unknown[] = [];
  const bellWith = (heard: 'taken' | 'gone') =>
    dynamoLadderBell(PLAN, 'eu-west-3', tables.client(), {
      succeed: async (token, output) => {
        rung.push([token, output]);
        return heard;
      },
    });

  test('wakes the sleeper that was parked last; without one, or when it is gone, nobody', async () => {
    const bell = bellWith('taken');
    expect(await bell.ring('inc-silent')).toBe('nobody');
    await bell.park('inc-bell', 'token-1');
    await bell.park('inc-bell', 'token-2');
    expect(await bell.ring('inc-bell')).toBe('rung');
    expect(rung.at(-1)).toEqual(['token-2', { news: true }]);
    expect(await bellWith('gone').ring('inc-bell')).toBe('nobody');
  });

  test('one execution climbs: of many that claim at once one wins, it may claim again, another once its time is over', async () => {
    const claim = (execution: string, now: number) => bellWith('taken').claim('inc-owned', execution, at(now), at(now + 60));
    const winners = await Promise.all(['arn:1', 'arn:2', 'arn:3'].map((one) => claim(one, 0)));
    expect(new Set(winners).size).toBe(1);
    const [winner = ''] = winners;
    expect(await claim(winner, 30)).toBe(winner);
    expect(await claim('arn:late', 60)).toBe(winner);
    expect(await claim('arn:late', 91)).toBe('arn:late');
    await bellWith('taken').takeOver('inc-owned', 'arn:person', at(500));
    expect(await claim('arn:late', 92)).toBe('arn:person');
  });
});
