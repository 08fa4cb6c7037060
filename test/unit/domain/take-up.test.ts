import { takeUp } from '../../../lambdas/domain/take-up.ts';
import { nodeById } from '../../../lambdas/domain/topology.ts';
import { attempt, dead, heartbeat, intent, planOf, primary, standby } from '../../support/ports/builders.ts';

const plan = planOf();
const db1 = nodeById(plan, 'db-1');
const db2 = nodeById(plan, 'db-2');
const unreachable = attempt('unreachable');
const promoted = primary('db-2', { timeline: 2 });

test.each([
  ['the record names it', { recordNode: db2, direct: attempt('committed'), nodes: [promoted, dead('db-1')] }, 'finish'],
  ['the old primary is a standby', { recordNode: db1, direct: attempt('in-recovery'), nodes: [promoted, standby('db-1')] }, 'finish'],
  ['nobody sees the old primary', { recordNode: db1, direct: unreachable, nodes: [promoted, dead('db-1')] }, 'fence-again'],
])('a promotion that happened, and %s', (_, sight, action) => {
  expect(takeUp(intent(), sight)).toMatchObject({ action });
});

test.each([
  ['the node does not answer', [primary('db-1'), dead('db-2', 'silent')], 'does not answer (connection silent)'],
  ['the node was not looked at', [primary('db-1')], 'does not answer (not observed)'],
  ['the node is a standby', [primary('db-1'), standby('db-2')], 'is standby on timeline 1'],
  ['the node does not say its timeline', [primary('db-1'), (({ timeline: _, ...rest }) => rest)(standby('db-2'))], 'on timeline unknown'],
  ['the node was promoted twice since', [primary('db-2', { timeline: 3 })], 'db-2 is primary'],
  ['a server of another cluster took its place', [primary('db-2', { timeline: 2, systemIdentifier: '9' })], 'db-2 is primary'],
])('somebody is primary and %s: held, because closing the incident would forget it', (_, nodes, why) => {
  expect(takeUp(intent(), { recordNode: db1, direct: unreachable, nodes })).toMatchObject({
    action: 'hold',
    why: expect.stringContaining(why),
  });
});

test('a write that was acknowledged makes a primary of a node that was not seen as one', () => {
  const sight = { recordNode: db1, direct: attempt('committed'), nodes: [dead('db-1'), standby('db-2')] };
  expect(takeUp(intent(), sight)).toMatchObject({ action: 'hold', why: expect.stringContaining('db-1 is primary') });
});

test('a record that leads to a node which never served, as far as anybody heard, is held, with what was set out', () => {
  const sight = { recordNode: db2, direct: unreachable, nodes: [dead('db-1'), dead('db-2', 'silent')] };
  const why = expect.stringMatching(/set out to promote db-2, and the writer record leads there, .* does not answer/);
  expect(takeUp(intent(), { ...sight, lastHeartbeat: heartbeat() })).toMatchObject({ action: 'hold', why });
  expect(takeUp(intent(), sight)).toMatchObject({ action: 'hold', why });
  expect(takeUp(intent(), { ...sight, lastHeartbeat: heartbeat({ primary: 'db-2' }) })).toBeUndefined();
});

test.each([
  ['nobody is primary', { recordNode: db1, direct: unreachable, nodes: [dead('db-1'), standby('db-2')] }],
  ['two nodes are', { recordNode: db1, direct: unreachable, nodes: [primary('db-1'), promoted] }],
  ['the record names a third node', { recordNode: nodeById(plan, 'db-3'), direct: attempt('in-recovery'), nodes: [promoted] }],
  ['the record names nobody', { recordNode: undefined, direct: undefined, nodes: [promoted] }],
])('otherwise the evidence decides as ever: %s', (_, sight) => {
  expect(takeUp(intent(), sight)).toBeUndefined();
});
