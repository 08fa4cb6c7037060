import { decideRelief, durabilityObjection, provableSetting, reliefIntent } from '../../../lambdas/domain/quorum-relief.ts';
import { follower, incident, planOf } from '../../support/ports/builders.ts';

const POSITION = '0/5000000';
const answering = (node: string, change = {}) => follower(node, { syncState: 'quorum', flushedLsn: POSITION, ...change });
const silent = (node: string) => answering(node, { flushedLsn: '0/4FFFFF0' });
const decide = (setting: string, followers: ReturnType<typeof follower>[], atLeast = 0, earlier = followers) =>
  decideRelief(
    { primary: 'db-1', setting, position: POSITION, earlier, followers },
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

test('FIRST waits for nobody further down: when the first ones acknowledge, the cause is another one', () => {
  expect(decide('FIRST 1 (db_2, db_3)', [answering('db-2'), silent('db-3')])).toMatchObject({ action: 'hold' });
  expect(decide('FIRST 2 (db_2, db_3, db_4)', [answering('db-2'), answering('db-3'), silent('db-4')])).toMatchObject({ action: 'hold' });
  expect(decide('FIRST 2 (db_2, db_3, db_4)', [answering('db-2'), silent('db-3'), answering('db-4')])).toMatchObject({
    setting: 'FIRST 2 ("db_2", "db_4")',
    silent: ['db_3'],
  });
  // One that does not stream is passed over by the server itself.
  expect(decide('FIRST 1 (db_2, db_3)', [answering('db-2', { state: 'catchup' }), answering('db-3')])).toMatchObject({ action: 'hold' });
  expect(decide('FIRST 2 (db_2, db_3)', [answering('db-2', { state: 'catchup' }), answering('db-3')])).toMatchObject({ silent: ['db_2'] });
});

test('the primary, where the list names it, is neither waited for nor silent', () => {
  expect(decide('FIRST 1 (db_1, db_2)', [answering('db-2')])).toMatchObject({ action: 'hold' });
  expect(decide('ANY 1 (db_1, db_2)', [silent('db-2')])).toMatchObject({ setting: '', silent: ['db_2'] });
});

test('slow is not silent: a standby that has flushed more than at the look before acknowledges', () => {
  const earlier = [answering('db-2', { flushedLsn: '0/4FFF000' }), silent('db-3')];
  expect(decide('ANY 1 (db_2, db_3)', [silent('db-2'), silent('db-3')], 0, earlier)).toMatchObject({ action: 'hold' });
  expect(decide('ANY 1 (db_2, db_3)', [silent('db-2'), silent('db-3')])).toMatchObject({ action: 'relieve' });
  expect(decide('ANY 1 (db_2)', [silent('db-2')], 0, [])).toMatchObject({ action: 'relieve' });
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

const note = { primary: 'db-1', before: 'ANY 2 (db_2, db_3)', silent: ['db_2'] };

test('the note of a relief keeps what an earlier one of the same primary said: the first setting, and all who were taken out', () => {
  expect(reliefIntent(incident(), note)).toEqual(note);
  const second = { primary: 'db-1', before: 'ANY 1 ("db_3")', silent: ['db_3', 'db_2'] };
  expect(reliefIntent(incident({ relieving: note }), second)).toEqual({ ...note, silent: ['db_2', 'db_3'] });
  const other = { ...second, primary: 'db-2' };
  expect(reliefIntent(incident({ relieving: note }), other)).toEqual(other);
});

describe('after a relief', () => {
  const relieved = incident({ relieving: note });

  test('nothing is proven by any setting any more', () => {
    for (const setting of ['ANY 2 (db_2, db_3)', 'ANY 1 (db_3)', null]) expect(provableSetting(setting, relieved)).toBeNull();
    expect(provableSetting('ANY 2 (db_2, db_3)', incident())).toBe('ANY 2 (db_2, db_3)');
  });

  test('the primary that works is no false alarm until its first setting is back, however that is spelt, and whoever forces what', () => {
    expect(durabilityObjection('db-1', '', relieved)).toBe(
      'commits return, but perhaps without db_2: synchronous_standby_names is "", required ANY 2 (db_2, db_3) again as before the relief',
    );
    expect(durabilityObjection('db-1', 'ANY 1 ("db_3")', incident({ relieving: note, force: true }))).toContain('is "ANY 1');
    expect(durabilityObjection('db-1', null, relieved)).toContain('synchronous_standby_names is unknown');
    expect(durabilityObjection('db-1', 'any 2 ("db_2", "db_3")', relieved)).toBeUndefined();
  });

  test('another primary has a quorum of its own', () => {
    expect(durabilityObjection('db-3', '', relieved)).toBeUndefined();
    expect(durabilityObjection('db-1', '', incident())).toBeUndefined();
  });
});
