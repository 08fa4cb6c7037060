import { type ChoiceContext, choiceContext, chooseCandidate, hasProspect } from '../../../lambdas/domain/candidate.ts';
import type { NodeObservation } from '../../../lambdas/domain/observation.ts';
import { after, assessment, CLUSTER, dead, planOf, primary, standby } from '../../support/ports/builders.ts';

const plan = planOf();
const context = (change: Partial<ChoiceContext> = {}): ChoiceContext => ({ ...choiceContext(assessment(), plan), ...change });
const refusal = (node: string, observations: NodeObservation[], change: Partial<ChoiceContext> = {}) =>
  chooseCandidate(observations, context(change)).ranking.find((one) => one.node === node);

describe('why a node is not a candidate', () => {
  test.each<[string, NodeObservation[], Partial<ChoiceContext>, string]>([
    ['the old primary', [standby('db-2')], { oldPrimary: 'db-2' }, 'is the old primary'],
    ['a node nobody looked at', [], {}, 'does not answer (not observed)'],
    ['a node that does not answer', [dead('db-2', 'silent')], {}, 'does not answer (connection silent)'],
    ['a node that is no standby', [primary('db-2')], {}, 'is not in recovery'],
    [
      'anybody, when the cluster is not known',
      [standby('db-2')],
      { systemIdentifier: '' },
      'cannot be compared: the system identifier of the old primary is not known',
    ],
    [
      'a standby of another cluster',
      [standby('db-2', { systemIdentifier: '9' })],
      {},
      `belongs to another cluster: system identifier 9, required ${CLUSTER}`,
    ],
    [
      'a standby that does not say its cluster',
      [(({ systemIdentifier: _, ...rest }) => rest)(standby('db-2'))],
      {},
      `belongs to another cluster: system identifier unknown, required ${CLUSTER}`,
    ],
    ['a standby on an ancestor timeline', [standby('db-2')], { timeline: 2 }, 'is on timeline 1, required the newest seen, 2'],
    [
      'a standby behind the timeline of another',
      [standby('db-2'), standby('db-3', { timeline: 3 })],
      {},
      'is on timeline 1, required the newest seen, 3',
    ],
    [
      'a standby that does not say its timeline',
      [(({ timeline: _, ...rest }) => rest)(standby('db-2'))],
      {},
      'is on timeline unknown, required the newest seen, 1',
    ],
    ['a standby whose replay is paused', [standby('db-2', { replayPaused: true })], {}, 'has its replay paused'],
    [
      'a standby that does not say whether it replays',
      [(({ replayPaused: _, ...rest }) => rest)(standby('db-2'))],
      {},
      'does not say whether its replay is paused',
    ],
    [
      'a standby without position',
      [(({ receivedLsn: _, replayedLsn: __, ...rest }) => rest)(standby('db-2'))],
      {},
      'does not say which WAL position it holds',
    ],
    [
      'a standby whose receiver stopped long ago',
      [standby('db-2', { newestHeartbeat: { at: after(-62), vantage: 'eu-west-3' } })],
      {},
      'its newest heartbeat is 61 s older than the last known one, allowed 60 s',
    ],
    ['a standby without any heartbeat', [(({ newestHeartbeat: _, ...rest }) => rest)(standby('db-2'))], {}, 'holds no heartbeat'],
  ])('%s', (_, observations, change, reason) => {
    expect(refusal('db-2', observations, change)).toMatchObject({ node: 'db-2', chosen: false, reason });
  });

  test('a node the plan excludes', () => {
    const nodes = plan.database.nodes.map((node) => ({ ...node, promotable: node.id !== 'db-2' }));
    expect(refusal('db-2', [standby('db-2')], { nodes })?.reason).toBe('is excluded by the plan (promotable: false)');
  });

  test('the cluster of a stranger does not count for the newest timeline', () => {
    const { candidate } = chooseCandidate([standby('db-2'), standby('db-3', { timeline: 9, systemIdentifier: '9' })], context());
    expect(candidate).toMatchObject({ node: 'db-2', timeline: 1 });
  });

  test('without a remembered heartbeat the newest on any node is the measure; without any, nobody is too old', () => {
    const old = standby('db-2', { newestHeartbeat: { at: after(-200), vantage: 'eu-west-3' } });
    const { newestHeartbeat: _, ...bare } = standby('db-2');
    expect(refusal('db-2', [old, standby('db-3')], { lastHeartbeatAt: undefined })?.reason).toMatch(/199 s older/);
    expect(refusal('db-2', [bare], { lastHeartbeatAt: undefined })).toMatchObject({ chosen: true });
  });

  test('a memory that fell behind does not excuse a standby that fell behind', () => {
    const old = standby('db-2', { newestHeartbeat: { at: after(-200), vantage: 'eu-west-3' } });
    expect(refusal('db-2', [old, standby('db-3')], { lastHeartbeatAt: after(-900) })?.reason).toMatch(/199 s older/);
  });
});

describe('the order among candidates', () => {
  const at = (node: string, receivedLsn: string) => standby(node, { receivedLsn, replayedLsn: '0/1' });

  test('the most advanced comes first, whatever region, priority and id say, as an integer', () => {
    const { candidate, ranking } = chooseCandidate([at('db-2', '0/9'), at('db-3', '0/A'), at('db-4', '0/10')], context());
    expect(candidate).toEqual({
      node: 'db-4',
      timeline: 1,
      position: '0/10',
      systemIdentifier: CLUSTER,
      host: 'db-4.db.internal',
      address: '10.30.1.11',
    });
    expect(ranking.map(({ node, chosen, reason }) => [node, chosen, reason])).toEqual([
      ['db-4', true, 'most advanced: 0/10, next is db-3 at 0/A'],
      ['db-3', false, 'eligible, 6 bytes behind db-4'],
      ['db-2', false, 'eligible, 7 bytes behind db-4'],
      ['db-1', false, 'is the old primary'],
    ]);
  });

  test('between equals the region of the machine decides, then the priority, then the id', () => {
    const nodes = plan.database.nodes.map((node) => ({ ...node, priority: node.id === 'db-4' ? 1 : 5 }));
    const chosen = (ids: string[], change: Partial<ChoiceContext> = {}) =>
      chooseCandidate(
        ids.map((id) => standby(id)),
        context(change),
      )
        .ranking.slice(0, 2)
        .map(({ node, reason }) => [node, reason]);
    expect(chosen(['db-3', 'db-4'], { nodes })).toEqual([
      ['db-3', 'as advanced as db-4, and in eu-west-3'],
      ['db-4', 'eligible, as advanced as db-3, later by region, priority or id'],
    ]);
    expect(chosen(['db-3', 'db-2'])[0]).toEqual(['db-2', "as advanced as db-3, first by the plan's priority"]);
    expect(chosen(['db-3', 'db-2'], { nodes })[0]).toEqual(['db-2', 'equal to db-3, first by id']);
    expect(chosen(['db-3', 'db-2'], { nodes: [...nodes].reverse() })[0]).toEqual(['db-2', 'equal to db-3, first by id']);
  });

  test('a standby without receive position (archive-only start) is placed by what it replayed', () => {
    const { receivedLsn: _, ...archive } = standby('db-3', { replayedLsn: '0/5000001' });
    const { candidate, ranking } = chooseCandidate([standby('db-2'), archive], context());
    expect(candidate).toMatchObject({ node: 'db-3', position: '0/5000001' });
    expect(ranking[0]).toMatchObject({ timeline: 1, position: '0/5000001', newestHeartbeatAt: after(-1) });
  });

  test('an only candidate says so, and without one there is only the list of reasons', () => {
    expect(chooseCandidate([standby('db-2')], context()).ranking[0]?.reason).toBe('the only eligible standby');
    expect(chooseCandidate([], context())).toEqual({
      ranking: ['db-1', 'db-2', 'db-3', 'db-4'].map((node) => expect.objectContaining({ node, chosen: false })),
    });
  });
});

describe('before fencing, a candidate can be expected', () => {
  const stale = { newestHeartbeat: { at: after(-500), vantage: 'eu-west-3' } };
  test('when a standby is eligible already', () => {
    expect(hasProspect([standby('db-3')], context())).toBe(true);
  });
  test('when an old heartbeat may only be one that is not replayed yet', () => {
    expect(hasProspect([standby('db-3', { ...stale, replayedLsn: '0/4000000' })], context())).toBe(true);
  });
  test('not when everybody is gone, worthless or excluded', () => {
    expect(hasProspect([standby('db-3', stale), dead('db-2')], context())).toBe(false);
    expect(hasProspect([], context())).toBe(false);
  });
});
