import { contradiction, reportIsGood, requireProvenFencing, stillReceiving } from '../../../lambdas/domain/fencing-proof.ts';
import { assessment, dead, fenced, primary, receiving, standby } from '../../support/ports/builders.ts';

test.each([
  ['refused', undefined],
  ['silent', undefined],
  ['starting-up', 'a server on db-1 still answers (connection starting-up)'],
  ['shutting-down', 'a server on db-1 still answers (connection shutting-down)'],
  ['rejected', 'a server on db-1 still answers (connection rejected)'],
  ['failed', 'a server on db-1 still answers (connection failed)'],
] as const)('a server that looks %s speaks against "stopped": %s', (kind, expected) => {
  expect(contradiction(dead('db-1', kind))).toBe(expected);
});

test('a server that answers SQL is not stopped, and silence without a reason proves nothing', () => {
  expect(contradiction(primary('db-1'))).toBe('db-1 still answers SQL');
  expect(contradiction({ node: 'db-1', at: '', reachable: false })).toBe('a server on db-1 still answers (without saying why)');
});

test('a standby whose receiver is not silent for three heartbeats contradicts the host', () => {
  expect(stillReceiving([standby('db-2'), receiving('db-3')], 1)).toBe('db-3 still receives from it');
  expect(stillReceiving([receiving('db-3', { receiver: { streaming: true } })], 1)).toBe('db-3 still receives from it');
  expect(stillReceiving([receiving('db-3', { receiver: { streaming: true, lastMessageAgeSeconds: 3 } }), dead('db-2')], 1)).toBeUndefined();
});

test.each([
  [{ outcome: 'fenced', stopped: true, fenceFile: true }, true],
  [{ outcome: 'fenced', stopped: true, fenceFile: false }, false],
  [{ outcome: 'fenced', stopped: false, fenceFile: true }, false],
  [{ outcome: 'failed', stopped: true, fenceFile: true }, false],
  [{ outcome: 'fenced' }, false],
  [undefined, false],
])('the report %j is good enough: %s', (report, good) => {
  expect(reportIsGood(report)).toBe(good);
});

test.each([
  ['nobody was fenced', fenced({ node: '' }), 'fenced nobody; required db-1'],
  ['somebody else was fenced', fenced({ node: 'db-2' }), 'fenced db-2; required db-1'],
  ['it is not proven', fenced({ proven: false }), 'fencing of db-1 is fenced; required proof'],
  ['the instance is still stopping', fenced({ state: 'stopping' }), 'fencing of db-1 is stopping; required proof'],
  ['no rung was climbed', fenced({ rung: 'none' }), 'fencing of db-1 is fenced; required proof'],
])('nothing leads to a promotion when %s', (_, fencing, message) => {
  expect(() => requireProvenFencing(assessment(), fencing)).toThrow(message);
});

test('proven fencing of the old primary opens the way', () => {
  expect(() => requireProvenFencing(assessment(), fenced())).not.toThrow();
});
