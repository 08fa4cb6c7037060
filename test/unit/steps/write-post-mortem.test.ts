import type { PostMortem } from '../../../lambdas/domain/post-mortem.ts';
import { writePostMortem } from '../../../lambdas/steps/write-post-mortem.ts';
import { ID, RECOVERED, REPORT_KEY, reported } from '../../support/people/post-mortem-cases.ts';
import { EXECUTION, entry, MemoryPages, MemoryTimelines, opened, resolved } from '../../support/people/timelines.ts';
import { after, planOf } from '../../support/ports/builders.ts';
import { FakeClock, unavailable, World } from '../../support/ports/fakes.ts';

const plan = planOf();
/** The document as the facts themselves. */
const render = (known: PostMortem) => [
  { name: 'fr.md', body: JSON.stringify(known), contentType: 'text/markdown' },
  { name: 'fr.html', body: '<html>', contentType: 'text/html' },
];
const KEYS = [`post-mortems/${ID}.fr.md`, `post-mortems/${ID}.fr.html`];

const setUp = (timeline = new MemoryTimelines().put(ID, ...RECOVERED)) => {
  const world = new World().answer('history.stays', [{ state: 'Assess primary', enteredAt: after(1), exitedAt: after(2) }]);
  const ports = { timeline, history: world.ports.history, documents: new MemoryPages(), clock: new FakeClock(), region: 'eu-west-3' };
  const write = () => writePostMortem({ incidentId: ID }, ports, plan, render);
  const written = () => JSON.parse(ports.documents.text(KEYS[0] ?? '')) as PostMortem;
  return { world, ports, write, written };
};

test('the document is written, and the record says where', async () => {
  const { world, ports, write, written } = setUp();
  await ports.documents.save(REPORT_KEY, JSON.stringify({ checklist: reported(plan) }), 'application/json');
  expect(await write()).toEqual({ keys: KEYS });
  expect(ports.documents.text(KEYS[1] ?? '')).toBe('<html>');
  expect(written().checklist.every(({ done }) => done)).toBe(true);
  expect(written().executions).toEqual([
    { arn: EXECUTION, region: 'eu-west-3', stays: [expect.objectContaining({ state: 'Assess primary' })] },
  ]);
  expect(world.callsTo('history.stays')).toEqual([[EXECUTION]]);
  expect((await ports.timeline.read(ID)).at(-1)).toMatchObject({
    kind: 'state',
    by: 'write-post-mortem',
    text: 'post-mortem written; 9 places are left to a person',
    data: { step: 'write-post-mortem', detail: { keys: KEYS } },
  });
});

test('written again when nothing was added it changes nothing; with what was added it is written anew', async () => {
  const { ports, write, written } = setUp();
  await write();
  const before = (await ports.timeline.read(ID)).length;
  expect(await write()).toEqual({ keys: KEYS });
  expect((await ports.timeline.read(ID)).length).toBe(before);
  ports.timeline.put(ID, entry('note', 5_000, { text: 'the disk was old' }, { by: 'Hery' }));
  await write();
  expect(JSON.stringify(written())).toContain('the disk was old');
  expect((await ports.timeline.read(ID)).length).toBe(before + 2);
});

test('executions are those the record names, each once, without the ladder’s own', async () => {
  const other = EXECUTION.replace('run-1', 'run-2');
  const ladder = EXECUTION.replace('database-failover', 'escalation');
  const timeline = new MemoryTimelines().put(
    ID,
    opened(),
    entry('ended', 9, { endState: 'Recovery failed', error: 'E', cause: 'c', executionId: other }),
    entry('note', 10, { text: 'x' }, { by: ladder }),
    entry('note', 11, { text: 'x' }, { by: 'Rado' }),
    resolved(20),
  );
  const { world, write } = setUp(timeline);
  await write();
  expect(world.callsTo('history.stays').map(([arn]) => arn)).toEqual([EXECUTION, other]);
});

test('a history that does not answer is said in the document', async () => {
  const { world, write, written } = setUp();
  world.answer('history.stays', unavailable('history'));
  await write();
  expect(written().executions).toEqual([{ arn: EXECUTION, region: 'eu-west-3', stays: null, unread: 'history does not answer' }]);
});

describe('a report', () => {
  test('that is not there, has no checklist or cannot be read is said in the document', async () => {
    const missing = setUp();
    await missing.write();
    expect(missing.written().reportUnread).toBe(`there is no report ${REPORT_KEY}`);
    const empty = setUp();
    await empty.ports.documents.save(REPORT_KEY, '{}', 'application/json');
    await empty.write();
    expect(empty.written().reportUnread).toBe(`report ${REPORT_KEY} has no checklist`);
    const refused = setUp();
    refused.ports.documents.read = async () => Promise.reject(unavailable('bucket'));
    await refused.write();
    expect(refused.written().reportUnread).toBe(`report ${REPORT_KEY} could not be read: bucket does not answer`);
  });

  test('is that of the last execution where the end has none; without any none is missed', async () => {
    const held = entry('ended', 9, { endState: 'Held', error: 'E', cause: 'c', executionId: EXECUTION, reportKey: 'held.json' });
    const failed = entry('ended', 12, { endState: 'Recovery failed', error: 'E', cause: 'c', executionId: EXECUTION });
    const byHand = setUp(new MemoryTimelines().put(ID, opened(), held, failed, resolved(20, { outcome: 'by-hand' })));
    await byHand.write();
    expect(byHand.written().reportUnread).toBe('there is no report held.json');
    const none = setUp(new MemoryTimelines().put(ID, opened(), failed));
    await none.write();
    expect(none.written().reportUnread).toBeUndefined();
  });
});

test('an incident without a record is refused, and what cannot be written is an error: the machine tries again', async () => {
  const { ports, write } = setUp();
  await expect(writePostMortem({ incidentId: 'inc-unknown' }, ports, plan, render)).rejects.toMatchObject({
    name: 'InvalidInput',
    message: 'incident "inc-unknown" has no record in eu-west-3; required the id of one that was opened there',
  });
  ports.documents.save = async () => Promise.reject(unavailable('bucket'));
  await expect(write()).rejects.toMatchObject({ name: 'DependencyUnavailable' });
  expect((await ports.timeline.read(ID)).at(-1)?.kind).toBe('resolved');
});
