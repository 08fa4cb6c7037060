import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { RecordSwitch } from '../../../lambdas/domain/aftermath.ts';
import type { Assessment } from '../../../lambdas/domain/assessment.ts';
import type { Comparison } from '../../../lambdas/domain/comparison.ts';
import type { AskedQuestion, Decision, Question } from '../../../lambdas/domain/decision.ts';
import type { Fencing } from '../../../lambdas/domain/fencing.ts';
import type { Incident, PromotionIntent } from '../../../lambdas/domain/incident.ts';
import type { NewEntry, RecordEntry } from '../../../lambdas/domain/incident-record.ts';
import type { DirectTry, Follower, NodeObservation, RememberedHeartbeat } from '../../../lambdas/domain/observation.ts';
import type { Confirmation } from '../../../lambdas/domain/promotion.ts';
import { type Plan, planSchema } from '../../../lib/plan/schema.ts';

export const START = '2026-11-23T10:00:00.000Z';
export const CLUSTER = '7300000000000000001';
const text = readFileSync(join(import.meta.dirname, '../../../config/taxcollector.plan.yaml'), 'utf8');

/** The plan of the product itself; change a copy of it in place. */
export const planOf = (change: (plan: Plan) => void = () => undefined): Plan => {
  const plan = planSchema.parse(parse(text));
  change(plan);
  return plan;
};

/** ISO time so many seconds after the start of every test. */
export const after = (seconds: number) => new Date(Date.parse(START) + seconds * 1000).toISOString();

export const standby = (node: string, change: Partial<NodeObservation> = {}): NodeObservation => ({
  node,
  at: START,
  reachable: true,
  role: 'standby',
  timeline: 1,
  systemIdentifier: CLUSTER,
  receivedLsn: '0/5000000',
  replayedLsn: '0/5000000',
  replayPaused: false,
  newestHeartbeat: { at: after(-1), vantage: 'eu-west-3' },
  ...change,
});

export const receiving = (node: string, change: Partial<NodeObservation> = {}): NodeObservation =>
  standby(node, { receiver: { streaming: true, lastMessageAgeSeconds: 0.2, timeline: 1, senderHost: 'db-1.db.internal' }, ...change });

/** A standby that streams from the new primary db-2. */
export const followingNew = (node: string): NodeObservation =>
  standby(node, { timeline: 2, receiver: { streaming: true, lastMessageAgeSeconds: 0.1, timeline: 2, senderHost: 'db-2.db.internal' } });

export const primary = (node: string, change: Partial<NodeObservation> = {}): NodeObservation => ({
  node,
  at: START,
  reachable: true,
  role: 'primary',
  writable: true,
  timeline: 1,
  systemIdentifier: CLUSTER,
  currentLsn: '0/5000000',
  synchronousSetting: '',
  ...change,
});

export const dead = (node: string, kind: NonNullable<NodeObservation['failure']>['kind'] = 'refused'): NodeObservation => ({
  node,
  at: START,
  reachable: false,
  failure: { kind, message: `connection ${kind}` },
});

export const heartbeat = (change: Partial<RememberedHeartbeat> = {}): RememberedHeartbeat => ({
  at: after(-1),
  acknowledgedAt: change.at ?? after(-1),
  lsn: '0/5000000',
  timeline: 1,
  vantage: 'eu-west-3',
  primary: 'db-1',
  systemIdentifier: CLUSTER,
  synchronousSetting: 'ANY 1 (db_1, db_2, db_3)',
  ...change,
});

export const attempt = (outcome: DirectTry['outcome'], change: Partial<DirectTry> = {}): DirectTry => ({
  at: START,
  outcome,
  detail: outcome,
  ...(outcome === 'committed' ? { heartbeat: heartbeat({ at: START }) } : {}),
  ...change,
});

export const follower = (node: string, change: Partial<Follower> = {}): Follower => ({
  applicationName: node.replace('-', '_'),
  slotName: `reprise_${node.replace('-', '_')}`,
  state: 'streaming',
  syncState: 'async',
  ...change,
});

export const incident = (change: Partial<Incident> = {}): Incident => ({
  status: 'opened',
  id: 'inc-1',
  token: 7,
  severity: 'P1',
  reason: 'alarm',
  force: false,
  trigger: 'alarm',
  openedAt: after(2),
  executionId: 'arn:execution:1',
  ...change,
});

/** A promotion of db-2 after db-1, decided on timeline 1. */
export const intent = (node = 'db-2', change: Partial<PromotionIntent> = {}): PromotionIntent => ({
  node,
  oldPrimary: 'db-1',
  timeline: 1,
  position: '0/5000000',
  systemIdentifier: CLUSTER,
  ...change,
});

/** The question of a gate, as it was asked. */
export const askedQuestion = (change: Partial<AskedQuestion> = {}): AskedQuestion => ({
  incidentId: 'inc-1',
  executionId: 'arn:execution:1',
  token: 7,
  question: 'promote-candidate',
  about: 'the risk',
  taskToken: 'token-1',
  askedAt: after(0),
  expiresAt: after(1_800),
  ...change,
});

/** A person's answer to a gate. */
export const approval = (question: Question, change: Partial<Decision> = {}): Decision => ({
  question,
  decision: 'approve',
  by: 'Rado',
  reason: 'the room burns',
  at: after(60),
  about: 'the risk',
  ...change,
});

export const assessment = (change: Partial<Assessment> = {}): Assessment => ({
  attempt: 1,
  firstAt: START,
  at: after(3),
  verdict: 'down',
  verdictSince: START,
  action: 'fail-over',
  why: 'primary does not answer',
  oldPrimary: 'db-1',
  region: 'eu-west-3',
  recordValue: 'db-1.db.internal',
  timeline: 1,
  systemIdentifier: CLUSTER,
  synchronousSetting: 'ANY 1 (db_1, db_2, db_3)',
  nodes: [],
  lastHeartbeat: heartbeat(),
  ...change,
});

export const fenced = (change: Partial<Fencing> = {}): Fencing => ({
  proven: true,
  rung: 'fence-postgres',
  state: 'fenced',
  node: 'db-1',
  at: after(4),
  attempts: 1,
  stopRequestedAt: '',
  evidence: [{ rung: 'fence-postgres', at: after(4), seen: 'stopped' }],
  ...change,
});

export const comparison = (change: Partial<Comparison> = {}): Comparison => ({
  action: 'promote',
  why: 'db-2 is most advanced',
  oldPrimary: 'db-1',
  candidate: {
    node: 'db-2',
    timeline: 1,
    position: '0/5000000',
    systemIdentifier: CLUSTER,
    host: 'db-2.db.internal',
    address: '10.20.1.12',
  },
  ranking: [{ node: 'db-2', chosen: true, reason: 'most advanced' }],
  loss: { proven: true, bytes: 0, seconds: 0, statement: 'no acknowledged write is lost' },
  ...change,
});

/** What the old primary's host reports after it has decoded two commits. */
export const decodedReport = (change: Record<string, unknown> = {}) => ({
  program: 'keep-divergence',
  outcome: 'decoded',
  seen: '2 commits',
  timeline: 1,
  from: '0/5000000',
  to: '0/5000200',
  bytes: 512,
  records: 9,
  commits: 2,
  whole: true,
  firstCommitAt: '2026-11-23T10:00:01.000001Z',
  lastCommitAt: '2026-11-23T10:00:02.000002Z',
  xids: [801, 802],
  relations: [
    { relation: '1663/16384/16401', records: 4, createdAfterFork: false },
    { relation: '1663/16384/24576', records: 1, createdAfterFork: true },
  ],
  ended: 'invalid record length at 0/5000200: wanted 24, got 0',
  keptAt: '/var/lib/reprise/evidence/inc-1',
  keptSegments: 1,
  gaps: [],
  ...change,
});

export const confirmation = (change: Partial<Confirmation> = {}): Confirmation => ({
  state: 'promoted',
  timeline: 2,
  lsn: '0/5000100',
  evidence: 'seen',
  at: after(6),
  ...change,
});

/** The switch as the step answers it at the start of the test's time. */
export const switched = (change: Partial<RecordSwitch> = {}): RecordSwitch => ({
  name: 'primary.db.internal',
  from: 'db-1.db.internal',
  to: 'db-2.db.internal',
  changeId: 'C1',
  status: 'PENDING',
  at: START,
  ...change,
});

/** First entry of the timeline of inc-1; `entries` follow it in order. */
export const opened = (change: Partial<NewEntry<'opened'>['data']> = {}, id = 'arn:execution:1'): RecordEntry => ({
  kind: 'opened',
  sequence: 1,
  at: after(2),
  by: id,
  text: 'the incident began',
  data: {
    severity: 'P1',
    scenario: 'database-failover',
    trigger: 'alarm',
    region: 'eu-west-3',
    executionId: id,
    reason: 'alarm',
    ...change,
  },
});

/** A timeline that begins with the opening. */
export const timelineOf = (...entries: NewEntry[]): RecordEntry[] => [
  opened(),
  ...entries.map((entry, index) => ({ ...entry, sequence: index + 2 }) as RecordEntry),
];
