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

test('the note of a relief keeps what earlier ones of the incident said, the first setting first', () => {
  const once = reliefIntent(incident(), 'ANY 2 (db_2, db_3)', ['db_2']);
  expect(once).toEqual({ settings: ['ANY 2 (db_2, db_3)'], silent: ['db_2'] });
  expect(reliefIntent(incident({ relieving: once }), 'ANY 1 ("db_3")', ['db_3'])).toEqual({
    settings: ['ANY 2 (db_2, db_3)', 'ANY 1 ("db_3")'],
    silent: ['db_2', 'db_3'],
  });
  expect(reliefIntent(incident({ relieving: once }), 'ANY 2 (db_2, db_3)', ['db_2'])).toEqual(once);
});

describe('after a relief', () => {
  const relieved = incident({ relieving: { settings: ['ANY 2 (db_2, db_3)', 'ANY 1 ("db_3")'], silent: ['db_2', 'db_3'] } });

  test('nothing is proven by a setting that was relieved, however it is spelt; by another one it is', () => {
    for (const setting of ['ANY 2 (db_2, db_3)', 'any 2 ("db_2","db_3")', 'ANY 1 (db_3)'])
      expect(provableSetting(setting, relieved)).toBeNull();
    expect(provableSetting('ANY 1 (db_4)', relieved)).toBe('ANY 1 (db_4)');
    expect(provableSetting(null, relieved)).toBeNull();
    expect(provableSetting('ANY 2 (db_2, db_3)', incident())).toBe('ANY 2 (db_2, db_3)');
  });

  test('a primary that works is no false alarm until the first setting is back, or a person accepts the one in force', () => {
    expect(durabilityObjection('', relieved)).toBe(
      'commits return, but without db_2, db_3: synchronous_standby_names is "", required ANY 2 (db_2, db_3) again as before the relief',
    );
    expect(durabilityObjection('ANY 1 ("db_3")', relieved)).toContain('commits return, but without');
    expect(durabilityObjection(null, relieved)).toContain('commits return, but without');
    expect(durabilityObjection('any 2 ("db_2", "db_3")', relieved)).toBeUndefined();
    expect(durabilityObjection('', { ...relieved, force: true })).toBeUndefined();
    expect(durabilityObjection('', incident())).toBeUndefined();
  });
});
