import { InRecovery, lookAtPrimary, writeHeartbeat } from '../../../../lambdas/adapters/postgres/heartbeat.ts';
import type { Session } from '../../../../lambdas/adapters/postgres/session.ts';
import { READ_SYNCHRONOUS_SETTING } from '../../../../lambdas/adapters/postgres/sql/read-synchronous-setting.ts';
import type { DatabaseNode } from '../../../../lib/plan/schema.ts';

const db1 = { id: 'db-1' } as DatabaseNode;
const SETTING = 'ANY 1 (db_2, db_3)';
const at = new Date('2026-11-25T21:22:43.513Z');

/** A primary under SETTING; `after` answers the second reading of the setting. */
function session(after: () => Promise<unknown[]>, seen: object = {}): Session {
  const row = { standby: false, shared_names: false, synchronous_setting: SETTING, system_identifier: '7', timeline: 1, ...seen };
  const read = async (statement: string) => (statement === READ_SYNCHRONOUS_SETTING ? after() : [row]);
  return { read, change: async () => [{ at, lsn: '0/19332C0' }], peer: () => undefined } as Session;
}
const write = async (primary: Session) => writeHeartbeat(primary, db1, 'eu-west-3', await lookAtPrimary(primary, db1));

test('a setting that was in force before and after the commit is remembered with it', async () => {
  expect(await write(session(async () => [{ setting: SETTING }]))).toMatchObject({
    at: at.toISOString(),
    lsn: '0/19332C0',
    primary: 'db-1',
    synchronousSetting: SETTING,
  });
});

test.each([
  ['another setting afterwards', session(async () => [{ setting: '' }])],
  ['two standbys under one name', session(async () => [{ setting: SETTING }], { shared_names: true })],
])('%s: none is remembered', async (_what, primary) => {
  expect(await write(primary)).toMatchObject({ synchronousSetting: null });
});

test('a server that dies between the commit and the second reading gives no heartbeat, so that the one before, whose setting is known, still counts', async () => {
  const gone = session(() => Promise.reject(new Error('Connection terminated unexpectedly')));
  await expect(write(gone)).rejects.toThrow('Connection terminated');
});

test('a standby is not written to', async () => {
  const standby = session(async () => [], { standby: true });
  await expect(write(standby)).rejects.toThrow(InRecovery);
});
