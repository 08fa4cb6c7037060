import type { Execution } from '../../../lab/cloud/cloud.ts';
import type { Evidence } from '../../../lab/evidence.ts';
import type { Fault } from '../../../lab/faults/fault.ts';
import { networkSplit } from '../../../lab/faults/network-split.ts';
import { primaryKilled } from '../../../lab/faults/primary-killed.ts';
import { buildReport } from '../../../lab/report/build-report.ts';
import { type Details, detailsOf } from '../../../lab/report/details.ts';
import type { Report } from '../../../lab/report/report.ts';
import type { TimelineEvent } from '../../../lab/timeline.ts';
import { stateOf } from '../statemachines/golden.ts';
import { ABOUT } from './about.ts';
import { acknowledged, at, look, recovered } from './evidence.ts';
import { NOTHING_FOR_PEOPLE, openForPeople, overForPeople } from './people-part.ts';

export type Reported = { report: Report; details: Details };

/** A stay in a state: its name, the second after the fault at which it was entered, and seconds in it. */
type Step = readonly [name: string, second: number, seconds: number];

const where = { region: 'eu-west-3', machine: 'm', execution: 'arn:1' };

export const stateEvents = (steps: readonly Step[]): TimelineEvent[] =>
  steps.flatMap(([state, second, seconds]) => [
    { ...where, at: at(second), kind: 'state-entered', state, type: stateOf(state).Type },
    { ...where, at: at(second + seconds), kind: 'state-left', state, type: stateOf(state).Type },
  ]);

const execution = (steps: readonly Step[], status: Execution['status']): Execution => ({
  arn: 'arn:1',
  name: 'one',
  machine: 'm',
  region: 'eu-west-3',
  input: { reason: 'the application is down', force: false },
  startedAt: at(steps[0]?.[1] ?? 0),
  status,
  path: steps.map(([name]) => name),
});

const TAKEN_OVER: readonly Step[] = [
  ['Open incident', 2.7, 0.3],
  ['Who owns the incident?', 3, 0],
  ['Assess primary', 3, 1],
  ['What does the evidence say?', 4, 0],
  ['Start the ladder', 4, 0.2],
  ['What is to be done?', 4.2, 0],
  ['Fence old primary', 4.2, 0.8],
  ['Fenced by its host?', 5, 0],
  ['Compare replica LSNs', 5, 0.5],
  ['Is there a candidate?', 5.5, 0],
  ['Promote standby', 5.5, 0.8],
  ['Look at the candidate', 6.3, 0.2],
  ['Promoted?', 6.5, 0],
  ['Switch writer record', 6.5, 0.2],
  ['Re-point other standbys', 6.7, 0.2],
  ['Set synchronous standbys', 6.9, 0.2],
  ['Is the record switched?', 7.1, 0],
  ['Wait for the writer record', 7.1, 0.1],
  ['Restart application', 7.2, 1],
  ['Verify through the name', 8.2, 0.9],
  ['Keep what diverged', 9.1, 0],
  ['Close the incident', 9.1, 0.4],
  ['Does the ladder tell people?', 9.5, 0],
  ['Recovered', 10, 0],
];

/** One that waited twice before it left the decision to a person. */
const LEFT_TO_A_PERSON: readonly Step[] = [
  ['Open incident', 30, 0.5],
  ['Who owns the incident?', 30.5, 0],
  ...[31, 40, 50].flatMap((second, index): Step[] => [
    ['Assess primary', second, 4],
    ['What does the evidence say?', second + 4, 0],
    ...(index === 2 ? [] : [['Wait before looking again', second + 4, 5] as Step]),
  ]),
  ['Start the ladder', 54, 0],
  ['What is to be done?', 54, 0],
  ['Write down why it is held', 54, 1],
  ['Tell people that it is held', 55, 1],
  ['Held for a person', 56, 0],
];

const CHECKLIST = [
  { item: "Confirmer que l'ancien est perdu", about: 'primary-lost', done: true, at: at(4), evidence: 'nobody receives from it' },
  { item: 'Tester les opérations CRUD', about: 'writes', done: false, at: null, evidence: 'not reached' },
];

const steadily = (from: number, to: number) =>
  Array.from({ length: Math.round((to - from) * 4) }, (_, index) => acknowledged(Math.round(1_000 + from * 4 + index), from + index / 4));

export function reported(evidence: Evidence, fault: Fault): Reported {
  const about = { ...ABOUT, fault };
  return { report: buildReport(about, evidence), details: detailsOf(evidence, about.plan, fault) };
}

/** Evidence of a failover with everything a page shows. */
export function takenOver(changes: Partial<Evidence> = {}): Evidence {
  const perfect = recovered();
  const ledger = [...steadily(-3, 0), { number: 1, sentAt: Date.parse(at(2)), outcome: 'failed' as const }, ...steadily(7.5, 14)];
  return {
    ...perfect,
    claims: { ...perfect.claims, divergence: { state: 'nothing-diverged', why: 'nothing was written after the fork' } },
    divergence: { wal: { commits: 0 } },
    events: [
      ...perfect.events,
      { at: at(0), kind: 'fault', text: 'kill -9 of every PostgreSQL process on db-1' },
      ...stateEvents(TAKEN_OVER),
    ],
    executions: [execution(TAKEN_OVER, 'SUCCEEDED')],
    ledger,
    onPrimary: new Set(ledger.map((entry) => entry.number)),
    machineReports: [{ executionId: 'arn:1', endState: 'Recovered', measured: { recoveryTime: 9.1 }, checklist: CHECKLIST }],
    ...changes,
  };
}

/** Evidence of a run in which nothing was promoted: the primary went on, and a person has to decide. */
export function held(changes: Partial<Evidence> = {}): Evidence {
  const ledger = steadily(-3, 60);
  return {
    ...recovered(),
    finishedAt: at(62),
    looks: [look(-1, 'db-1.internal', [false, true, true]), look(50, 'db-1.internal', [false, true, true])],
    returned: undefined,
    nodesAfter: recovered().nodesAfter.map((node, index) => ({
      ...node,
      running: true,
      inRecovery: index > 0,
      timeline: 1,
      receives: index > 0 ? 1 : null,
    })),
    recordAfter: ['db-1.internal'],
    ledger,
    onPrimary: new Set(ledger.map((entry) => entry.number)),
    events: [
      ...recovered().events.filter((event) => event.kind === 'metric' || event.kind === 'alarm' || event.kind === 'notification'),
      ...stateEvents(LEFT_TO_A_PERSON),
    ],
    executions: [{ ...execution(LEFT_TO_A_PERSON, 'FAILED'), error: 'HeldForAPerson', cause: 'a person has to decide' }],
    claims: {},
    machineReports: [],
    people: openForPeople(),
    ...changes,
  };
}

/** Evidence of a run that was broken off: no alarm, no execution, no write, no answer of any node. */
export function brokenOff(changes: Partial<Evidence> = {}): Evidence {
  return {
    ...recovered(),
    brokenOff: 'no alarm within 60 s; required one to go on with the rehearsal',
    looks: [],
    returned: undefined,
    nodesAfter: recovered().nodesAfter.map((node) => ({ ...node, running: false, inRecovery: null, timeline: null, receives: null })),
    recordAfter: [],
    ledger: [],
    onPrimary: new Set(),
    acceptedWhenFenced: null,
    events: [],
    executions: [],
    claims: {},
    machineReports: [],
    iam: { callsChecked: 0, denied: [], unusedGrants: [] },
    people: NOTHING_FOR_PEOPLE,
    ...changes,
  };
}

const INJECTED = `<script>window.injected = 1</script><img src="https://example.com/x.png" onerror="window.injected = 2">"'>&amp;`;

/** Evidence in which every text that people or programs write is markup. */
export function hostile(): Evidence {
  const evidence = takenOver();
  return {
    ...evidence,
    brokenOff: INJECTED,
    executions: evidence.executions.map((one) => ({ ...one, input: { reason: INJECTED }, error: INJECTED, cause: INJECTED })),
    events: [
      ...evidence.events,
      { at: at(0), kind: 'fault', text: INJECTED },
      { at: at(11), kind: 'notification', region: 'eu-west-3', topic: `x:${INJECTED}`, subject: INJECTED, message: INJECTED },
    ],
    claims: {
      ...evidence.claims,
      comparison: {
        loss: { proven: false, bytes: 8, seconds: 2, statement: INJECTED },
        ranking: [{ node: INJECTED, chosen: true, reason: INJECTED, position: INJECTED, newestHeartbeatAt: at(-1) }],
      },
    },
    people: {
      ...overForPeople(),
      ladders: overForPeople().ladders.map((one) => ({ ...one, name: INJECTED })),
      postMortems: overForPeople().postMortems.map((one) => ({ ...one, body: INJECTED })),
    },
    machineReports: [{ checklist: [{ item: INJECTED, about: null, done: true, at: at(3), evidence: INJECTED }] }],
    iam: {
      callsChecked: 1,
      denied: [{ caller: INJECTED, action: INJECTED, resource: INJECTED }],
      unusedGrants: [{ role: INJECTED, action: INJECTED, resource: '*' }],
    },
  };
}

/** Three kinds of report, and the hostile one, by name. */
export const REPORTED: Readonly<Record<'recovered' | 'held' | 'broken off' | 'hostile', () => Reported>> = {
  recovered: () => reported(takenOver(), primaryKilled),
  held: () => reported(held(), networkSplit),
  'broken off': () => reported(brokenOff(), primaryKilled),
  hostile: () => reported(hostile(), primaryKilled),
};
