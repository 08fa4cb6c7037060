import { decide, type EvidencePolicy, isReceiving, verdictOf, type Waiting } from '../../../lambdas/domain/evidence.ts';
import type { DirectTry, NodeObservation } from '../../../lambdas/domain/observation.ts';
import { attempt, dead, primary, receiving, standby } from '../../support/ports/builders.ts';

const policy: EvidencePolicy = { heartbeat: 1, restartGrace: 20, unreachablePatience: 30, promoteWhenDegraded: false };
const fresh: Waiting = { inVerdict: 0, inTotal: 0 };
const seen = (outcome: DirectTry['outcome'], standbys: NodeObservation[]) => ({ direct: attempt(outcome), standbys });

const silent = [standby('db-2'), dead('db-3')];
const witnessed = [standby('db-2'), receiving('db-3')];
const none = [dead('db-2'), dead('db-3')];

describe('the evidence table, row by row', () => {
  test.each([
    ['a write is acknowledged', 'committed', witnessed, 'healthy', 'false-alarm'],
    ['a write is acknowledged though nobody receives', 'committed', silent, 'healthy', 'false-alarm'],
    ['it is starting up and nobody receives', 'starting-up', silent, 'restarting', 'wait'],
    ['it is starting up but somebody still receives', 'starting-up', witnessed, 'unreachable-from-here', 'wait'],
    ['no answer, but a standby still receives', 'unreachable', witnessed, 'unreachable-from-here', 'wait'],
    ['no answer, and who can be reached stopped receiving', 'unreachable', silent, 'down', 'fail-over'],
    ['no answer from anybody', 'unreachable', none, 'blind', 'hold'],
    ['no answer, and the only node that answers is no standby', 'unreachable', [primary('db-2')], 'blind', 'hold'],
    ['commits hang', 'commit-hangs', silent, 'commit-stalled', 'relieve'],
    ['it cannot write', 'cannot-write', silent, 'degraded', 'hold'],
    ['it lets us in no more', 'rejected', silent, 'degraded', 'hold'],
    ['it answers as a standby', 'in-recovery', silent, 'primary-unclear', 'hold'],
  ] as const)('%s', (_, outcome, standbys, verdict, action) => {
    expect(decide(seen(outcome, [...standbys]), fresh, policy)).toMatchObject({ verdict, action });
  });

  test('a degraded primary is replaced only when the plan says so', () => {
    expect(decide(seen('cannot-write', silent), fresh, { ...policy, promoteWhenDegraded: true }).action).toBe('fail-over');
  });

  test('the reason names the witnesses', () => {
    expect(verdictOf(seen('unreachable', witnessed), 1).why).toBe('primary does not answer here (unreachable), but still sends to db-3');
    expect(verdictOf(seen('commit-hangs', [receiving('db-2')]), 1).why).toMatch(/standbys not receiving: none$/);
    expect(verdictOf(seen('commit-hangs', silent), 1).why).toMatch(/standbys not receiving: db-2, db-3$/);
  });
});

describe('a receiver counts as receiving', () => {
  test.each([
    [0, true],
    [2.9, true],
    [3, false],
    [60, false],
    [undefined, true],
  ])('with a last message of %s s ago: %s', (age, expected) => {
    const receiver = { streaming: true, ...(age === undefined ? {} : { lastMessageAgeSeconds: age }) };
    expect(isReceiving(standby('db-2', { receiver }), 1)).toBe(expected);
  });

  test('never when it does not stream, is not there, or its node does not answer', () => {
    expect(isReceiving(standby('db-2', { receiver: { streaming: false, lastMessageAgeSeconds: 0 } }), 1)).toBe(false);
    expect(isReceiving(standby('db-2'), 1)).toBe(false);
    expect(isReceiving({ ...receiving('db-2'), reachable: false }, 1)).toBe(false);
  });
});

describe('another vantage', () => {
  const elsewhere = { vantage: 'eu-west-1', seen: 'no handshake within 1 s', receiving: [], primaries: [] };
  const joined = (change: object) =>
    verdictOf({ ...seen('unreachable', silent), primary: 'db-1', elsewhere: { ...elsewhere, ...change } }, 1);

  test('that does not reach the primary either agrees, and is quoted', () => {
    expect(joined({})).toMatchObject({
      verdict: 'down',
      why: expect.stringContaining('the probe in eu-west-1 does not reach it either (no handshake within 1 s)'),
    });
    expect(verdictOf(seen('unreachable', silent), 1).why).toContain('no other vantage says anything about it');
  });

  test('that sees a standby receive from the primary, or the primary itself, keeps it from being called down', () => {
    expect(joined({ receiving: ['db-3'] })).toEqual({
      verdict: 'unreachable-from-here',
      why: 'primary does not answer here (unreachable), but the probe in eu-west-1 sees that it still sends to db-3',
    });
    expect(joined({ primaries: ['db-1'] })).toEqual({
      verdict: 'unreachable-from-here',
      why: 'primary does not answer here (unreachable), but the probe in eu-west-1 sees it as primary',
    });
  });
});

describe('waiting ends', () => {
  test('after the restart grace a server that still starts up counts as one that does not answer', () => {
    expect(decide(seen('starting-up', silent), { ...fresh, inVerdict: 19 }, policy).action).toBe('wait');
    const lost = decide(seen('starting-up', silent), { ...fresh, inVerdict: 20 }, policy);
    expect(lost).toMatchObject({ verdict: 'down', action: 'fail-over', why: expect.stringContaining('restart grace of 20 s') });
    expect(decide(seen('starting-up', none), { ...fresh, inVerdict: 20 }, policy)).toMatchObject({ verdict: 'blind', action: 'hold' });
  });

  test('after the patience a primary that only we cannot reach is a question for a person', () => {
    expect(decide(seen('unreachable', witnessed), { ...fresh, inVerdict: 29 }, policy).action).toBe('wait');
    const held = decide(seen('unreachable', witnessed), { ...fresh, inVerdict: 30.4 }, policy);
    expect(held).toMatchObject({ action: 'ask', why: expect.stringContaining('still after 30 s') });
  });

  test('evidence that keeps changing is not waited for longer than both patiences together', () => {
    expect(decide(seen('unreachable', witnessed), { inVerdict: 0, inTotal: 50 }, policy).action).toBe('ask');
    expect(decide(seen('starting-up', silent), { inVerdict: 0, inTotal: 50 }, policy).action).toBe('fail-over');
  });

  test('a person who gives up a primary only we cannot reach is not made to wait, and is named', () => {
    const forced = decide(seen('unreachable', witnessed), { ...fresh, givenUpBy: 'approved by Rado: the room burns' }, policy);
    expect(forced).toMatchObject({
      verdict: 'unreachable-from-here',
      action: 'fail-over',
      why: expect.stringContaining('given up, approved by Rado: the room burns'),
    });
  });

  test.each(['committed', 'commit-hangs', 'cannot-write', 'in-recovery', 'starting-up'] as const)(
    'giving it up makes nothing of %s',
    (outcome) => {
      expect(decide(seen(outcome, silent), { ...fresh, givenUpBy: 'somebody' }, policy).action).not.toBe('fail-over');
    },
  );
});
