import fc from 'fast-check';
import { decideLock, type StoredLock } from '../../lambdas/adapters/aws/incident-lock.ts';
import { after } from '../support/ports/builders.ts';

type Act = { who: string; what: 'open' | 'release' | 'resolve' | 'promote'; wait: number };
const LEASE = 100;

const acts = fc.array(
  fc.record({
    who: fc.constantFrom('a', 'b', 'c'),
    what: fc.constantFrom('open' as const, 'open' as const, 'release' as const, 'resolve' as const, 'promote' as const),
    wait: fc.integer({ min: 0, max: 60 }),
  }),
  { maxLength: 40 },
);

const claim = (who: string, now: number) => ({
  scenario: 's',
  incidentId: `inc-${who}-${now}`,
  executionId: who,
  severity: 'P1' as const,
  reason: 'r',
  at: after(now),
  ownerExpiresAt: after(now + LEASE),
});

/** Runs the acts one after the other; `look` sees every answer to an open, with the lock before and after. */
function play(
  all: readonly Act[],
  look: (act: Act, before: StoredLock | undefined, stored: StoredLock, status: string, token: number, now: number) => void,
): void {
  let lock: StoredLock | undefined;
  let now = 0;
  for (const act of all) {
    now += act.wait;
    const before = lock;
    if (act.what === 'open') {
      const { write, hold } = decideLock(claim(act.who, now), lock);
      lock = write ?? lock;
      look(act, before, lock as StoredLock, hold.status, hold.token, now);
    }
    if (lock?.owner !== act.who) continue;
    if (act.what === 'resolve') lock = { ...lock, resolvedAt: lock.resolvedAt ?? after(now) };
    if (act.what === 'promote') lock = { ...lock, promoting: 'db-2' };
    if (act.what !== 'release') continue;
    const { owner: _, ownerExpiresAt: __, ...rest } = lock;
    lock = rest;
  }
}

test('an owner whose time is not over keeps the lock against everybody else', () => {
  fc.assert(
    fc.property(acts, (all) =>
      play(all, (act, before, _, status, __, now) => {
        const held = before?.owner !== undefined && before.resolvedAt === undefined && (before.ownerExpiresAt ?? '') > after(now);
        if (held && before?.owner !== act.who) expect(status).toBe('already-running');
        else expect(status).not.toBe('already-running');
      }),
    ),
    { numRuns: 500 },
  );
});

test('the token rises by one with every change of owner and never otherwise', () => {
  fc.assert(
    fc.property(acts, (all) =>
      play(all, (act, before, stored, status, token) => {
        const same = status === 'already-running' || (before?.owner === act.who && before.resolvedAt === undefined);
        expect(token).toBe((before?.token ?? 0) + (same ? 0 : 1));
        expect(stored.token).toBe(token);
      }),
    ),
    { numRuns: 500 },
  );
});

test('an incident that is open stays the same incident, who was set out to be promoted included, until it is resolved', () => {
  fc.assert(
    fc.property(acts, (all) =>
      play(all, (_, before, stored) => {
        if (before === undefined || before.resolvedAt !== undefined) expect(stored.promoting).toBeUndefined();
        else expect([stored.incidentId, stored.promoting]).toEqual([before.incidentId, before.promoting]);
      }),
    ),
    { numRuns: 500 },
  );
});
