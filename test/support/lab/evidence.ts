import type { Evidence } from '../../../lab/evidence.ts';
import type { Look } from '../../../lab/lookout.ts';
import type { TimelineEvent } from '../../../lab/timeline.ts';
import { golden } from '../statemachines/golden.ts';
import { overForPeople } from './people-part.ts';

export const FAULT_AT = '2026-11-23T10:00:00.000Z';
export const at = (seconds: number) => new Date(Date.parse(FAULT_AT) + seconds * 1_000).toISOString();
const ms = (seconds: number) => Date.parse(FAULT_AT) + seconds * 1_000;

export const acknowledged = (number: number, sentSecond: number, answeredSecond = sentSecond) =>
  ({ number, sentAt: ms(sentSecond), acknowledgedAt: ms(answeredSecond), outcome: 'acknowledged' }) as const;

type Role = boolean | null;

/** What the lookout saw: the record's value, then per node whether it was in recovery, and how far it was. */
export const look = (
  second: number,
  record: string,
  roles: [Role, Role, Role],
  received: [bigint, bigint, bigint] = [9n, 9n, 9n],
): Look => ({
  at: at(second),
  record: [record],
  nodes: roles.map((inRecovery, index) => ({
    node: `db-${index + 1}`,
    inRecovery,
    received: inRecovery === null ? null : (received[index] ?? null),
  })),
});

const ranked = (node: string, chosen: boolean) => ({ node, chosen, reason: 'as ranked' });

export const hostCommand = (second: number, document: string, instance: string, status: string, output?: string): TimelineEvent => ({
  at: at(second),
  kind: 'host-command',
  region: 'eu-west-3',
  commandId: document,
  document: `reprise-x-${document}`,
  parameters: {},
  instance,
  status,
  ...(output !== undefined && { output }),
});

export const GUARD_REFUSED = '{"program":"start-guard","outcome":"refused","seen":"fenced (incident i-1)"}';

/** Evidence of a perfect recovery: each test spoils one thing. */
export function recovered(changes: Partial<Evidence> = {}): Evidence {
  return {
    region: 'eu-west-3',
    faultAt: FAULT_AT,
    finishedAt: at(20),
    before: { primary: 'db-1', timeline: 1 },
    brokenOff: undefined,
    looks: [
      look(-1, 'db-1.internal', [false, true, true]),
      look(1, 'db-1.internal', [null, true, true]),
      look(6, 'db-1.internal', [null, false, true]),
      look(8, 'db-2.internal.', [null, false, true]),
    ],
    returned: {
      starts: [{ started: false, said: `Job failed\n${GUARD_REFUSED}` }],
      writes: [{ at: at(12), node: 'db-1', accepted: false, answer: 'connect ECONNREFUSED' }],
    },
    nodesAfter: [
      { node: 'db-1', running: false, inRecovery: null, timeline: null, receives: null, quorum: null },
      { node: 'db-2', running: true, inRecovery: false, timeline: 2, receives: null, quorum: 'ANY 1 (db_3)' },
      { node: 'db-3', running: true, inRecovery: true, timeline: 2, receives: 2, quorum: '' },
    ],
    recordBefore: ['db-1.internal'],
    recordAfter: ['db-2.internal'],
    firstChoice: 'db-2',
    promotionsTakenUp: { 'db-1': 0, 'db-2': 1, 'db-3': 0 },
    hostOf: { 'db-1': 'db-1.internal', 'db-2': 'db-2.internal', 'db-3': 'db-3.internal' },
    instanceOf: { 'db-1': 'i-1', 'db-2': 'i-2', 'db-3': 'i-3' },
    ledger: [acknowledged(1, -1), acknowledged(2, -0.5), acknowledged(3, 7), acknowledged(4, 8)],
    onPrimary: new Set([1, 2, 3, 4]),
    acceptedWhenFenced: 0,
    onlyOnOldDisk: 0,
    executions: [
      {
        arn: 'arn:1',
        name: 'one',
        machine: 'm',
        region: 'eu-west-3',
        input: {},
        startedAt: at(3),
        status: 'SUCCEEDED',
        path: ['Open incident', 'Assess primary', 'Fence old primary', 'Compare replica LSNs', 'Recovered'],
      },
    ],
    events: [
      { at: at(-2), kind: 'metric', region: 'eu-west-3', name: 'NotReady', value: 0, dimensions: {} },
      { at: at(-0.4), kind: 'metric', region: 'eu-west-3', name: 'PrimaryWritable', value: 1, dimensions: {} },
      { at: at(0.6), kind: 'metric', region: 'eu-west-3', name: 'PrimaryWritable', value: 0, dimensions: {} },
      {
        at: at(2.6),
        kind: 'alarm',
        region: 'eu-west-3',
        name: 'reprise-x/database-failover/PrimaryNotWritable',
        from: 'OK',
        to: 'ALARM',
        by: 'SetAlarmState',
        reason: 'down',
      },
      hostCommand(4, 'fence-postgres', 'i-1', 'Pending'),
      hostCommand(5, 'fence-postgres', 'i-1', 'Success', '{"program":"fence-postgres","outcome":"fenced"}'),
      hostCommand(5.5, 'promote-standby', 'i-2', 'Pending'),
      hostCommand(5.9, 'promote-standby', 'i-2', 'Success', '{"program":"promote-standby","outcome":"promoted"}'),
      { at: at(7), kind: 'record', zone: 'z', name: 'writer', from: ['db-1.internal'], to: ['db-2.internal'] },
      {
        at: at(3),
        kind: 'notification',
        region: 'eu-west-3',
        topic: 'arn:aws:sns:eu-west-3:1:reprise-taxcollector-on-call',
        subject: 'started',
        message: 'execution arn:1',
      },
      {
        at: at(10),
        kind: 'notification',
        region: 'eu-west-3',
        topic: 'arn:aws:sns:eu-west-3:1:reprise-taxcollector-on-call',
        subject: 'recovered',
        message: 'execution arn:1',
      },
    ],
    iam: { callsChecked: 12, denied: [], unusedGrants: [] },
    definition: golden as unknown as Evidence['definition'],
    claims: {
      verification: { verifiedAt: at(9) },
      comparison: {
        loss: { proven: true, bytes: 0, seconds: 0, statement: 'none' },
        ranking: [ranked('db-2', true), ranked('db-3', false)],
      },
    },
    objectives: { rtoSeconds: 300, rpoSeconds: 3_600 },
    machineReports: [{ executionId: 'arn:1', endState: 'Recovered', measured: { recoveryTime: 9.1 } }],
    divergence: undefined,
    people: overForPeople(),
    secretsSeen: [],
    ...changes,
  };
}
