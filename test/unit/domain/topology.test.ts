import { followsByOnePromotion, newestTimeline } from '../../../lambdas/domain/timeline.ts';
import {
  followerOf,
  nodeByAddress,
  nodeByHost,
  nodeById,
  nodeByStandbyName,
  observationOf,
  observedPrimaries,
  otherNodes,
  plannedQuorumMembers,
  requireNode,
  slotName,
} from '../../../lambdas/domain/topology.ts';
import { dead, follower, planOf, primary, standby } from '../../support/ports/builders.ts';

const plan = planOf();

test('a node is found by id, host (with final dot, in any case), address and standby name', () => {
  const db2 = nodeById(plan, 'db-2');
  expect(db2?.id).toBe('db-2');
  expect(nodeByHost(plan, 'DB-2.db.internal.')).toBe(db2);
  expect(nodeByAddress(plan, ['10.20.1.12'])).toBe(db2);
  expect(nodeByStandbyName(plan, 'DB_2')).toBe(db2);
  expect([nodeById(plan, 'db-9'), nodeByHost(plan, 'x'), nodeByAddress(plan, []), nodeByStandbyName(plan, 'x')]).toEqual(
    Array(4).fill(undefined),
  );
});

test('a node that must be there and is not is named, with those that are', () => {
  expect(requireNode(plan, 'db-1').id).toBe('db-1');
  expect(() => requireNode(plan, 'db-9')).toThrow('node "db-9" is not in the plan; required one of db-1, db-2, db-3, db-4');
});

test("slots and quorum members are the plan's, without the primary", () => {
  expect(slotName('db-2')).toBe('reprise_db_2');
  expect(otherNodes(plan, 'db-1', 'db-2').map((node) => node.id)).toEqual(['db-3', 'db-4']);
  expect(plannedQuorumMembers(plan, 'db-2').map((node) => node.id)).toEqual(['db-1', 'db-3']);
});

test('a primary sees a standby by its slot, else by its name, else by its address', () => {
  const db2 = requireNode(plan, 'db-2');
  const { slotName: _, ...named } = follower('db-2');
  const unnamed = { applicationName: 'walreceiver', clientAddress: '10.20.1.12', state: 'streaming', syncState: 'async' };
  expect(followerOf([unnamed, named, follower('db-2')], db2)).toEqual(follower('db-2'));
  expect(followerOf([unnamed, named], db2)).toEqual(named);
  expect(followerOf([unnamed], db2)).toEqual(unnamed);
  expect(followerOf([follower('db-3')], db2)).toBeUndefined();
});

test('only nodes that answer and are not in recovery are observed primaries', () => {
  const nodes = [primary('db-1'), standby('db-2'), dead('db-3'), { ...primary('db-4'), reachable: false }];
  expect(observedPrimaries(nodes)).toEqual(['db-1']);
  expect(observationOf(nodes, 'db-2')?.role).toBe('standby');
});

test('the newest timeline is the greatest known one, and a promotion raises it by exactly one', () => {
  expect([newestTimeline([undefined, 2, 1]), newestTimeline([])]).toEqual([2, 0]);
  expect([2, 1, 3, undefined].map((seen) => followsByOnePromotion(1, seen))).toEqual([true, false, false, false]);
});
