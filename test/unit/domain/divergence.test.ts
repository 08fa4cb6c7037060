import { divergentWal, named } from '../../../lambdas/domain/divergence.ts';
import { decodedReport } from '../../support/ports/builders.ts';

test('a host’s report is taken over, without what is not evidence', () => {
  const { program: _, outcome, seen, timeline, from, ...wal } = decodedReport();
  expect(divergentWal(decodedReport())).toEqual(wal);
  expect([outcome, seen, timeline, from]).toEqual(['decoded', '2 commits', 1, '0/5000000']);
});

test.each([
  ['no end', { to: null }],
  ['a count that is text', { commits: '2' }],
  ['a count below nothing', { bytes: -1 }],
  ['a count with a fraction', { records: 0.5 }],
  ['a time that is none', { lastCommitAt: 'yesterday' }],
  ['a time that is a number', { firstCommitAt: 1 }],
  ['transactions that are no list', { xids: '801' }],
  ['a transaction that is none', { xids: [801, null] }],
  ['relations that are no list', { relations: {} }],
  ['a relation that is text', { relations: ['1663/5/1'] }],
  ['a relation that is nothing', { relations: [null] }],
  ['a relation that is a statement', { relations: [{ relation: "1'; drop", records: 1, createdAfterFork: false }] }],
  ['a relation without a count', { relations: [{ relation: '1663/5/1', createdAfterFork: false }] }],
  ['a relation of unknown age', { relations: [{ relation: '1663/5/1', records: 1 }] }],
  ['gaps that are no sentences', { gaps: [1] }],
  ['nobody says whether it is whole', { whole: 'yes' }],
])('a report with %s is not understood', (_what, change) => {
  expect(divergentWal(decodedReport(change))).toBeUndefined();
});

test('names are added where they are known', () => {
  const wal = divergentWal(decodedReport());
  expect(wal && named(wal, { '1663/16384/16401': 'public.payments' }).relations.map((one) => one.name)).toEqual([
    'public.payments',
    undefined,
  ]);
});
