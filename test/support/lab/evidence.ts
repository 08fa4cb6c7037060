import type { Evidence } from '../../../lab/evidence.ts';

export const FAULT_AT = '2026-11-23T10:00:00.000Z';
export const at = (seconds: number) => new Date(Date.parse(FAULT_AT) + seconds * 1_000).toISOString();
const ms = (seconds: number) => Date.parse(FAULT_AT) + seconds * 1_000;

export const acknowledged = (number: number, sentSecond: number, answeredSecond = sentSecond) =>
  ({ number, sentAt: ms(sentSecond), acknowledgedAt: ms(answeredSecond), outcome: 'acknowledged' }) as const;

/** Evidence of a perfect recovery: each test spoils one thing. */
export function recovered(changes: Partial<Evidence> = {}): Evidence {
  return {
    region: 'eu-west-3',
    faultAt: FAULT_AT,
    finishedAt: at(20),
    before: { primary: 'db-1', timeline: 1 },
    nodesAfter: [
      { node: 'db-1', running: false, inRecovery: null, timeline: null, receives: null },
      { node: 'db-2', running: true, inRecovery: false, timeline: 2, receives: null },
      { node: 'db-3', running: true, inRecovery: true, timeline: 2, receives: 2 },
    ],
    recordBefore: ['db-1.internal'],
    recordAfter: ['db-2.internal'],
    hostOf: { 'db-1': 'db-1.internal', 'db-2': 'db-2.internal', 'db-3': 'db-3.internal' },
    ledger: [acknowledged(1, -1), acknowledged(2, -0.5), acknowledged(3, 7), acknowledged(4, 8)],
    onPrimary: new Set([1, 2, 3, 4]),
    acceptedWhenFenced: 0,
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
      {
        at: at(3),
        kind: 'notification',
        region: 'eu-west-3',
        topic: 'arn:aws:sns:eu-west-3:1:reprise-x-on-call',
        subject: 'started',
        message: 'execution arn:1',
      },
      {
        at: at(10),
        kind: 'notification',
        region: 'eu-west-3',
        topic: 'arn:aws:sns:eu-west-3:1:reprise-x-on-call',
        subject: 'recovered',
        message: 'execution arn:1',
      },
    ],
    iam: { callsChecked: 12, denied: [], unusedGrants: [] },
    claims: {
      verification: { verifiedAt: at(9) },
      comparison: { loss: { proven: true, bytes: 0, seconds: 0, statement: 'none' }, ranking: [] },
    },
    objectives: { rtoSeconds: 300, rpoSeconds: 3_600 },
    machineReports: [{ executionId: 'arn:1' }],
    secretsSeen: [],
    ...changes,
  };
}
