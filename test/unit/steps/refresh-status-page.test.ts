import fc from 'fast-check';
import type { PublicIncident, RegionStatus } from '../../../lambdas/domain/public-incident.ts';
import type { StatusFacts } from '../../../lambdas/domain/status-page.ts';
import { refreshStatusPage } from '../../../lambdas/steps/refresh-status-page.ts';
import { entry, MemoryPages, MemoryTimelines, opened, resolved } from '../../support/people/timelines.ts';
import { after, planOf } from '../../support/ports/builders.ts';
import { FakeClock, unavailable, World } from '../../support/ports/fakes.ts';

const plan = planOf();
const OWN = 'eu-west-3';
const OTHER = 'eu-west-1';
/** The page as the facts themselves. */
const compose = (facts: StatusFacts) => [{ key: 'page', body: JSON.stringify(facts), contentType: 'application/json' }];

const setUp = (change: Partial<{ region: string; timeline: MemoryTimelines; statusPage: MemoryPages }> = {}) => {
  const ports = { region: OWN, timeline: new MemoryTimelines(), statusPage: new MemoryPages(), clock: new FakeClock(), ...change };
  return { ports, refresh: () => refreshStatusPage(ports, plan, compose) };
};
const pageIn = (pages: MemoryPages) => JSON.parse(pages.text('page')) as StatusFacts;
const fileOf = (...incidents: PublicIncident[]) => JSON.stringify({ schemaVersion: 1, asOf: after(-60), incidents });
const lost: PublicIncident = {
  id: 'inc-lost',
  scenario: 'region-failover',
  severity: 'P1',
  startedAt: after(-7200),
  resolvedAt: after(-3600),
  outcome: 'recovered',
  phase: 'by-hand',
  notices: {},
};

test('a region writes what it knows to its own file, and the page from the files of all', async () => {
  const { ports, refresh } = setUp();
  ports.timeline
    .put('inc-1', opened())
    .put('inc-2', opened({}, -90), resolved(-30))
    .put('half', entry('note', -5, { text: 'no opening' }));
  await ports.statusPage.save(`regions/${OTHER}.json`, fileOf(lost), 'application/json');
  expect(await refresh()).toBeUndefined();
  const own = JSON.parse(ports.statusPage.text(`regions/${OWN}.json`)) as RegionStatus;
  expect(own.incidents.map(({ id }) => id)).toEqual(['inc-1', 'inc-2']);
  const { open, past } = pageIn(ports.statusPage);
  expect([open.map(({ id }) => id), past.map(({ id }) => id)]).toEqual([['inc-1'], ['inc-2', 'inc-lost']]);
});

test('incidents of the last year count, the one of this moment included, and however many they are', async () => {
  const { ports, refresh } = setUp();
  for (let index = 0; index < 23; index += 1) ports.timeline.put(`inc-${index}`, opened({}, -index * 3600), resolved(-index * 3600 + 60));
  ports.timeline.put('too-old', opened({}, -366 * 86_400), resolved(0));
  await refresh();
  expect(pageIn(ports.statusPage).past).toHaveLength(23);
});

test('what is written meanwhile is on the page: it is written anew', async () => {
  const { ports } = setUp();
  ports.timeline.put('inc-1', opened());
  let times = 0;
  const composeSlowly = (facts: StatusFacts) => {
    times += 1;
    if (times === 1) ports.timeline.put('inc-1', resolved(30));
    return compose(facts);
  };
  expect(await refreshStatusPage(ports, plan, composeSlowly)).toBeUndefined();
  expect(times).toBe(2);
  expect(pageIn(ports.statusPage).state).toBe('well');
});

test('a page that never stands still is written three times, and whoever called learns it', async () => {
  const { ports } = setUp();
  ports.timeline.put('inc-1', opened());
  let times = 0;
  const restless = (facts: StatusFacts) => {
    times += 1;
    ports.timeline.put('inc-1', entry('severity', times, { from: 'P1', to: times % 2 === 0 ? 'P1' : 'P2', reason: 'x' }));
    return compose(facts);
  };
  expect(await refreshStatusPage(ports, plan, restless)).toContain('written 3 times while it kept changing');
  expect(times).toBe(3);
});

test('a file that is no status is left out, and named', async () => {
  const { ports, refresh } = setUp();
  await ports.statusPage.save(`regions/${OTHER}.json`, '<html>', 'text/html');
  expect(await refresh()).toContain(`without regions/${OTHER}.json`);
  expect(pageIn(ports.statusPage).state).toBe('well');
});

test.each(['timeline.list', 'timeline.read', 'statusPage.save', 'statusPage.read'] as const)(
  'when %s fails, that is an answer and no error, and no page says that all is well',
  async (method) => {
    const world = new World().answer('timeline.list', ['inc-1']).answer('timeline.read', []);
    world.answer('statusPage.save', undefined).answer('statusPage.read', undefined).answer(method, unavailable('bucket'));
    expect(await refreshStatusPage(world.ports, plan, compose)).toBe('status page not written: bucket does not answer');
    expect(world.callsTo('statusPage.save').filter(([key]) => key === 'page')).toEqual([]);
  },
);

test('whatever the order in which two regions write and change, the page that is left says what is true', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.array(fc.boolean(), { minLength: 1, maxLength: 3 }), async (scheduler, closes) => {
      const statusPage = new MemoryPages();
      const slow = {
        save: scheduler.scheduleFunction(statusPage.save.bind(statusPage)),
        read: scheduler.scheduleFunction(statusPage.read.bind(statusPage)),
      };
      const timelines = { [OWN]: new MemoryTimelines(), [OTHER]: new MemoryTimelines() };
      // Each writer changes its region's record first and refreshes then, as every caller does.
      const writer = async (region: keyof typeof timelines, index: number, close: boolean) => {
        const timeline = timelines[region] as MemoryTimelines;
        await scheduler.schedule(Promise.resolve(), `change ${index}`);
        timeline.put(`inc-${index}`, opened({}, -60), ...(close ? [resolved(-1)] : []));
        const ports = { region, timeline, statusPage: slow, clock: new FakeClock() };
        return refreshStatusPage(ports, plan, compose);
      };
      const all = closes.flatMap((close, index) => [writer(OWN, 2 * index, close), writer(OTHER, 2 * index + 1, !close)]);
      const notes = await scheduler.waitFor(Promise.all(all));
      const { open, past } = pageIn(statusPage);
      // Somebody who gave up after three rounds may leave an older page; at least one writer has then seen the last change and says nothing.
      if (notes.some((note) => note !== undefined)) return;
      expect([...open, ...past].map(({ id }) => id).sort()).toEqual(all.map((_, index) => `inc-${index}`).sort());
      expect(open).toHaveLength(closes.length);
    }),
    { numRuns: 200 },
  );
});
