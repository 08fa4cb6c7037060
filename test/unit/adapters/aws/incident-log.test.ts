import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoIncidentLog } from '../../../../lambdas/adapters/aws/incident-log.ts';
import type { IncidentClaim } from '../../../../lambdas/domain/incident.ts';
import { startTables } from '../../../support/adapters/tables.ts';
import { incident, intent } from '../../../support/ports/builders.ts';
import { entry } from '../../../support/ports/timeline.ts';

const TABLE = 'reprise-taxcollector-incidents';
const ENTRY = entry('note', { text: 'hello' });
let tables: Awaited<ReturnType<typeof startTables>>;
beforeAll(async () => {
  tables = await startTables(TABLE);
});
afterAll(() => tables.stop());

let scenarios = 0;
/** A lock of its own for each test. */
const setup = () => {
  scenarios += 1;
  return { log: dynamoIncidentLog({ name: 'taxcollector' }, 'eu-west-3', tables.client(), `scenario-${scenarios}`) };
};
const claim = (executionId: string, change: Partial<IncidentClaim> = {}): IncidentClaim => ({
  scenario: 'database-failover',
  incidentId: `inc-${executionId}`,
  executionId,
  severity: 'P1',
  reason: 'alarm',
  at: '2026-11-23T10:00:00.000Z',
  ownerExpiresAt: '2026-11-23T10:15:00.000Z',
  ...change,
});
/** Tokens count from the seconds since 1970. */
const FIRST = Date.parse('2026-11-23T10:00:00.000Z') / 1000;
const held = (executionId: string, token: number) => incident({ id: `inc-${executionId}`, executionId, token });
const LATER = { at: '2026-11-23T10:20:00.000Z', ownerExpiresAt: '2026-11-23T10:35:00.000Z' };
const TAKEN_OVER = Date.parse(LATER.at) / 1000;

test('the first claim opens the incident with the time as its token', async () => {
  const { log } = setup();
  expect(await log.open(claim('a'))).toEqual({ status: 'opened', id: 'inc-a', token: FIRST, openedAt: '2026-11-23T10:00:00.000Z' });
});

test('the same execution asking again gets the same token', async () => {
  const { log } = setup();
  const first = await log.open(claim('a'));
  expect(await log.open(claim('a', { incidentId: 'inc-other' }))).toEqual(first);
});

test('another execution learns who runs', async () => {
  const { log } = setup();
  await log.open(claim('a'));
  expect(await log.open(claim('b'))).toMatchObject({ status: 'already-running', id: 'inc-a', token: FIRST, owner: 'a' });
});

test('of many at the same moment exactly one opens', async () => {
  const { log } = setup();
  const answers = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((one) => log.open(claim(one))));
  const winners = answers.filter((answer) => answer.status !== 'already-running');
  expect(winners).toHaveLength(1);
  expect(new Set(answers.map((answer) => answer.id)).size).toBe(1);
});

test('an owner that expired is taken over: the same incident, the next token', async () => {
  const { log } = setup();
  await log.open(claim('a'));
  expect(await log.open(claim('b', LATER))).toEqual({
    status: 'taken-over',
    id: 'inc-a',
    token: TAKEN_OVER,
    openedAt: '2026-11-23T10:00:00.000Z',
  });
  await expect(log.assertOwner(held('a', FIRST))).rejects.toMatchObject({ name: 'IncidentTakenOver' });
  await log.assertOwner(held('b', TAKEN_OVER));
});

test('of many that take over an expired owner exactly one does', async () => {
  const { log } = setup();
  await log.open(claim('a'));
  const answers = await Promise.all(['b', 'c', 'd', 'e'].map((one) => log.open(claim(one, LATER))));
  expect(answers.filter((answer) => answer.status === 'taken-over')).toHaveLength(1);
  expect(answers.map((answer) => answer.token)).toEqual(Array(4).fill(TAKEN_OVER));
});

test('a lock that was given back leaves the incident open for the next', async () => {
  const { log } = setup();
  await log.open(claim('a'));
  await log.release(held('a', FIRST));
  await expect(log.assertOwner(held('a', FIRST))).rejects.toMatchObject({ name: 'IncidentTakenOver' });
  expect(await log.open(claim('b'))).toMatchObject({ status: 'taken-over', id: 'inc-a', token: FIRST + 1 });
});

test('giving back twice is giving back once, unless somebody else took it meanwhile', async () => {
  const { log } = setup();
  await log.open(claim('a'));
  await log.release(held('a', FIRST));
  await log.release(held('a', FIRST));
  await log.open(claim('b'));
  await expect(log.release(held('a', FIRST))).rejects.toMatchObject({ name: 'IncidentTakenOver' });
  await log.assertOwner(held('b', FIRST + 1));
});

test('a resolved incident is replaced by a new one, and the token still grows', async () => {
  const { log } = setup();
  await log.open(claim('a'));
  await log.resolve(held('a', FIRST), '2026-11-23T10:05:00.000Z', 'recovered');
  await log.resolve(held('a', FIRST), '2026-11-23T10:06:00.000Z', 'recovered');
  expect(await log.open(claim('b'))).toEqual({ status: 'opened', id: 'inc-b', token: FIRST + 1, openedAt: '2026-11-23T10:00:00.000Z' });
});

test('who was set out to be promoted is known to every later execution of the incident, and to none of the next', async () => {
  const { log } = setup();
  await log.open(claim('a'));
  await log.promoting(held('a', FIRST), intent());
  await log.promoting(held('a', FIRST), intent());
  expect(await log.open(claim('a'))).toMatchObject({ status: 'opened', promoting: intent('db-2') });
  await log.release(held('a', FIRST));
  expect(await log.open(claim('b'))).toMatchObject({ status: 'taken-over', id: 'inc-a', token: FIRST + 1, promoting: intent('db-2') });
  expect(await log.open(claim('c', LATER))).toMatchObject({ status: 'taken-over', token: TAKEN_OVER, promoting: intent('db-2') });
  await log.resolve({ ...held('c', TAKEN_OVER), id: 'inc-a' }, LATER.at, 'recovered');
  expect(await log.open(claim('d', LATER))).not.toHaveProperty('promoting');
});

test('a relief is known to every later execution of the incident, and to none of the next; a takeover erases none that was just noted', async () => {
  const { log } = setup();
  const relief = { primary: 'db-1', before: 'ANY 1 (db_2)', silent: ['db_2'] };
  await log.open(claim('a'));
  await log.relieving(held('a', FIRST), relief);
  expect(await log.open(claim('a'))).toMatchObject({ status: 'opened', relieving: relief });
  await log.release(held('a', FIRST));
  expect(await log.open(claim('b'))).toMatchObject({ status: 'taken-over', relieving: relief });
  expect(await log.assertOwner(held('b', FIRST + 1))).toEqual({ relieving: relief });
  await log.promoting(held('b', FIRST + 1), intent());
  expect(await log.open(claim('c', LATER))).toMatchObject({ status: 'taken-over', relieving: relief, promoting: intent() });
  await expect(log.relieving(held('b', FIRST + 1), relief)).rejects.toMatchObject({ name: 'IncidentTakenOver' });
  await log.resolve({ ...held('c', TAKEN_OVER), id: 'inc-a' }, LATER.at, 'recovered');
  expect(await log.open(claim('d', LATER))).not.toHaveProperty('relieving');
});

test('an execution that was overtaken notes nothing', async () => {
  const { log } = setup();
  await log.open(claim('a'));
  await log.open(claim('b', LATER));
  await expect(log.promoting(held('a', FIRST), intent())).rejects.toMatchObject({ name: 'IncidentTakenOver' });
  expect(await log.open(claim('b', LATER))).not.toHaveProperty('promoting');
});

test('an execution that was paused resolves nothing of its successor', async () => {
  const { log } = setup();
  await log.open(claim('a'));
  await log.open(claim('b', LATER));
  await expect(log.resolve(held('a', FIRST), LATER.at, 'recovered')).rejects.toMatchObject({ name: 'IncidentTakenOver' });
  await log.assertOwner(held('b', TAKEN_OVER));
});

test('a table that was made anew, or is another region’s, is never behind what hosts have seen', async () => {
  const [here, there] = [setup().log, setup().log];
  const older = await here.open(claim('a'));
  const newer = await there.open(claim('b', LATER));
  expect(newer.token).toBeGreaterThan(older.token);
});

test('nobody owns what was never opened', async () => {
  await expect(setup().log.assertOwner(held('a', FIRST))).rejects.toMatchObject({ name: 'IncidentTakenOver' });
});

test('a table that does not answer is a dependency that is unavailable, never a free lock', async () => {
  const nobody = new DynamoDBClient({
    endpoint: 'http://127.0.0.1:9',
    region: 'eu-west-3',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  const log = dynamoIncidentLog({ name: 'taxcollector' }, 'eu-west-3', nobody);
  await expect(log.open(claim('a'))).rejects.toMatchObject({ name: 'DependencyUnavailable' });
  await expect(log.assertOwner(held('a', FIRST))).rejects.toMatchObject({ name: 'DependencyUnavailable' });
  await expect(log.release(held('a', FIRST))).rejects.toMatchObject({ name: 'DependencyUnavailable' });
  await expect(log.promoting(held('a', FIRST), intent())).rejects.toMatchObject({ name: 'DependencyUnavailable' });
  await expect(log.append(held('a', FIRST), ENTRY)).rejects.toMatchObject({ name: 'DependencyUnavailable' });
  nobody.destroy();
});
