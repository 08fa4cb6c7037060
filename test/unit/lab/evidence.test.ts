import type { Cloud } from '../../../lab/cloud/cloud.ts';
import type { DatabaseHost, Estate } from '../../../lab/estate/estate.ts';
import { EventLog } from '../../../lab/event-log.ts';
import { gatherEvidence } from '../../../lab/evidence.ts';
import type { TimelineEvent } from '../../../lab/timeline.ts';
import { at, FAULT_AT, hostCommand } from '../../support/lab/evidence.ts';
import { planOf } from '../../support/ports/builders.ts';

const plan = planOf();
const INSTANCE = plan.database.nodes[0]?.instance ?? '';
const FENCED = hostCommand(5, 'fence-postgres', INSTANCE, 'Success', '{"program":"fence-postgres","outcome":"fenced"}');
const SECRET = 'correct horse battery staple';

type Spoiled = {
  events?: TimelineEvent[];
  paymentsOnDisk?: Estate['paymentsOnDisk'];
  logs?: string[];
  objects?: { key: string; body: string }[];
};

/** What is left after db-2 was promoted: db-1 is off, everybody else answers. */
function scene({ events = [FENCED], paymentsOnDisk = async () => [], logs = [], objects = [] }: Spoiled) {
  const log = new EventLog(() => undefined);
  for (const event of events) log.add(event);
  const host = (node: string, inRecovery: boolean | undefined) =>
    ({
      node,
      promotionsTakenUp: () => 0,
      serverRunning: () => inRecovery !== undefined,
      query: async () => [{ recovery: inRecovery, timeline: 2, receives: inRecovery ? 2 : null, quorum: '' }],
    }) as unknown as DatabaseHost;
  const estate = {
    hosts: () => [host('db-1', undefined), host('db-2', false), host('db-3', true)],
    payments: async () => new Set([1]),
    paymentsOnDisk,
    load: { ledger: () => [] },
    secrets: [SECRET],
  } as unknown as Estate;
  const cloud = {
    objects: async () => objects,
    executions: () => [],
    definition: () => ({ StartAt: 'Open incident', States: {} }),
    records: () => [{ name: plan.database.writer.name, type: 'CNAME', ttl: 5, values: ['db-2.db.internal'] }],
    iam: () => ({ callsChecked: 1, denied: [], unusedGrants: [] }),
    functionLogs: () => logs,
  } as unknown as Cloud;
  return gatherEvidence({
    plan,
    cloud,
    estate,
    log,
    region: 'eu-west-3',
    machine: 'm',
    primary: { node: 'db-1', instance: INSTANCE } as DatabaseHost,
    faultAt: FAULT_AT,
    before: { primary: 'db-1', timeline: 1, record: ['db-1.db.internal'] },
    brokenOff: undefined,
    looks: [],
    returned: undefined,
    stopLoad: async () => undefined,
  });
}

const accepted =
  (...seconds: number[]) =>
  async () =>
    seconds.map((second, number) => ({ number, acceptedAt: Date.parse(at(second)) }));

describe('writes that the fenced node accepted', () => {
  test('are those after the lab knew of the fence, not those before', async () => {
    expect((await scene({ paymentsOnDisk: accepted(1, 4.9) })).acceptedWhenFenced).toBe(0);
    expect((await scene({ paymentsOnDisk: accepted(1, 5.1, 6) })).acceptedWhenFenced).toBe(2);
  });

  test('are unknown when the disk cannot be read, and when nobody knows of a fence', async () => {
    const unreadable = async () => Promise.reject(new Error('cannot be started'));
    expect((await scene({ paymentsOnDisk: unreadable })).acceptedWhenFenced).toBeNull();
    expect((await scene({ events: [] })).acceptedWhenFenced).toBeNull();
  });
});

describe('a password is found wherever it got to', () => {
  const output = { connection: `password=${SECRET}` };
  const left: TimelineEvent = {
    at: at(1),
    kind: 'state-left',
    region: 'eu-west-3',
    machine: 'm',
    execution: 'arn:1',
    state: 's',
    type: 'Task',
    output,
  };
  const told: TimelineEvent = { at: at(1), kind: 'notification', region: 'eu-west-3', topic: 't', subject: 's', message: SECRET };

  test.each<[string, Spoiled]>([
    ['function logs', { logs: ['fine', `connecting with ${SECRET}`] }],
    ['state input or output', { events: [FENCED, left] }],
    ['host command output', { events: [FENCED, hostCommand(1, 'x', 'i-1', 'Success', SECRET)] }],
    ['notifications', { events: [FENCED, told] }],
    ['reports, status page or post-mortem', { objects: [{ key: 'a.json', body: JSON.stringify({ steps: SECRET }) }] }],
  ])('%s', async (place, spoiled) => {
    expect((await scene(spoiled)).secretsSeen).toEqual([place]);
    expect((await scene({})).secretsSeen).toEqual([]);
  });
});

test('nodes are looked at by the lab itself', async () => {
  expect((await scene({})).nodesAfter).toEqual([
    { node: 'db-1', running: false, inRecovery: null, timeline: null, receives: null, quorum: null },
    { node: 'db-2', running: true, inRecovery: false, timeline: 2, receives: null, quorum: '' },
    { node: 'db-3', running: true, inRecovery: true, timeline: 2, receives: 2, quorum: '' },
  ]);
});
