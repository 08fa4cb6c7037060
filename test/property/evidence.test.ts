import fc from 'fast-check';
import { decide, type Evidence, type Waiting } from '../../lambdas/domain/evidence.ts';
import type { DirectTry, NodeObservation } from '../../lambdas/domain/observation.ts';
import { after, planOf } from '../support/ports/builders.ts';

const policy = planOf().failover;
const OUTCOMES: DirectTry['outcome'][] = ['committed', 'commit-hangs', 'cannot-write', 'in-recovery', 'starting-up', 'unreachable'];

const standby: fc.Arbitrary<NodeObservation> = fc
  .record({
    node: fc.constantFrom('db-2', 'db-3', 'db-4'),
    reachable: fc.boolean(),
    role: fc.constantFrom('standby' as const, 'standby' as const, 'primary' as const),
    receiver: fc.option(fc.record({ streaming: fc.boolean(), lastMessageAgeSeconds: fc.double({ min: 0, max: 20, noNaN: true }) }), {
      nil: undefined,
    }),
  })
  .map(({ receiver, ...one }) => ({ at: after(0), ...one, ...(receiver === undefined ? {} : { receiver }) }));

const evidence: fc.Arbitrary<Evidence> = fc.record({
  direct: fc.constantFrom(...OUTCOMES).map((outcome) => ({ at: after(0), outcome, detail: outcome })),
  standbys: fc.array(standby, { maxLength: 4 }),
});
const waiting: fc.Arbitrary<Waiting> = fc.record({
  inVerdict: fc.double({ min: 0, max: 100, noNaN: true }),
  inTotal: fc.double({ min: 0, max: 100, noNaN: true }),
  force: fc.boolean(),
});
const receives = ({ standbys }: Evidence) =>
  standbys.some(
    (one) =>
      one.reachable &&
      one.role === 'standby' &&
      one.receiver?.streaming === true &&
      (one.receiver.lastMessageAgeSeconds ?? 0) < 3 * policy.heartbeat,
  );
const anybody = ({ standbys }: Evidence) => standbys.some((one) => one.reachable && one.role === 'standby');

test('every combination has exactly one verdict, a reaction and a reason', () => {
  fc.assert(
    fc.property(evidence, waiting, fc.boolean(), (seen, since, promoteWhenDegraded) => {
      const { verdict, action, why } = decide(seen, since, { ...policy, promoteWhenDegraded });
      expect(verdict).not.toBe('');
      expect(['false-alarm', 'wait', 'fail-over', 'hold', 'stop']).toContain(action);
      expect(why.length).toBeGreaterThan(10);
    }),
    { numRuns: 1_000 },
  );
});

test('a failover is decided only for what the rules allow', () => {
  fc.assert(
    fc.property(evidence, waiting, fc.boolean(), (seen, since, promoteWhenDegraded) => {
      const { verdict, action } = decide(seen, since, { ...policy, promoteWhenDegraded });
      if (action !== 'fail-over') return;
      const { outcome } = seen.direct;
      if (verdict === 'down') {
        expect(['unreachable', 'starting-up']).toContain(outcome);
        expect(anybody(seen)).toBe(true);
        expect(receives(seen)).toBe(false);
        if (outcome === 'starting-up') expect(Math.max(since.inVerdict, since.inTotal)).toBeGreaterThanOrEqual(policy.restartGrace);
      } else if (verdict === 'degraded') expect([outcome, promoteWhenDegraded]).toEqual(['cannot-write', true]);
      else expect([verdict, since.force]).toEqual(['unreachable-from-here', true]);
    }),
    { numRuns: 3_000 },
  );
});

test('a write that was acknowledged, or commits that hang, never lead to a failover, forced or not', () => {
  fc.assert(
    fc.property(evidence, waiting, (seen, since) => {
      const of = (outcome: DirectTry['outcome']) =>
        decide({ ...seen, direct: { ...seen.direct, outcome } }, since, { ...policy, promoteWhenDegraded: true }).action;
      expect(of('committed')).toBe('false-alarm');
      expect(of('commit-hangs')).toBe('hold');
      expect(of('in-recovery')).toBe('hold');
    }),
  );
});

test('waiting ends, however the evidence changes', () => {
  fc.assert(
    fc.property(fc.infiniteStream(evidence), fc.integer({ min: 1, max: 5 }), (changing, every) => {
      const limit = policy.restartGrace + policy.unreachablePatience;
      let verdict = '';
      let since = 0;
      for (let now = 0; now <= limit + every; now += every) {
        const seen = changing.next().value;
        const fresh = decide(seen, { inVerdict: 0, inTotal: now, force: false }, policy);
        if (fresh.verdict !== verdict) since = now;
        const decision = decide(seen, { inVerdict: now - since, inTotal: now, force: false }, policy);
        if (decision.action !== 'wait') return;
        verdict = decision.verdict;
      }
      throw new Error('still waiting after both patiences');
    }),
    { numRuns: 300 },
  );
});
