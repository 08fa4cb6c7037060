import { findPrimary, type PrimaryEvidence } from '../../../lambdas/domain/primary.ts';
import { nodeById } from '../../../lambdas/domain/topology.ts';
import { dead, heartbeat, planOf, primary, standby } from '../../support/ports/builders.ts';

const plan = planOf();
const find = (change: Partial<PrimaryEvidence>) =>
  findPrimary(plan, {
    region: 'eu-west-3',
    recordValue: 'db-1.db.internal',
    recordNode: nodeById(plan, 'db-1'),
    nodes: [dead('db-1'), standby('db-2')],
    lastHeartbeat: heartbeat(),
    ...change,
  });

test('the primary is the node of the record, when roles and the last heartbeat agree', () => {
  expect(find({})).toMatchObject({ kind: 'found', node: { id: 'db-1' } });
  expect(find({ nodes: [primary('db-1'), standby('db-2')], lastHeartbeat: undefined })).toMatchObject({ kind: 'found' });
  expect(find({ lastHeartbeat: undefined })).toMatchObject({ kind: 'found' });
});

test("a heartbeat of an earlier primary does not matter while the record's node answers as the primary", () => {
  expect(find({ nodes: [primary('db-1')], lastHeartbeat: heartbeat({ primary: 'db-2' }) })).toMatchObject({ kind: 'found' });
});

test('two nodes that are not in recovery are two primaries, also when one of them is read-only', () => {
  expect(find({ nodes: [primary('db-1'), primary('db-3', { writable: false })] })).toEqual({
    kind: 'split-brain',
    why: 'db-1 and db-3 are not in recovery; required at most one',
  });
});

test.each<[string, Partial<PrimaryEvidence>, string]>([
  [
    'the record names a stranger',
    { recordNode: undefined, recordValue: 'x.db.internal' },
    'writer record holds "x.db.internal", which is no node of the plan',
  ],
  [
    'another node is primary',
    { nodes: [dead('db-1'), primary('db-2')] },
    'db-2 is primary, but the writer record names db-1; somebody may already have failed over',
  ],
  [
    "the record's node is a standby",
    { nodes: [standby('db-1')] },
    'the writer record names db-1, which answers as a standby, and no primary answers',
  ],
  [
    'the machine runs in another region',
    { region: 'eu-west-1' },
    'the primary db-1 belongs to eu-west-3, this machine runs in eu-west-1; start the one there',
  ],
  [
    'the last heartbeat came from another node',
    { lastHeartbeat: heartbeat({ primary: 'db-2' }) },
    'the last acknowledged heartbeat came from db-2, but the writer record names db-1',
  ],
  [
    'a standby is on a newer timeline than the last heartbeat',
    { nodes: [dead('db-1'), standby('db-3', { timeline: 2 })] },
    'db-3 is on timeline 2, but the last acknowledged heartbeat is of timeline 1: somebody was promoted whom nobody sees',
  ],
])('nobody acts when %s', (_, change, why) => {
  expect(find(change)).toEqual({ kind: 'unclear', why: expect.stringContaining(why) });
});

test.each([
  ['of another cluster', standby('db-3', { timeline: 9, systemIdentifier: 'another' })],
  ['that does not say its timeline', (({ timeline: _, ...rest }) => rest)(standby('db-3'))],
])('a standby %s says nothing about the timeline', (_, other) => {
  expect(find({ nodes: [dead('db-1'), other] })).toMatchObject({ kind: 'found' });
});

test('a primary that answers is on whatever timeline it is', () => {
  expect(find({ nodes: [primary('db-1', { timeline: 2 }), standby('db-3', { timeline: 2 })] })).toMatchObject({ kind: 'found' });
});
