import type { Ladder } from '../../../lambdas/domain/escalation.ts';
import { entriesOf } from '../../../lambdas/domain/incident-record.ts';
import { assessment, incident, START } from '../../support/ports/builders.ts';
import { LadderWorld } from '../../support/ports/ladder-world.ts';
import { at, entry } from '../../support/ports/timeline.ts';

const OPENED = incident({ openedAt: START });
const BY_RECOVERY = { incident: OPENED, assessment: assessment() };
const { id } = OPENED;

async function started(change: (world: LadderWorld) => void = () => undefined): Promise<{ world: LadderWorld; ladder: Ladder }> {
  const world = new LadderWorld();
  change(world);
  return { world, ladder: await world.join(BY_RECOVERY) };
}
const messages = (world: LadderWorld) =>
  entriesOf(world.entries(id), 'message').map(({ data }) => [data.audience, data.message, data.accepted]);

test('the first climb tells on-call at once, in both languages, with links and commands, and sleeps until the next rung', async () => {
  const { world, ladder } = await started();
  const next = await world.climb(ladder);
  expect(world.told).toEqual([['on-call', 0]]);
  const [first] = world.sent;
  expect(first?.body).toMatch(/https:\/\/links\.example\/\?a=acknowledge&u=on-call/);
  expect(first?.body.split('-'.repeat(60))).toHaveLength(2);
  expect(first?.sms?.length).toBeLessThanOrEqual(160);
  expect(next).toMatchObject({ status: 'sleep', nextLookAt: at(15 * 60), seconds: 15 * 60, failures: 0 });
  expect(messages(world)).toEqual([['on-call', 'incident-opened', true]]);
});

test('nobody answers a P1: everybody is told at their minute, users’ text is drafted and put before people, never sent', async () => {
  const { world, ladder } = await started();
  await world.liveUntil(4 * 3600, ladder);
  const first = new Map(world.told.toReversed());
  expect([...first.keys()].sort()).toEqual([
    'cto',
    'engineering-manager',
    'executive-management',
    'external-communication',
    'on-call',
    'tech-lead',
  ]);
  const rungs = entriesOf(world.entries(id), 'message').filter(({ data }) => data.telling?.startsWith('rung/'));
  expect(rungs.map(({ data, at: when }) => [data.audience, when])).toEqual([
    ['on-call', at(0)],
    ['tech-lead', at(900)],
    ['engineering-manager', at(1800)],
    ['cto', at(3600)],
    ['executive-management', at(7200)],
    ['external-communication', at(14400)],
  ]);
  await world.climb(await world.climb(ladder));
  const [draft] = entriesOf(world.entries(id), 'notice');
  expect(draft?.data).toMatchObject({ notice: 'interruption', state: 'drafted' });
  const drafts = world.sent.filter(({ body }) => body.includes(draft?.data.text.split('\n')[2] ?? 'nothing'));
  expect(drafts.map(({ audience }) => audience).sort()).toEqual([...first.keys()].sort());
  expect(messages(world).filter(([, message]) => message === 'interruption-notice')).toEqual([]);
});

test('an approved text is sent to the letter, once, to the audience that speaks to users; its end is drafted when the incident is over', async () => {
  const { world, ladder } = await started();
  const before = await world.liveUntil(4 * 3600, ladder);
  world.add(id, entry('notice', { notice: 'interruption', state: 'approved', text: 'What users read.', reason: 'ok' }, at(4 * 3600 + 60)));
  world.seconds = 4 * 3600 + 60;
  const after = await world.climb(await world.climb(before));
  const sent = world.sent.filter(({ body }) => body === 'What users read.');
  expect(sent.map(({ audience }) => audience)).toEqual(['external-communication']);
  world.add(id, entry('resolved', { outcome: 'by-hand', cause: 'a cable' }, at(4 * 3600 + 120)));
  world.seconds = 4 * 3600 + 120;
  const resolved = await world.climb(after);
  expect(resolved.status).toBe('write-post-mortem');
  const waiting = await world.climb(resolved);
  expect(entriesOf(world.entries(id), 'notice').at(-1)?.data).toMatchObject({ notice: 'resolution', state: 'drafted' });
  // The draft waits for a person as long as a link works; then the ladder comes down.
  expect(waiting).toMatchObject({ status: 'sleep', seconds: world.plan.notices.linksExpireAfter });
  world.seconds += world.plan.notices.linksExpireAfter + 1;
  expect((await world.climb(waiting)).status).toBe('over');
});

test('the end is told to everybody who was told, then the post-mortem is written, then the ladder is over', async () => {
  const { world, ladder } = await started();
  const before = await world.liveUntil(16 * 60, ladder);
  world.add(id, entry('resolved', { outcome: 'recovered' }, at(16 * 60)));
  const resolved = await world.climb(before);
  expect(messages(world).slice(-2)).toEqual([
    ['on-call', 'incident-resolved', true],
    ['tech-lead', 'incident-resolved', true],
  ]);
  expect(resolved.status).toBe('write-post-mortem');
  expect((await world.climb(resolved)).status).toBe('over');
});

describe('what does not answer stops nobody from being told', () => {
  test('a topic: noted, tried again within a minute, told once', async () => {
    const { world, ladder } = await started((one) => one.broken.add('sns'));
    const first = await world.climb(ladder);
    expect(first).toMatchObject({ status: 'sleep', failures: 1, seconds: 60 });
    world.seconds = 60;
    world.broken.delete('sns');
    const second = await world.climb(first);
    expect(world.told).toEqual([['on-call', 1]]);
    expect(messages(world)).toEqual([
      ['on-call', 'incident-opened', false],
      ['on-call', 'incident-opened', true],
    ]);
    expect(second).toMatchObject({ failures: 0, nextLookAt: at(15 * 60) });
  });

  test('a topic for a day after the end: the ladder ends red', async () => {
    const { world, ladder } = await started();
    const before = await world.climb(ladder);
    world.broken.add('sns');
    world.add(id, entry('resolved', { outcome: 'recovered' }, at(60)));
    world.seconds = 60;
    const written = await world.climb(before);
    expect(written.status).toBe('write-post-mortem');
    const again = await world.climb(written);
    expect(again).toMatchObject({ status: 'sleep', failures: 2, seconds: 60 });
    world.seconds = 25 * 3600;
    expect((await world.climb(again)).status).toBe('unheard');
  });

  test('the record: the ladder climbs by what it carries, and nobody is told twice', async () => {
    const world = new LadderWorld();
    world.broken.add('record');
    await world.liveUntil(31 * 60, await world.join(BY_RECOVERY));
    expect(world.told).toEqual([
      ['on-call', 0],
      ['tech-lead', 15],
      ['engineering-manager', 30],
      ['on-call', 30],
      ['tech-lead', 30],
    ]);
    expect(world.entries(id)).toEqual([]);
  });

  test('the record, when the lock says that it is over: people hear the end', async () => {
    const world = new LadderWorld();
    world.broken.add('record');
    const before = await world.climb(await world.join(BY_RECOVERY));
    world.lock = { id, openedAt: at(0), resolvedAt: at(9) };
    world.seconds = 900;
    const after = await world.climb(before);
    expect(after.status).toBe('write-post-mortem');
    expect(world.sent.at(-1)?.subject).toMatch(/R.SOLU/);
    world.lock = { id: 'inc-other', openedAt: at(0), resolvedAt: at(9) };
    expect((await world.climb(before)).status).toBe('sleep');
  });

  test('links, status page, lock and owner: told without them', async () => {
    const { world, ladder } = await started((one) => {
      for (const what of ['links', 'status', 'lock', 'owner'] as const) one.broken.add(what);
    });
    await world.climb(ladder);
    expect(world.told).toEqual([['on-call', 0]]);
    expect(world.sent[0]?.body).not.toContain('https://links.example');
    expect(world.entries(id).at(-1)?.text).toBe('the bucket does not answer');
  });
});

test('a climb whose answer was lost tells nobody twice: the record says who was told', async () => {
  const { world, ladder } = await started();
  await world.climb(ladder);
  await world.climb(ladder);
  expect(world.told).toEqual([['on-call', 0]]);
});

test('an incident that another execution climbs for is left to it', async () => {
  const { world, ladder } = await started((one) => {
    one.owner = { execution: 'arn:first', until: at(60) };
  });
  expect((await world.climb(ladder, 'arn:second')).status).toBe('over');
  expect(world.sent).toEqual([]);
});

test('a ladder that sleeps is the one that climbs until it has woken: another one does not take its place meanwhile', async () => {
  const { world, ladder } = await started();
  const asleep = await world.climb(ladder);
  expect(asleep.nextLookAt).toBe(at(900));
  world.seconds = 899;
  expect((await world.climb(await world.join(BY_RECOVERY, 'arn:rule'), 'arn:rule')).status).toBe('over');
  world.seconds = 900;
  expect((await world.climb(asleep)).status).toBe('sleep');
  expect(world.told).toEqual([
    ['on-call', 0],
    ['tech-lead', 15],
  ]);
});

test('a ladder that a person put back up climbs at once, whoever climbed before; that one stands back', async () => {
  const { world, ladder } = await started();
  const gone = await world.climb(ladder);
  world.seconds = 960;
  const byHand = await world.climb(await world.join({ incident: id }, 'arn:person'), 'arn:person');
  expect(byHand).toMatchObject({ status: 'sleep', nextLookAt: at(1800) });
  expect(byHand).not.toHaveProperty('takeOver');
  expect(world.told).toEqual([
    ['on-call', 0],
    ['tech-lead', 16],
  ]);
  expect((await world.climb(gone)).status).toBe('over');
  expect(world.sent).toHaveLength(2);
});

test('an incident whose opening was lost gets it from what the ladder carries, so that people can act on it', async () => {
  const { world, ladder } = await started((one) => one.broken.add('record'));
  await world.climb(ladder);
  expect(world.entries(id)).toEqual([]);
  world.broken.delete('record');
  world.seconds = 60;
  await world.climb(ladder);
  expect(entriesOf(world.entries(id), 'opened')).toMatchObject([
    { at: START, by: OPENED.executionId, data: { severity: 'P1', reason: OPENED.reason } },
  ]);
  await world.climb(ladder);
  expect(entriesOf(world.entries(id), 'opened')).toHaveLength(1);
});

test('an end that only the lock knows is told as what it was, stays known, and is written down', async () => {
  const { world, ladder } = await started();
  const before = await world.climb(ladder);
  world.seconds = 300;
  world.lock = { id, openedAt: START, resolvedAt: at(290), outcome: 'by-hand' };
  const after = await world.climb(before);
  expect(after).toMatchObject({ status: 'write-post-mortem', view: { resolved: { outcome: 'by-hand', by: 'a person' } } });
  expect(world.sent.at(-1)?.body).not.toMatch(/verified that|l’a vérifié/);
  world.lock = { id: 'inc-next', openedAt: at(310) };
  expect((await world.climb(after)).status).toBe('over');
  expect(entriesOf(world.entries(id), 'resolved')).toMatchObject([{ at: at(290), by: 'a person', data: { outcome: 'by-hand' } }]);
});

test('the text that tells users of the end is drafted again when the record did not take it', async () => {
  const { world, ladder } = await started();
  const before = await world.liveUntil(4 * 3600, ladder);
  world.add(id, entry('notice', { notice: 'interruption', state: 'approved', text: 'What users read.', reason: 'ok' }, at(4 * 3600 + 60)));
  world.seconds = 4 * 3600 + 60;
  const told = await world.climb(before);
  world.broken.add('record');
  world.lock = { id, openedAt: START, resolvedAt: at(4 * 3600 + 120), outcome: 'by-hand' };
  world.seconds = 4 * 3600 + 120;
  const over = await world.climb(told);
  const waiting = await world.climb(over);
  expect([over.status, waiting]).toMatchObject(['write-post-mortem', { status: 'sleep', seconds: 60 }]);
  world.broken.delete('record');
  await world.climb(waiting);
  expect(entriesOf(world.entries(id), 'notice').at(-1)?.data).toMatchObject({ notice: 'resolution', state: 'drafted' });
});

test('whoever is told while somebody acknowledges hears of it at the next climb', async () => {
  const { world, ladder } = await started();
  const before = await world.climb(ladder);
  world.seconds = 900;
  const { publish } = world.ports.notifier;
  const slow = {
    ...world.ports.notifier,
    publish: async (...one: Parameters<typeof publish>) => {
      world.seconds += 0.5;
      return publish(...one);
    },
  };
  world.notifier = slow;
  const paged = await world.climb(before);
  world.add(id, entry('acknowledged', { reason: 'on it' }, at(900.2)));
  world.seconds = 901;
  await world.climb(paged);
  const told = entriesOf(world.entries(id), 'message').filter(({ data }) => data.message === 'incident-acknowledged');
  expect(told.map(({ data }) => data.audience).sort()).toEqual(['on-call', 'tech-lead']);
});

test('a link answers what its message asks: the machine’s question, or the text for users', async () => {
  const { world, ladder } = await started();
  const before = await world.liveUntil(4 * 3600, ladder);
  world.seconds = 4 * 3600 + 11;
  const drafted = await world.climb(before);
  const notices = world.sent.filter(({ body }) => body.includes('notice-interruption'));
  expect(notices.length).toBeGreaterThan(0);
  for (const { body } of notices) expect(body).toContain('q=notice-interruption');
  world.add(id, entry('question', { question: 'promote-candidate', about: 'a loss', expiresAt: at(6 * 3600) }, at(4 * 3600 + 600)));
  world.seconds = 4 * 3600 + 1800;
  await world.climb(drafted);
  const { body } = world.sent.at(-1) as { body: string };
  expect(body).toMatch(/a=approve&u=[a-z-]+&q=promote-candidate/);
  expect(body).not.toContain('q=notice-interruption');
});

test('the last rung reads when it is told again, and then hears one message at a time', async () => {
  const { world, ladder } = await started();
  const last = await world.liveUntil(4 * 3600, ladder);
  const own = () => world.sent.filter(({ audience, subject }) => audience === 'external-communication' && !subject.includes('APPROBATION'));
  expect(own()).toHaveLength(1);
  expect(own()[0]?.body).toMatch(/prévenu de nouveau le 23 novembre 2026 à 17:30/);
  await world.liveUntil(5 * 3600, last);
  expect(own().map(({ seconds }) => seconds)).toEqual([14_400, 16_200, 18_000]);
});

test('what it carries stays small however long the incident lasts', async () => {
  const { world, ladder } = await started();
  const last = await world.liveUntil(7 * 24 * 3600, ladder);
  expect(JSON.stringify(last).length).toBeLessThan(20_000);
  expect(world.sent.length).toBeGreaterThan(1_000);
});
