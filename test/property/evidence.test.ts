import fc from 'fast-check';
import type { AssessmentAction, Verdict } from '../../lambdas/domain/assessment.ts';
import { decide, type Evidence, type Waiting } from '../../lambdas/domain/evidence.ts';
import type { DirectTry, NodeObservation } from '../../lambdas/domain/observation.ts';
import { after, attempt, dead, planOf, primary, receiving, standby } from '../support/ports/builders.ts';

const policy = planOf().failover;
const { heartbeat, restartGrace, unreachablePatience } = policy;
const BOTH = restartGrace + unreachablePatience;
/** All of them: an outcome that is added does not compile until it is here. */
const EVERY_OUTCOME: Record<DirectTry['outcome'], true> = {
  committed: true,
  'commit-hangs': true,
  'cannot-write': true,
  rejected: true,
  'in-recovery': true,
  'starting-up': true,
  unreachable: true,
};
const OUTCOMES = Object.keys(EVERY_OUTCOME) as DirectTry['outcome'][];

const receiver = (lastMessageAgeSeconds?: number, streaming = true) => ({
  receiver: { streaming, ...(lastMessageAgeSeconds === undefined ? {} : { lastMessageAgeSeconds }) },
});
/** Everything another node may look like, as far as the table asks: what it witnesses, and whether it is a witness at all. */
const KINDS: { witness: 'receives' | 'silent' | 'none'; look: NodeObservation }[] = [
  { witness: 'none', look: dead('db-2') },
  { witness: 'none', look: { ...receiving('db-2'), reachable: false } },
  { witness: 'none', look: primary('db-2', receiver(0)) },
  { witness: 'none', look: { node: 'db-2', at: after(0), reachable: true } },
  { witness: 'silent', look: standby('db-2') },
  { witness: 'silent', look: standby('db-2', receiver(0, false)) },
  { witness: 'silent', look: standby('db-2', receiver(3 * heartbeat)) },
  { witness: 'receives', look: standby('db-2', receiver(3 * heartbeat - 0.1)) },
  { witness: 'receives', look: standby('db-2', receiver()) },
];
/** None to three of them, in every combination. */
const GROUPS = KINDS.reduce<(typeof KINDS)[]>(
  (some, kind) => some.flatMap((group) => [0, 1, 2, 3].slice(0, 4 - group.length).map((many) => [...group, ...Array(many).fill(kind)])),
  [[]],
);
const TIMES = [0, restartGrace - 0.1, restartGrace, unreachablePatience - 0.1, unreachablePatience, BOTH - 0.1, BOTH, 1_000];
const WAITINGS: Waiting[] = TIMES.flatMap((inTotal) =>
  TIMES.filter((inVerdict) => inVerdict <= inTotal).flatMap((inVerdict) =>
    [undefined, 'somebody'].map((givenUpBy) => ({ inVerdict, inTotal, givenUpBy })),
  ),
);

/** The table and its bounds once more, from failover-rules.md. */
function expected(
  outcome: DirectTry['outcome'],
  group: typeof KINDS,
  { inVerdict, inTotal, givenUpBy }: Waiting,
  promoteWhenDegraded: boolean,
) {
  const row = (verdict: Verdict, action: AssessmentAction) => `${verdict}: ${action}`;
  if (outcome === 'committed') return row('healthy', 'false-alarm');
  if (outcome === 'commit-hangs') return row('commit-stalled', 'relieve');
  if (outcome === 'cannot-write') return row('degraded', promoteWhenDegraded ? 'fail-over' : 'hold');
  // It may serve everybody else.
  if (outcome === 'rejected') return row('degraded', 'hold');
  if (outcome === 'in-recovery') return row('primary-unclear', 'hold');
  const witnesses = group.map((one) => one.witness);
  if (witnesses.includes('receives')) {
    const over = inVerdict >= unreachablePatience || inTotal >= BOTH;
    return row('unreachable-from-here', givenUpBy !== undefined ? 'fail-over' : over ? 'ask' : 'wait');
  }
  if (outcome === 'starting-up' && inVerdict < restartGrace && inTotal < BOTH) return row('restarting', 'wait');
  return witnesses.includes('silent') ? row('down', 'fail-over') : row('blind', 'hold');
}

test('every combination of answer, witnesses, waiting, who gave it up and plan has the one verdict and reaction of the table, and a reason', () => {
  const reached = new Set<string>();
  const wrong: unknown[] = [];
  for (const outcome of OUTCOMES)
    for (const group of GROUPS)
      for (const waiting of WAITINGS)
        for (const promoteWhenDegraded of [false, true]) {
          const evidence = { direct: attempt(outcome), standbys: group.map((one) => one.look) };
          const { verdict, action, why } = decide(evidence, waiting, { ...policy, promoteWhenDegraded });
          const wanted = expected(outcome, group, waiting, promoteWhenDegraded);
          reached.add(wanted);
          if (`${verdict}: ${action}` !== wanted || why.length <= 10) wrong.push({ outcome, group, waiting, wanted, verdict, action, why });
        }
  expect(wrong.slice(0, 2)).toEqual([]);
  expect([...reached].sort()).toEqual([
    'blind: hold',
    'commit-stalled: relieve',
    'degraded: fail-over',
    'degraded: hold',
    'down: fail-over',
    'healthy: false-alarm',
    'primary-unclear: hold',
    'restarting: wait',
    'unreachable-from-here: ask',
    'unreachable-from-here: fail-over',
    'unreachable-from-here: wait',
  ]);
});

const anybody = fc.array(
  fc.constantFrom(...KINDS).map((kind) => kind.look),
  { maxLength: 4 },
);
const evidence: fc.Arbitrary<Evidence> = fc.record({ direct: fc.constantFrom(...OUTCOMES).map((one) => attempt(one)), standbys: anybody });
const seconds = fc.double({ min: 0, max: 2 * BOTH, noNaN: true });
const waiting: fc.Arbitrary<Waiting> = fc.record({
  inVerdict: seconds,
  inTotal: seconds,
  givenUpBy: fc.constantFrom(undefined, 'somebody'),
});

test('a failover is decided only for a primary that is down, degraded in a plan that says so, or given up by a person', () => {
  fc.assert(
    fc.property(evidence, waiting, fc.boolean(), (seen, since, promoteWhenDegraded) => {
      const { verdict, action } = decide(seen, since, { ...policy, promoteWhenDegraded });
      if (action !== 'fail-over') return;
      expect([
        'down',
        ...(promoteWhenDegraded ? ['degraded'] : []),
        ...(since.givenUpBy === undefined ? [] : ['unreachable-from-here']),
      ]).toContain(verdict);
    }),
    { numRuns: 3_000 },
  );
});

test('a write that was acknowledged, commits that hang, a server that only rejects us and a standby under the name never lead to a failover, forced or not', () => {
  fc.assert(
    fc.property(anybody, waiting, (standbys, since) => {
      const of = (outcome: DirectTry['outcome']) =>
        decide({ direct: attempt(outcome), standbys }, since, { ...policy, promoteWhenDegraded: true }).action;
      expect([of('committed'), of('commit-hangs'), of('rejected'), of('in-recovery')]).toEqual(['false-alarm', 'relieve', 'hold', 'hold']);
    }),
    { numRuns: 300 },
  );
});

/** Assesses round after round, as `assess-primary` counts the time in a verdict; resolves with the second in which waiting ended. */
function endOfWaiting(rounds: Iterator<Evidence>, every: number): number {
  let verdict = '';
  let since = 0;
  for (let now = 0; now <= 10 * BOTH; now += every) {
    const seen = rounds.next().value;
    const fresh = decide(seen, { inVerdict: 0, inTotal: now }, policy);
    const decision = fresh.verdict === verdict ? decide(seen, { inVerdict: now - since, inTotal: now }, policy) : fresh;
    if (decision.action !== 'wait') return now;
    if (decision.verdict !== verdict) since = now;
    verdict = decision.verdict;
  }
  return Number.POSITIVE_INFINITY;
}

test('waiting ends within both patiences and one round, however the evidence changes, also when every single round asks to wait', () => {
  const every = fc.integer({ min: 1, max: 12 });
  const asksToWait = fc.constantFrom<Evidence>(
    { direct: attempt('starting-up'), standbys: [standby('db-2')] },
    { direct: attempt('unreachable'), standbys: [receiving('db-2')] },
    { direct: attempt('starting-up'), standbys: [receiving('db-2')] },
  );
  let longest = 0;
  fc.assert(
    fc.property(
      fc.infiniteStream(fc.oneof({ weight: 99, arbitrary: asksToWait }, { weight: 1, arbitrary: evidence })),
      every,
      (rounds, step) => {
        const end = endOfWaiting(rounds, step);
        longest = Math.max(longest, end);
        expect(end).toBeLessThan(BOTH + step);
      },
    ),
    { numRuns: 500 },
  );
  // The evidence was hostile enough to use up what is allowed.
  expect(longest).toBeGreaterThanOrEqual(BOTH);
});
