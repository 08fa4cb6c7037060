import fc from 'fast-check';
import { lossBound } from '../../lambdas/domain/loss.ts';
import { formatLsn } from '../../lambdas/domain/lsn.ts';
import type { NodeObservation } from '../../lambdas/domain/observation.ts';
import { formatSynchronousRule, parseSynchronousRule, type SynchronousRule } from '../../lambdas/domain/quorum.ts';
import { after, CLUSTER, heartbeat, planOf } from '../support/ports/builders.ts';

const [template] = planOf().database.nodes;
if (template === undefined) throw new Error('the plan has no nodes');
const nodes = ['db-1', 'db-2', 'db-3', 'db-4'].map((id) => ({ ...template, id, host: `${id}.db.internal` }));
const STANDBYS = ['db-2', 'db-3', 'db-4'];
const COMMITS = [1, 2, 3];

/** Positions are counted in commits: a standby at position p holds the commits 1 to p. */
type Held = Record<string, number>;
const at = (commits: number) => formatLsn(0x5000000n + BigInt(commits));
const holds = (held: Held, node: string) => held[node] ?? 0;
const subsets = <T>(all: readonly T[]): T[][] => all.reduce<T[][]>((some, one) => some.flatMap((set) => [set, [...set, one]]), [[]]);

/**
 * Could PostgreSQL have acknowledged this commit? `ANY k`: at least k members hold it. `FIRST k`: the first k of those that were connected
 * then held it; which were connected nobody knows afterwards, so any k members that hold it may have been those. A standby counts once
 * however often it is named, and the primary is no standby of itself.
 */
function mayBeAcknowledged(commit: number, held: Held, { members, count }: SynchronousRule): boolean {
  const standbys = [...new Set(members)].filter((id) => id !== 'db-1');
  return standbys.filter((id) => holds(held, id) >= commit).length >= count;
}
const lacks = (candidate: string, held: Held, rule: SynchronousRule) =>
  COMMITS.filter((one) => mayBeAcknowledged(one, held, rule) && holds(held, candidate) < one);

const look = (node: string, held: Held): NodeObservation => ({
  node,
  at: after(0),
  reachable: true,
  role: 'standby',
  timeline: 1,
  systemIdentifier: CLUSTER,
  receivedLsn: at(holds(held, node)),
  replayedLsn: at(holds(held, node)),
  newestHeartbeat: { at: after(-1), vantage: 'eu-west-3' },
});

const bound = (observations: NodeObservation[], candidate: string, setting: string) =>
  lossBound({
    nodes,
    oldPrimary: 'db-1',
    candidate,
    observations,
    synchronousSetting: setting,
    systemIdentifier: CLUSTER,
    timeline: 1,
    lastHeartbeat: heartbeat({ at: after(-1), synchronousSetting: setting }),
    fencedAt: after(2),
    firstLookAt: after(1),
    heartbeat: 1,
    detectionSeconds: 60,
  });

const ALL_RULES: SynchronousRule[] = (['any', 'first'] as const).flatMap((method) =>
  subsets(STANDBYS).flatMap((members) => members.map((_, index) => ({ method, count: index + 1, members }))),
);
const UP_TO_3 = [0, 1, 2, 3];
const ALL_PLACEMENTS: Held[] = UP_TO_3.flatMap((a) => UP_TO_3.flatMap((b) => UP_TO_3.map((c) => ({ 'db-2': a, 'db-3': b, 'db-4': c }))));

test('for every rule, every placement of commits, everybody who may be seen and every candidate: proven means nothing acknowledged is missing', () => {
  const seen = { proven: 0, unproven: 0 };
  const wrong: unknown[] = [];
  for (const rule of ALL_RULES)
    for (const held of ALL_PLACEMENTS)
      for (const visible of subsets(STANDBYS))
        for (const candidate of visible) {
          const looks = visible.map((node) => look(node, held));
          const { proven } = bound(looks, candidate, formatSynchronousRule(rule));
          seen[proven ? 'proven' : 'unproven'] += 1;
          if (proven && lacks(candidate, held, rule).length > 0) wrong.push({ rule, held, visible, candidate });
        }
  expect(wrong.slice(0, 3)).toEqual([]);
  expect(seen.proven).toBeGreaterThan(1_000);
  expect(seen.unproven).toBeGreaterThan(1_000);
});

test('it is said whenever it can be: the most advanced of n-k+1 members is proven, and of one less never', () => {
  for (const rule of ALL_RULES)
    for (const held of ALL_PLACEMENTS)
      for (const visible of subsets(rule.members)) {
        const [best] = [...visible].sort((a, b) => holds(held, b) - holds(held, a));
        if (best === undefined) continue;
        const looks = visible.map((node) => look(node, held));
        const expected = visible.length >= rule.members.length - rule.count + 1;
        if (bound(looks, best, formatSynchronousRule(rule)).proven !== expected) throw new Error(JSON.stringify({ rule, held, visible }));
      }
});

/** A setting as people write it: other spellings, names twice, the primary among its own standbys, strangers, wildcards. */
const spelling = (id: string) => fc.constantFrom(id, id.toUpperCase(), id.replace('-', '_'));
const written = fc
  .record({
    method: fc.constantFrom('any' as const, 'first' as const),
    ids: fc.array(fc.constantFrom('db-1', 'db-2', 'db-2', 'db-3', 'db-4', 'stranger', '*'), { minLength: 1, maxLength: 4 }),
    count: fc.integer({ min: 1, max: 3 }),
  })
  .chain(({ ids, ...rule }) => fc.tuple(...ids.map(spelling)).map((members) => ({ ...rule, ids, members })));
/** What a look may show besides a good standby; with each, what it holds of this cluster's commits is nothing. */
const oddity = fc.constantFrom<Partial<NodeObservation>>(
  {},
  {},
  {},
  { timeline: 2 },
  { systemIdentifier: 'another' },
  { role: 'primary' },
  { reachable: false },
);

test('it is not said because of what does not count: other clusters and timelines, names twice, strangers, wildcards, an old memory', () => {
  let proven = 0;
  const commits = fc.integer({ min: 0, max: 3 });
  const world = fc.record({
    held: fc.record({ 'db-2': commits, 'db-3': commits, 'db-4': commits, stranger: commits }),
    odd: fc.tuple(oddity, oddity, oddity),
    visible: fc.subarray(STANDBYS, { minLength: 1 }),
    outdated: fc.constantFrom(false, false, false, true),
  });
  fc.assert(
    fc.property(written, world, fc.integer({ min: 0, max: 2 }), ({ ids, members, ...rule }, { held, odd, visible, outdated }, pick) => {
      const looks = visible.map((node) => ({ ...look(node, held), ...odd[STANDBYS.indexOf(node)] }));
      const candidate = visible[pick % visible.length] ?? '';
      const [first] = looks;
      // Somebody holds a heartbeat the memory does not know: another setting may have been in force by then, an empty one included.
      if (outdated && first !== undefined) Object.assign(first, { newestHeartbeat: { at: after(60), vantage: 'eu-west-1' } });
      const loss = bound(looks, candidate, formatSynchronousRule({ ...rule, members }));
      if (!loss.proven) return;
      proven += 1;
      expect([ids.includes('*'), outdated && first?.systemIdentifier === CLUSTER]).toEqual([false, false]);
      const truly = Object.fromEntries(
        Object.entries(held).map(([node, many]) => [node, Object.keys(odd[STANDBYS.indexOf(node)] ?? {}).length > 0 ? 0 : many]),
      );
      expect(lacks(candidate, truly, { ...rule, members: ids })).toEqual([]);
    }),
    { numRuns: 6_000 },
  );
  expect(proven).toBeGreaterThan(80);
});

test('the primary in its own list is no standby that could be missing', () => {
  const held = { 'db-2': 2, 'db-3': 1, 'db-4': 0 };
  const looks = STANDBYS.map((node) => look(node, held));
  expect(bound(looks, 'db-2', 'ANY 1 ("db-1", "db_2", "db_3")').proven).toBe(true);
});

const count = fc.integer({ min: 1, max: 9 });
const method = fc.constantFrom('any' as const, 'first' as const);

test('a setting that is written is read back, whatever the standbys are called', () => {
  const special = fc.constantFrom('"', '""', 'a"b', 'a,b', 'ANY 1 (x)', '(', ')', ' ', '*', "'", '\n', 'é');
  const name = fc.oneof(special, fc.string({ minLength: 1, maxLength: 20 }));
  const rules = fc.record({ method, count, members: fc.array(name, { minLength: 1, maxLength: 4 }) });
  fc.assert(
    fc.property(rules, (setting) => expect(parseSynchronousRule(formatSynchronousRule(setting))).toEqual(setting)),
    { numRuns: 500 },
  );
});

test('unquoted names, any case, any blanks, and the short forms are read as PostgreSQL reads them', () => {
  const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_$]{0,8}$/).filter((text) => !/^(any|first)$/i.test(text));
  const blank = fc.constantFrom('', ' ', '\t', '  ');
  const rules = fc.record({ method, count, members: fc.array(name, { minLength: 1, maxLength: 4 }) });
  fc.assert(
    fc.property(rules, blank, fc.boolean(), (rule, gap, upper) => {
      const members = rule.members.map((one) => one.toLowerCase());
      const list = rule.members.join(`${gap},${gap}`);
      const word = upper ? rule.method.toUpperCase() : rule.method;
      expect(parseSynchronousRule(`${gap}${word} ${rule.count}${gap}(${gap}${list}${gap})${gap}`)).toEqual({ ...rule, members });
      expect(parseSynchronousRule(`${rule.count}${gap}(${list})`)).toEqual({ method: 'first', count: rule.count, members });
      expect(parseSynchronousRule(`${gap}${list}${gap}`)).toEqual({ method: 'first', count: 1, members });
    }),
    { numRuns: 300 },
  );
});
