import { listIncidents } from '../../../lambdas/steps/list-incidents.ts';
import { entry, MemoryTimelines, opened, resolved } from '../../support/people/timelines.ts';
import { planOf } from '../../support/ports/builders.ts';
import { FakeClock, unavailable, World } from '../../support/ports/fakes.ts';

const plan = planOf();
const DAY = 86_400;
const ports = (timeline = new MemoryTimelines()) => ({ timeline, clock: new FakeClock(), region: 'eu-west-3' });

test('the current year and month, and everything that may still go on in it', async () => {
  const timeline = new MemoryTimelines();
  timeline.put('last-year', opened({}, -400 * DAY)).put('half', entry('note', 0, { text: 'x' }));
  for (let index = 0; index < 12; index += 1) timeline.put(`inc-${index}`, opened({}, -index * DAY), resolved(-index * DAY + 60));
  const { region, ledger, known } = await listIncidents(undefined, ports(timeline), plan);
  expect([region, ledger.year, ledger.month, ledger.counts.P1, known.length]).toEqual(['eu-west-3', 2026, 11, 12, 13]);
  expect(ledger.availability.year.percent).toBe(0);
});

test.each([
  [{}, 2026, 11],
  [null, 2026, 11],
  [{ month: 3 }, 2026, 3],
  [{ year: 2025 }, 2025, 12],
  [{ year: 2025, month: 2 }, 2025, 2],
])('%j asks for %d-%d', async (input, year, month) => {
  expect((await listIncidents(input, ports(), plan)).ledger).toMatchObject({ year, month });
});

test.each<[unknown, RegExp]>([
  ['2026', /not an object/],
  [{ yaer: 2026 }, /yaer; allowed: year and month/],
  [{ year: '2026' }, /year is "2026"; required a whole number/],
  [{ month: 13 }, /month is 13; required a whole number from 1 to 12/],
  [{ month: 0.5 }, /month is 0.5/],
])('%j is refused', async (input, message) => {
  await expect(listIncidents(input, ports(), plan)).rejects.toMatchObject({
    name: 'InvalidInput',
    message: expect.stringMatching(message),
  });
});

test('a ledger of half the incidents is no ledger: what cannot be read fails', async () => {
  const world = new World().answer('timeline.list', ['a', 'b']).answer('timeline.read', [], unavailable('incident record'));
  await expect(listIncidents({}, world.ports, plan)).rejects.toMatchObject({ name: 'DependencyUnavailable' });
});
