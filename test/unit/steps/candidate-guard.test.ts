import type { NodeObservation } from '../../../lambdas/domain/observation.ts';
import { isPromoted } from '../../../lambdas/domain/promotion.ts';
import { lookBeforePromotion, requireCandidate, requireNewPrimary } from '../../../lambdas/steps/candidate-guard.ts';
import { assessment, CLUSTER, comparison, dead, fenced, incident, intent, planOf, primary, standby } from '../../support/ports/builders.ts';
import { World } from '../../support/ports/fakes.ts';

const plan = planOf();
const { candidate } = requireCandidate(comparison(), plan);
const decided = (change = {}) => ({
  incident: incident(),
  assessment: assessment(),
  fencing: fenced(),
  comparison: comparison(),
  ...change,
});
const look = (seen: World, change = {}) => lookBeforePromotion(decided(change), seen.ports.probe, plan);
const quiet = (candidateNow: NodeObservation) => new World().see(dead('db-1'), candidateNow, standby('db-3'), standby('db-4'));
const mute: NodeObservation = { node: 'db-2', at: '', reachable: false };

describe('who is the candidate', () => {
  test('the node the comparison chose, as the plan knows it', () => {
    expect(requireCandidate(comparison(), plan).node).toEqual(plan.database.nodes[1]);
  });

  test.each([
    ['held although somebody was eligible', comparison({ action: 'hold' }), 'comparison says hold; required a candidate to promote'],
    [
      'without anybody eligible',
      (({ candidate: _, ...rest }) => rest)(comparison()),
      'comparison says promote; required a candidate to promote',
    ],
  ])('a comparison that was %s gives none', (_, compared, message) => {
    expect(() => requireCandidate(compared, plan)).toThrow(expect.objectContaining({ name: 'NodeMoved', message }));
  });
});

test.each<[string, NodeObservation, boolean]>([
  ['a primary of the cluster on exactly the next timeline', primary('db-2', { timeline: 2 }), true],
  ['a standby on the next timeline', standby('db-2', { timeline: 2 }), false],
  ['a primary on the timeline that was compared', primary('db-2'), false],
  ['a primary two promotions later', primary('db-2', { timeline: 3 }), false],
  ['a primary that does not say its timeline', (({ timeline: _, ...rest }) => rest)(primary('db-2')), false],
  ['a primary of another cluster', primary('db-2', { timeline: 2, systemIdentifier: '9' }), false],
  ['a node that does not answer', { ...primary('db-2', { timeline: 2 }), reachable: false }, false],
])('%s counts as our promotion: %#', (_, seen, expected) => {
  expect(isPromoted(seen, candidate)).toBe(expected);
});

describe('the look right before the promotion', () => {
  test('asks everybody, the fenced node shortly, and changes nothing', async () => {
    const seen = quiet(standby('db-2'));
    expect(await look(seen)).toEqual({ candidate, node: plan.database.nodes[1], found: 'ready' });
    expect(seen.callsTo('probe.observe').map(([node, seconds]) => [(node as { id: string }).id, seconds])).toEqual([
      ['db-2', 2],
      ['db-1', 1],
      ['db-3', 2],
      ['db-4', 2],
    ]);
    expect(seen.effects).toEqual([]);
  });

  test.each([
    ['exactly where it was compared', standby('db-2')],
    ['further than it was compared', standby('db-2', { receivedLsn: '0/5000001' })],
    ['known by what it replayed only', (({ receivedLsn: _, ...rest }) => rest)(standby('db-2'))],
  ])('a candidate that is %s is ready', async (_, now) => {
    expect((await look(quiet(now))).found).toBe('ready');
  });

  test('positions are compared as integers, not as text', async () => {
    const compared = comparison({ candidate: { ...candidate, position: '0/9' } });
    expect((await look(quiet(standby('db-2', { receivedLsn: '0/10', replayedLsn: '0/10' })), { comparison: compared })).found).toBe(
      'ready',
    );
  });

  test('unproven fencing is refused before the candidate is even read', async () => {
    const seen = quiet(standby('db-2'));
    const unproven = { fencing: fenced({ proven: false, state: 'unproven' }), comparison: comparison({ action: 'hold' }) };
    await expect(look(seen, unproven)).rejects.toMatchObject({ name: 'FencingNotProven' });
    expect(seen.calls).toEqual([]);
  });

  test('force does not replace the proof', async () => {
    const forced = { incident: incident({ force: true }), fencing: fenced({ proven: false, state: 'unproven' }) };
    await expect(look(quiet(standby('db-2')), forced)).rejects.toMatchObject({ name: 'FencingNotProven' });
  });

  test('a promotion of somebody else that was set out is refused without a look', async () => {
    const seen = quiet(standby('db-2'));
    await expect(look(seen, { incident: incident({ promoting: intent('db-3') }) })).rejects.toMatchObject({
      name: 'NodeMoved',
      details: { node: 'db-2' },
    });
    expect(seen.calls).toEqual([]);
  });

  test.each(['db-1', 'db-3', 'db-4'])('one other primary is enough to stop it: %s', async (rival) => {
    const seen = quiet(standby('db-2'));
    seen.nodes[rival] = [primary(rival)];
    await expect(look(seen)).rejects.toMatchObject({
      name: 'TwoPrimaries',
      message: `${rival} is primary already; required no other primary than db-2`,
    });
  });

  test('a second primary stops it even where the candidate is promoted already', async () => {
    const seen = new World().see(primary('db-1'), primary('db-2', { timeline: 2 }), primary('db-3'));
    await expect(look(seen)).rejects.toMatchObject({
      name: 'TwoPrimaries',
      message: 'db-1, db-3 is primary already; required no other primary than db-2',
    });
  });

  test.each<[string, NodeObservation, string]>([
    ['is primary on another timeline', primary('db-2', { timeline: 3 }), 'db-2 is primary on timeline 3; required timeline 2'],
    ['belongs elsewhere', standby('db-2', { systemIdentifier: '9' }), `db-2 has system identifier 9; required ${CLUSTER}`],
    ['changed its timeline', standby('db-2', { timeline: 2 }), 'db-2 is on timeline 2; required 1'],
    [
      'lost WAL',
      standby('db-2', { receivedLsn: '0/4FFFFFF', replayedLsn: '0/4FFFFFF' }),
      'db-2 is at 0/4FFFFFF; required at least 0/5000000',
    ],
    [
      'does not say where it is',
      (({ receivedLsn: _, replayedLsn: __, ...rest }) => rest)(standby('db-2')),
      'db-2 is at no position; required at least 0/5000000',
    ],
  ])('a candidate that %s has moved', async (_, now, message) => {
    await expect(look(quiet(now))).rejects.toMatchObject({ name: 'NodeMoved', message, details: { node: 'db-2' } });
  });

  test.each([
    [dead('db-2', 'silent'), 'db-2 does not answer (connection silent); nothing was promoted'],
    [mute, 'db-2 does not answer (no reason); nothing was promoted'],
  ])('a candidate that does not answer is said to be unreachable: %#', async (now, message) => {
    await expect(look(quiet(now))).rejects.toMatchObject({
      name: 'DependencyUnavailable',
      message,
      details: { condition: 'CandidateUnreachable' },
    });
  });
});

describe('the new primary', () => {
  test('a writable primary on the next timeline is accepted', () => {
    expect(requireNewPrimary(primary('db-2', { timeline: 2 }), candidate)).toBeUndefined();
  });

  test.each<[NodeObservation, string]>([
    [standby('db-2'), 'standby on timeline 1'],
    [primary('db-2'), 'primary on timeline 1'],
    [primary('db-2', { timeline: 2, writable: false }), 'primary on timeline 2, read-only'],
    [(({ writable: _, ...rest }) => rest)(primary('db-2', { timeline: 2 })), 'primary on timeline 2, read-only'],
    [primary('db-2', { timeline: 2, systemIdentifier: '9' }), 'primary of cluster 9 on timeline 2'],
    [dead('db-2', 'silent'), 'not answering (connection silent)'],
    [mute, 'not answering (no reason)'],
  ])('anything else is refused with what was seen: %#', (seen, state) => {
    const message = `db-2 is ${state}; required writable on timeline 2`;
    expect(() => requireNewPrimary(seen, candidate)).toThrow(expect.objectContaining({ name: 'NodeMoved', message }));
  });
});
