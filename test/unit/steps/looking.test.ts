import { isoNow, lookAt, lookSeconds, lookUntil, secondsSince } from '../../../lambdas/steps/looking.ts';
import { after, dead, planOf, standby } from '../../support/ports/builders.ts';
import { FakeClock, World } from '../../support/ports/fakes.ts';

const plan = planOf();
/** A look that shows these in order, the last one for ever. */
const showing = (...looks: string[]) => {
  const seen: string[] = [];
  const look = async () => {
    seen.push(looks.length > 1 ? (looks.shift() as string) : (looks[0] as string));
    return seen.at(-1) as string;
  };
  return { look, seen };
};

test('one look may take two heartbeats', () => {
  const slow = planOf((changed) => {
    changed.failover.heartbeat = 1.5;
  });
  expect([lookSeconds(plan), lookSeconds(slow)]).toEqual([2, 3]);
});

test('every node is looked at with the same deadline, in the order asked', async () => {
  const seen = new World().see(standby('db-3'));
  const [, db2, db3] = plan.database.nodes;
  expect(await lookAt(seen.ports.probe, [db3, db2] as (typeof plan)['database']['nodes'], 4)).toEqual([standby('db-3'), dead('db-2')]);
  expect(seen.callsTo('probe.observe')).toEqual([
    [db3, 4],
    [db2, 4],
  ]);
});

test('time is read from the clock, in ISO and in seconds', () => {
  const clock = new FakeClock();
  clock.millis += 1250;
  expect(isoNow(clock)).toBe(after(1.25));
  expect([secondsSince(clock, after(0)), secondsSince(clock, after(2))]).toEqual([1.25, -0.75]);
});

describe('looking until it satisfies', () => {
  const until = (shown: ReturnType<typeof showing>, clock: FakeClock, wait = { patience: 2, every: 0.5 }) =>
    lookUntil(shown.look, (one) => one === 'there', clock, wait);

  test('the first look is immediate, and enough when it satisfies', async () => {
    const clock = new FakeClock();
    const shown = showing('there');
    expect(await until(shown, clock)).toBe('there');
    expect([shown.seen.length, clock.slept]).toEqual([1, []]);
  });

  test('it ends with the look that satisfies', async () => {
    const clock = new FakeClock();
    const shown = showing('not yet', 'nearly', 'there', 'gone again');
    expect(await until(shown, clock)).toBe('there');
    expect(clock.slept).toEqual([0.5, 0.5]);
  });

  test('when the patience ends the last look is returned', async () => {
    const clock = new FakeClock();
    const shown = showing('a', 'b', 'c', 'd', 'e', 'f');
    expect(await until(shown, clock)).toBe('e');
    expect(clock.slept).toEqual([0.5, 0.5, 0.5, 0.5]);
  });

  test('a patience shorter than the pause is one look', async () => {
    const clock = new FakeClock();
    const shown = showing('not yet');
    expect(await until(shown, clock, { patience: 0.4, every: 0.5 })).toBe('not yet');
    expect(shown.seen).toEqual(['not yet']);
  });

  test('a look that fails is not swallowed', async () => {
    const failing = () => Promise.reject(new TypeError('broken'));
    await expect(lookUntil(failing, () => true, new FakeClock(), { patience: 2, every: 1 })).rejects.toThrow('broken');
  });
});
