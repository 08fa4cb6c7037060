import fc from 'fast-check';
import { decideLock, type StoredLock } from '../../lambdas/adapters/aws/incident-lock.ts';
import { dynamoIncidentLog } from '../../lambdas/adapters/aws/incident-log.ts';
import type { HandClosing, Incident } from '../../lambdas/domain/incident.ts';
import { after, incident, intent } from '../support/ports/builders.ts';
import { type LockWrite, lockTable } from '../support/property/lock-table.ts';

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
    if (act.what === 'promote') lock = { ...lock, promoting: intent('db-2') };
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

const epoch = (now: number) => Math.floor(Date.parse(after(now)) / 1000);

test('the token rises with every change of owner and never otherwise, and is never behind the time', () => {
  fc.assert(
    fc.property(acts, (all) =>
      play(all, (act, before, stored, status, token, now) => {
        const same = status === 'already-running' || (before?.owner === act.who && before.resolvedAt === undefined);
        expect(token).toBe(same ? before?.token : Math.max((before?.token ?? 0) + 1, epoch(now)));
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

/** Every request of every execution takes its turn in the order the scheduler wants; time passes before each act. */
type Actor = { who: string; acts: { what: Act['what'] | 'close' | 'extend'; wait: number }[] };
const mine = (who: string) =>
  fc.record({
    who: fc.constant(who),
    acts: fc.array(
      fc.record({
        what: fc.constantFrom('open' as const, 'open' as const, 'promote' as const, 'release' as const, 'resolve' as const),
        wait: fc.integer({ min: 0, max: 60 }),
      }),
      { minLength: 1, maxLength: 6 },
    ),
  });
/** `a` twice: an execution whose step is started a second time while the first still runs. */
const actors = fc.tuple(mine('a'), mine('a'), mine('b'), mine('c'));

type Written = LockWrite & { now: number };
type Answered = { who: string; token: number; owned: boolean };

async function interleave(
  scheduler: fc.Scheduler,
  all: readonly Actor[],
  closed: (closing: HandClosing | undefined) => void = () => undefined,
): Promise<{ writes: Written[]; answers: Answered[] }> {
  let now = 0;
  let claims = 0;
  const writes: Written[] = [];
  const answers: Answered[] = [];
  const table = lockTable(
    () => scheduler.schedule(Promise.resolve()),
    (write) => writes.push({ ...write, now }),
  );
  const log = dynamoIncidentLog({ name: 'taxcollector' }, 'eu-west-3');
  const run = async ({ who, acts }: Actor) => {
    let own: Incident | undefined;
    for (const { what, wait } of acts) {
      now += wait;
      if (what === 'open') {
        const hold = await log.open({ ...claim(who, now), incidentId: `inc-${++claims}` }).catch(() => undefined);
        if (hold !== undefined) answers.push({ who, token: hold.token, owned: hold.status !== 'already-running' });
        own = hold === undefined || hold.status === 'already-running' ? undefined : incident({ ...hold, executionId: who });
      }
      if (what === 'close')
        for (let id = 1; id <= 3; id += 1) closed(await log.closeByHand(`inc-${id}`, after(now)).catch(() => undefined));
      if (own === undefined) continue;
      if (what === 'extend') await log.extend(own, after(now + LEASE)).catch(() => undefined);
      if (what === 'promote') await log.promoting(own, intent(`node-of-${who}`)).catch(() => undefined);
      if (what === 'release') await log.release(own).catch(() => undefined);
      if (what === 'resolve') await log.resolve(own, after(now), 'recovered').catch(() => undefined);
    }
  };
  try {
    await scheduler.waitFor(Promise.all(all.map(run)));
  } finally {
    table.restore();
  }
  return { writes, answers };
}

const interleaved = (numRuns: number, look: (writes: Written[], answers: Answered[]) => void) =>
  fc.assert(
    fc.asyncProperty(fc.scheduler(), actors, async (scheduler, all) => {
      const { writes, answers } = await interleave(scheduler, all);
      look(writes, answers);
    }),
    { numRuns },
  );

test('however requests interleave, an owner is replaced only when its time is over, and each new owner has a greater token', async () => {
  let taken = 0;
  await interleaved(300, (writes) => {
    for (const { before, after: stored, values, now } of writes) {
      const ownChange = ':me' in values;
      const last = before?.token ?? 0;
      if (ownChange) expect(stored.token).toBe(last);
      else expect(stored.token).toBeGreaterThan(last);
      // What is resolved stays resolved, what is open stays the same incident.
      if (!ownChange && before !== undefined) expect(stored.incidentId === before.incidentId).toBe(before.resolvedAt === undefined);
      if (ownChange || before?.owner === undefined || before.resolvedAt !== undefined) continue;
      taken += 1;
      expect(stored.owner).not.toBe(before.owner);
      expect((before.ownerExpiresAt ?? '') <= after(now)).toBe(true);
    }
  });
  expect(taken).toBeGreaterThan(10);
});

test('however requests interleave, a token belongs to one execution, and only the owner with the current token changes the incident', async () => {
  await interleaved(300, (writes, answers) => {
    const owners = new Map<number, string>();
    for (const { who, token } of answers.filter((one) => one.owned))
      expect(owners.set(token, owners.get(token) ?? who).get(token)).toBe(who);
    for (const { before, values } of writes.filter((one) => ':me' in one.values))
      expect([before?.owner, before?.token]).toEqual([values[':me'], values[':mine']]);
  });
});

test('however requests interleave, nobody forgets who was set out to be promoted before the incident is resolved', async () => {
  await interleaved(600, (writes) => {
    for (const { before, after: stored } of writes)
      if (before?.promoting !== undefined && before.resolvedAt === undefined) expect(stored.promoting).toBeDefined();
  });
});

/** A person who closes whatever incident there is, beside executions that come back late and ask for more time. */
const person = fc.record({
  who: fc.constant('person'),
  acts: fc.array(fc.record({ what: fc.constant('close' as const), wait: fc.integer({ min: 0, max: 120 }) }), {
    minLength: 1,
    maxLength: 3,
  }),
});
const lateOne = (who: string) =>
  fc.record({
    who: fc.constant(who),
    acts: fc.array(
      fc.record({
        what: fc.constantFrom('open' as const, 'extend' as const, 'promote' as const, 'release' as const),
        wait: fc.integer({ min: 0, max: 60 }),
      }),
      { minLength: 1, maxLength: 5 },
    ),
  });

test('however requests interleave, a person closes only what nobody works on and nothing is unfinished of, and nobody who was late changes it after', async () => {
  let closings = 0;
  let refusals = 0;
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.tuple(person, lateOne('a'), lateOne('b')), async (scheduler, all) => {
      const { writes } = await interleave(scheduler, all, (closing) => {
        if (closing?.outcome === 'owned' || closing?.outcome === 'unfinished') refusals += 1;
      });
      for (const [index, { before, after: stored, values, now }] of writes.entries()) {
        if (!(':closedAt' in values)) continue;
        closings += 1;
        expect([before?.promoting, before?.relieving, before?.resolvedAt]).toEqual([undefined, undefined, undefined]);
        // The judgement is of a moment before: an owner's time may only have run further since.
        expect(before?.owner === undefined || (before.ownerExpiresAt ?? '') <= after(now)).toBe(true);
        expect([stored.owner, stored.token, stored.incidentId]).toEqual([undefined, before?.token, before?.incidentId]);
        const next = writes[index + 1];
        if (next !== undefined)
          expect([next.after.token > stored.token, next.after.incidentId === stored.incidentId]).toEqual([true, false]);
      }
    }),
    { numRuns: 600 },
  );
  expect(closings).toBeGreaterThan(10);
  expect(refusals).toBeGreaterThan(10);
});
