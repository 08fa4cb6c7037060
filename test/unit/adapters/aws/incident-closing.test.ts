import { dynamoIncidentLog } from '../../../../lambdas/adapters/aws/incident-log.ts';
import type { IncidentClaim } from '../../../../lambdas/domain/incident.ts';
import { startTables } from '../../../support/adapters/tables.ts';
import { after, incident, intent } from '../../../support/ports/builders.ts';

let tables: Awaited<ReturnType<typeof startTables>>;
beforeAll(async () => {
  tables = await startTables('reprise-taxcollector-incidents');
});
afterAll(() => tables.stop());

let scenarios = 0;
/** A lock of its own for each test, taken by execution `a` until 100 s. */
const setup = async () => {
  scenarios += 1;
  const log = dynamoIncidentLog({ name: 'taxcollector' }, 'eu-west-3', tables.client(), `closing-${scenarios}`);
  const hold = await log.open(claim('a'));
  return { log, own: incident({ id: 'inc-a', executionId: 'a', token: hold.token }) };
};
const claim = (executionId: string, seconds = 0): IncidentClaim => ({
  scenario: 'database-failover',
  incidentId: `inc-${executionId}`,
  executionId,
  severity: 'P1',
  reason: 'alarm',
  at: after(seconds),
  ownerExpiresAt: after(seconds + 100),
});

test('an incident that nobody works on is closed, once or twice, and the next execution begins a new one with a greater token', async () => {
  const { log, own } = await setup();
  await log.release(own);
  expect(await log.closeByHand('inc-a', after(10))).toEqual({ outcome: 'closed' });
  expect(await log.closeByHand('inc-a', after(20))).toEqual({ outcome: 'closed' });
  expect(await log.open(claim('b', 30))).toMatchObject({ status: 'opened', id: 'inc-b' });
  expect((await log.open(claim('b', 30))).token).toBeGreaterThan(own.token);
});

test('while an execution owns it, it is not, and the execution is named', async () => {
  const { log, own } = await setup();
  expect(await log.closeByHand('inc-a', after(99))).toEqual({ outcome: 'owned', owner: 'a', until: after(100) });
  await log.assertOwner(own);
  await log.extend(own, after(500));
  expect(await log.closeByHand('inc-a', after(499))).toEqual({ outcome: 'owned', owner: 'a', until: after(500) });
});

test('an owner that did not come back loses the lock with it: should it come back, it is late', async () => {
  const { log, own } = await setup();
  expect(await log.closeByHand('inc-a', after(101))).toEqual({ outcome: 'closed' });
  for (const late of [
    log.assertOwner(own),
    log.promoting(own, intent()),
    log.extend(own, after(900)),
    log.release(own),
    log.resolve(own, after(102), 'recovered'),
  ])
    await expect(late).rejects.toMatchObject({ name: 'IncidentTakenOver' });
  expect(await log.open(claim('b', 110))).toMatchObject({ status: 'opened', id: 'inc-b' });
});

test('what happens between the look and the write is not overlooked: an owner that asks for more time, a promotion, a takeover', async () => {
  const meanwhile: [(one: Awaited<ReturnType<typeof setup>>) => Promise<unknown>, object][] = [
    [({ log, own }) => log.extend(own, after(500)), { outcome: 'owned', owner: 'a', until: after(500) }],
    [({ log, own }) => log.promoting(own, intent()), { outcome: 'unfinished', unfinished: { promoting: intent() } }],
    [({ log }) => log.open(claim('b', 101)), { outcome: 'owned', owner: 'b', until: after(201) }],
    [({ log, own }) => log.resolve(own, after(101), 'recovered'), { outcome: 'closed' }],
  ];
  for (const [act, outcome] of meanwhile) {
    const one = await setup();
    const client = tables.client();
    let first = true;
    client.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          if (commandName === 'UpdateItemCommand' && first) {
            first = false;
            await act(one);
          }
          return next(args);
        },
      { step: 'initialize' },
    );
    const slow = dynamoIncidentLog({ name: 'taxcollector' }, 'eu-west-3', client, `closing-${scenarios}`);
    expect(await slow.closeByHand('inc-a', after(101))).toEqual(outcome);
    expect(first).toBe(false);
  }
});

test('what only the machine can finish keeps it open', async () => {
  const promoting = await setup();
  await promoting.log.promoting(promoting.own, intent());
  await promoting.log.release(promoting.own);
  expect(await promoting.log.closeByHand('inc-a', after(200))).toEqual({ outcome: 'unfinished', unfinished: { promoting: intent() } });
  const relieving = await setup();
  const relief = { primary: 'db-1', before: 'ANY 1 (db_2)', silent: ['db_2'] };
  await relieving.log.relieving(relieving.own, relief);
  expect(await relieving.log.closeByHand('inc-a', after(200))).toEqual({ outcome: 'unfinished', unfinished: { relieving: relief } });
  expect(await relieving.log.open(claim('b', 200))).toMatchObject({ status: 'taken-over', id: 'inc-a', relieving: relief });
});

test('the lock of another incident is left alone, and one that was never taken as well', async () => {
  const { log, own } = await setup();
  expect(await log.closeByHand('inc-other', after(200))).toEqual({ outcome: 'not-mine' });
  await log.assertOwner(own);
  const never = dynamoIncidentLog({ name: 'taxcollector' }, 'eu-west-3', tables.client(), 'closing-never');
  expect(await never.closeByHand('inc-a', after(0))).toEqual({ outcome: 'not-mine' });
});

test('a table that does not answer closes nothing', async () => {
  const nobody = dynamoIncidentLog({ name: 'no-such' }, 'eu-west-3', tables.client());
  await expect(nobody.closeByHand('inc-a', after(0))).rejects.toMatchObject({ name: 'DependencyUnavailable' });
});
