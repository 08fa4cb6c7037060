import { isReceiving } from '../../../lambdas/domain/evidence.ts';
import { witnessesOf } from '../../../lambdas/domain/witnesses.ts';
import { dead, planOf, primary, receiving, standby } from '../../support/ports/builders.ts';

const { nodes } = planOf().database;
const from = (node: string, senderHost: string) =>
  receiving(node, { receiver: { streaming: true, lastMessageAgeSeconds: 0.1, senderHost } });
const testimony = (...seen: Parameters<typeof witnessesOf>[1]) =>
  witnessesOf('db-1', seen, nodes)
    .filter((one) => isReceiving(one, 1))
    .map((one) => one.node);

test('a standby that receives from the primary is a witness, by name and by address', () => {
  expect(testimony(from('db-2', 'db-1.db.internal'), from('db-3', '10.20.1.11'))).toEqual(['db-2', 'db-3']);
});

test('a standby fed by another standby says nothing about the primary', () => {
  expect(testimony(standby('db-2'), from('db-4', 'db-2.db.internal'), from('db-3', '10.20.1.12'))).toEqual([]);
});

test('a standby that follows a new primary says nothing about the old one', () => {
  expect(testimony(primary('db-2'), from('db-3', 'db-2.db.internal'))).toEqual([]);
});

test('a sender that was not seen may be the primary, so its receiver counts', () => {
  expect(testimony(dead('db-2'), from('db-3', 'db-2.db.internal'))).toEqual(['db-3']);
  expect(testimony(from('db-3', 'proxy.db.internal'), receiving('db-2', { receiver: { streaming: true } }))).toEqual(['db-3', 'db-2']);
});

test('the primary is no witness of itself, not even when it answers as a standby', () => {
  expect(witnessesOf('db-1', [standby('db-1'), from('db-2', 'db-1.db.internal')], nodes)).toEqual([from('db-2', 'db-1.db.internal')]);
});
