import type { Evidence } from '../../../lab/evidence.ts';
import type { Expectation } from '../../../lab/faults/fault.ts';
import { judge } from '../../../lab/judge.ts';
import { acknowledged, at, recovered } from '../../support/lab/evidence.ts';

const EXPECTED: Expectation = { endState: 'Recovered', promoted: true, fencedBy: 'fence-postgres' };
const path = (...states: string[]) => [{ ...recovered().executions[0], path: states } as Evidence['executions'][number]];

test('a perfect recovery has no reason to fail', () => {
  expect(judge(recovered(), EXPECTED)).toEqual([]);
});

const spoiled: { case: string; evidence: Evidence; expected?: Expectation; reason: RegExp }[] = [
  {
    case: 'a right or setting is missing',
    evidence: recovered({
      events: [
        ...recovered().events,
        { at: '2026-11-23T09:59:58.000Z', kind: 'metric', region: 'eu-west-1', name: 'NotReady', value: 2, dimensions: {} },
      ],
    }),
    reason: /the probe found 2 thing\(s\) a failover would miss/,
  },
  {
    case: 'nobody looked for missing rights',
    evidence: recovered({ events: recovered().events.filter((event) => event.kind !== 'metric' || event.name !== 'NotReady') }),
    reason: /the probe never looked/,
  },
  { case: 'no execution ran', evidence: recovered({ executions: [] }), reason: /nothing: no execution ran/ },
  {
    case: 'it ended elsewhere',
    evidence: recovered({ executions: path('Fence old primary', 'Held for a person') }),
    reason: /ended in \[Held for a person\]/,
  },
  {
    case: 'two executions recovered',
    evidence: recovered({ executions: [...recovered().executions, ...recovered().executions] }),
    reason: /required exactly one/,
  },
  {
    case: 'a hold that is green',
    evidence: recovered({ executions: path('Held for a person') }),
    reason: /only Recovered and False alarm may/,
  },
  {
    case: 'nobody stood back',
    evidence: recovered(),
    expected: { ...EXPECTED, alreadyRunning: 2 },
    reason: /0 execution\(s\) ended "Already running"; required at least 2/,
  },
  {
    case: 'two writers',
    evidence: recovered({
      nodesAfter: [...recovered().nodesAfter, { node: 'db-4', running: true, inRecovery: false, timeline: 2, receives: null }],
    }),
    reason: /required exactly one/,
  },
  { case: 'no writer', evidence: recovered({ nodesAfter: [] }), reason: /not in recovery: \[none\]/ },
  {
    case: 'two promotions',
    evidence: recovered({ nodesAfter: [{ node: 'db-2', running: true, inRecovery: false, timeline: 3, receives: null }] }),
    reason: /timeline is 3; required exactly 1 \+ 1/,
  },
  {
    case: 'the old primary again',
    evidence: recovered({ nodesAfter: [{ node: 'db-1', running: true, inRecovery: false, timeline: 2, receives: null }] }),
    reason: /required a promoted standby/,
  },
  {
    case: 'a promotion where none may be',
    evidence: recovered(),
    expected: { endState: 'Recovered', promoted: false },
    reason: /required no promotion/,
  },
  { case: 'the record lies', evidence: recovered({ recordAfter: ['db-1.internal'] }), reason: /writer record points at \[db-1.internal\]/ },
  {
    case: 'the wrong rung',
    evidence: recovered(),
    expected: { ...EXPECTED, fencedBy: 'stop-instance' },
    reason: /fenced by fence-postgres; required stop-instance/,
  },
  { case: 'fencing where none may be', evidence: recovered(), expected: { ...EXPECTED, notFenced: true }, reason: /fencing was tried/ },
  {
    case: 'a lost acknowledged write',
    evidence: recovered({ onPrimary: new Set([1, 3, 4]) }),
    reason: /1 acknowledged write\(s\).*first: 2/,
  },
  { case: 'a write on the fenced node', evidence: recovered({ acceptedWhenFenced: 1 }), reason: /fenced node accepted 1/ },
  { case: 'an unreadable disk', evidence: recovered({ acceptedWhenFenced: null }), reason: /nothing is proven about writes/ },
  {
    case: 'clients that never write again',
    evidence: recovered({ ledger: [acknowledged(1, -1), { number: 2, sentAt: Date.parse(at(1)), outcome: 'failed' }] }),
    reason: /none of the last 5 writes/,
  },
  { case: 'clients that stopped asking', evidence: recovered({ ledger: [acknowledged(1, -1)] }), reason: /nothing is proven/ },
  {
    case: 'a failed write where writes must go on',
    evidence: recovered({ ledger: [acknowledged(1, -1), { number: 2, sentAt: Date.parse(at(2)), outcome: 'indeterminate' }] }),
    expected: { ...EXPECTED, writesNeverStopped: true },
    reason: /1 write\(s\) failed or stayed unanswered/,
  },
  {
    case: 'only something else was told',
    evidence: recovered({
      events: recovered().events.map((event) => (event.kind === 'notification' ? { ...event, message: 'an alarm' } : event)),
    }),
    reason: /told 0 time\(s\) about the execution; required 2/,
  },
  {
    case: 'nobody told',
    evidence: recovered({ events: recovered().events.filter((event) => event.kind !== 'notification') }),
    reason: /told 0 time\(s\) about the execution; required 2/,
  },
  {
    case: 'a denied call',
    evidence: recovered({ iam: { callsChecked: 1, denied: [{ caller: 'r', action: 'a', resource: 'x' }], unusedGrants: [] } }),
    reason: /1 call\(s\) denied/,
  },
  {
    case: 'an unchecked run',
    evidence: recovered({ iam: { callsChecked: 0, denied: [], unusedGrants: [] } }),
    reason: /no call was checked/,
  },
  {
    case: 'a refused call',
    evidence: recovered({
      events: [...recovered().events, { at: at(1), kind: 'refused', service: 'ssm', operation: 'X', reason: 'unknown' }],
    }),
    reason: /refused 1 call/,
  },
  {
    case: 'a start that was told and an end that was not',
    evidence: recovered({ events: recovered().events.filter((event) => event.kind !== 'notification' || event.subject === 'started') }),
    reason: /told 1 time\(s\) about the execution; required 2/,
  },
  {
    case: 'a standby that was left behind',
    evidence: recovered({ nodesAfter: recovered().nodesAfter.map((look) => (look.node === 'db-3' ? { ...look, receives: 1 } : look)) }),
    reason: /do not stream on the new timeline: \[db-3\]/,
  },
  {
    case: 'a recovery that was never verified',
    evidence: recovered({ claims: { ...recovered().claims, verification: {} } }),
    reason: /recovery time is not measured; required at most 300 s/,
  },
  {
    case: 'a recovery slower than its objective',
    evidence: recovered({ objectives: { rtoSeconds: 9, rpoSeconds: 3_600 } }),
    reason: /recovery time is 9\.4; required at most 9 s/,
  },
  {
    case: 'a loss nobody bounded',
    evidence: recovered({ claims: { verification: { verifiedAt: at(9) } } }),
    reason: /bounds the loss to nothing; required at most 3600 s/,
  },
  { case: 'no report in S3', evidence: recovered({ machineReports: [] }), reason: /1 execution\(s\) left no report/ },
  {
    case: 'a fault before anything was written',
    evidence: recovered({ ledger: [acknowledged(3, 7), acknowledged(4, 8)] }),
    reason: /no write was acknowledged before the fault/,
  },
  { case: 'a leaked password', evidence: recovered({ secretsSeen: ['function logs'] }), reason: /password was seen in: function logs/ },
];

test.each(spoiled)('$case is a reason to fail', ({ evidence, expected, reason }) => {
  expect(judge(evidence, expected ?? EXPECTED).join('\n')).toMatch(reason);
});
