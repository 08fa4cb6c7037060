import { decideRelief } from '../../../lambdas/domain/quorum-relief.ts';
import { follower, planOf } from '../../support/ports/builders.ts';

const POSITION = '0/5000000';
const answering = (node: string, change = {}) => follower(node, { syncState: 'quorum', flushedLsn: POSITION, ...change });
const silent = (node: string) => answering(node, { flushedLsn: '0/4FFFFF0' });
const decide = (setting: string, followers: ReturnType<typeof follower>[], atLeast = 0) =>
  decideRelief(
    { setting, position: POSITION, followers },
    planOf((plan) => {
      plan.database.synchronous.atLeast = atLeast;
    }),
  );

test('of a quorum of which nobody acknowledges nothing is left', () => {
  expect(decide('ANY 1 (db_2, db_3)', [silent('db-2'), silent('db-3'), answering('db-4')])).toEqual({
    action: 'relieve',
    setting: '',
    silent: ['db_2', 'db_3'],
    why: 'db_2, db_3 acknowledge nothing, so no commit returns',
  });
});

test('those that acknowledge stay, and no more are waited for than there are', () => {
  expect(decide('ANY 2 ("db_2", "db_3")', [silent('db-2'), answering('db-3')])).toMatchObject({
    setting: 'ANY 1 ("db_3")',
    silent: ['db_2'],
  });
  expect(decide('ANY 2 (db_2, db_3, db_4)', [silent('db-2'), silent('db-3'), answering('db-4')])).toMatchObject({
    setting: 'ANY 1 ("db_4")',
  });
});

test('FIRST waits for a silent standby although others acknowledge: it alone is taken out', () => {
  expect(decide('FIRST 1 (db_2, db_3)', [silent('db-2'), answering('db-3')])).toMatchObject({
    setting: 'FIRST 1 ("db_3")',
    silent: ['db_2'],
  });
});

test('a standby that is gone, or not streaming yet, acknowledges nothing', () => {
  expect(decide('ANY 1 (db_2, db_3)', [answering('db-2', { state: 'catchup' })])).toMatchObject({ setting: '', silent: ['db_2', 'db_3'] });
  expect(decide('ANY 1 (db_2)', [follower('db-2')])).toMatchObject({ setting: '' });
});

test.each([
  ['enough standbys acknowledge', 'ANY 1 (db_2, db_3)', [silent('db-2'), answering('db-3')], /although db_3 acknowledge/],
  ['all of FIRST acknowledge', 'FIRST 1 (db_2)', [answering('db-2')], /although db_2 acknowledge/],
  ['no quorum is asked', '', [], /is ""; required a list of named standbys/],
  ['anybody is asked', 'ANY 1 (*)', [silent('db-2')], /required a list of named standbys/],
] as const)('nothing is changed when %s: commits hang for another reason', (_, setting, followers, why) => {
  expect(decide(setting, [...followers])).toEqual({ action: 'hold', why: expect.stringMatching(why) });
});

test('the plan says how few may be left', () => {
  const both = [silent('db-2'), silent('db-3')];
  expect(decide('ANY 1 (db_2, db_3)', both, 1)).toEqual({
    action: 'hold',
    why: '0 synchronous standby(s) would be left without db_2, db_3; the plan wants at least 1 (database.synchronous.atLeast)',
  });
  expect(decide('ANY 2 (db_2, db_3)', [silent('db-2'), answering('db-3')], 1)).toMatchObject({ action: 'relieve' });
  expect(decide('ANY 2 (db_2, db_3)', [silent('db-2'), answering('db-3')], 2)).toMatchObject({ action: 'hold' });
});
