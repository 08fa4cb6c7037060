import type { Evidence } from '../../../lab/evidence.ts';
import type { Expectation } from '../../../lab/faults/fault.ts';
import { judge } from '../../../lab/judge/judge.ts';
import type { Look } from '../../../lab/lookout.ts';
import type { TimelineEvent } from '../../../lab/timeline.ts';
import type { Decision, Decisions } from '../../../lambdas/domain/decision.ts';
import { ACCEPT_MISSING_PROOF, KEEP_WHAT_DIVERGED } from '../../../lib/plan/steps.ts';
import { acknowledged, at, GUARD_REFUSED, hostCommand, look, recovered } from '../../support/lab/evidence.ts';
import { openForPeople } from '../../support/lab/people-part.ts';

const EXPECTED: Expectation = { endState: 'Recovered', promoted: true, fencedBy: 'fence-postgres' };
const path = (...states: string[]) => [{ ...recovered().executions[0], path: states } as Evidence['executions'][number]];

const withoutFence = recovered().events.filter((event) => event.kind !== 'host-command' || !event.document.endsWith('fence-postgres'));
const lossOf = (seconds: number): Evidence['claims'] => ({
  ...recovered().claims,
  comparison: { ...recovered().claims.comparison, loss: { proven: false, bytes: null, seconds, statement: 'some' } },
});

const stopped = [{ at: at(4), kind: 'instance', region: 'eu-west-3', instance: 'i-1', state: 'stopped' } as const, ...withoutFence];
const kept = path('Fence old primary', KEEP_WHAT_DIVERGED, 'Recovered');
const divergenceOf = (state: string): Evidence['claims'] => ({ ...recovered().claims, divergence: { state, why: 'as said' } });

test('what diverged is kept: at least the payments of the old disk, more is no fault, and a host that is off is said to be', () => {
  const divergence = { wal: { commits: 7 } };
  expect(judge(recovered({ executions: kept, claims: divergenceOf('decoded'), divergence, onlyOnOldDisk: 3 }), EXPECTED)).toEqual([]);
  const nothing = { executions: kept, claims: divergenceOf('nothing-diverged'), divergence: { wal: { commits: 0 } } };
  expect(judge(recovered(nothing), EXPECTED)).toEqual([]);
  const off = recovered({ events: stopped, executions: kept, claims: divergenceOf('unreachable'), onlyOnOldDisk: 3 });
  expect(judge(off, { ...EXPECTED, fencedBy: 'stop-instance' })).toEqual([]);
});

test('a host that was lost is fenced by its power switch, and boots into its start guard', () => {
  expect(judge(recovered({ events: stopped }), { ...EXPECTED, fencedBy: 'stop-instance' })).toEqual([]);
});

test('a perfect recovery has no reason to fail', () => {
  expect(judge(recovered(), EXPECTED)).toEqual([]);
});

const movedTo = (host: string): TimelineEvent => ({
  at: at(6),
  kind: 'record',
  zone: 'z',
  name: 'writer',
  from: ['db-1.internal'],
  to: [host],
  by: 'somebody',
});

const withDb3Behind = (one: Look): Look => ({
  ...one,
  nodes: one.nodes.map((node) => (node.node === 'db-3' && node.received !== null ? { ...node, received: node.received - 3n } : node)),
});

const returned = (...starts: { started: boolean; said: string }[]) => ({ starts, writes: recovered().returned?.writes ?? [] });

const ANSWER: Decision = {
  question: 'promote-candidate',
  decision: 'approve',
  by: 'Rehearsal person',
  reason: 'as rehearsed',
  at: at(5),
  about: 'some may be lost',
};

const askedFor = (question: string): TimelineEvent => ({
  at: at(4.5),
  kind: 'notification',
  region: 'eu-west-3',
  topic: 'arn:aws:sns:eu-west-3:1:reprise-taxcollector-on-call',
  subject: 'asked',
  message: `aws lambda invoke --region eu-west-3 --function-name decide --cli-binary-format raw-in-base64-out --payload '${JSON.stringify({ question })}' /dev/stdout`,
});

const withAnswers = (decisions: Decisions = {}) =>
  recovered({
    events: [...recovered().events, askedFor('promote-candidate')],
    machineReports: recovered().machineReports.map((report) => ({ ...report, steps: { decisions } })),
  });

const accepted = (second: number): TimelineEvent => ({
  at: at(second),
  kind: 'state-entered',
  region: 'eu-west-3',
  machine: 'm',
  execution: 'arn:1',
  state: ACCEPT_MISSING_PROOF,
  type: 'Pass',
  input: {},
});

const UNFENCED: Expectation = { endState: 'Recovered', promoted: true, fenceAccepted: 'a person answers for it' };

test('what the fault itself makes a service refuse is nothing the rehearsal lacks', () => {
  const refused = { at: at(1), kind: 'refused' as const, service: 'sns', operation: 'Publish', reason: 'broken', byFault: true as const };
  expect(judge(recovered({ events: [...recovered().events, refused] }), EXPECTED)).toEqual([]);
});

test('that the probe was blind in the minutes before there was one is no false alarm; once it was not, it is one', () => {
  const blind = (from: string) =>
    ({ at: at(-0.1), kind: 'alarm', region: 'eu-west-1', name: 'x/ProbeBlind', from, to: 'ALARM', by: 'evaluation', reason: 'y' }) as const;
  const judged = (from: string) => judge(recovered({ events: [...recovered().events, blind(from)] }), EXPECTED);
  expect(judged('INSUFFICIENT_DATA')).toEqual([]);
  expect(judged('OK')).toEqual([expect.stringContaining('ProbeBlind rang at')]);
});

test('a record that was left wrong rings again after the end: who is held then counts no further, and whoever does more does', () => {
  const [first] = recovered().executions;
  if (first === undefined) throw new Error('one execution is needed');
  const left = { ...EXPECTED, recordLeftAsFound: 'somebody moved it' };
  const later = (startedAt: string, end: string, status: 'RUNNING' | 'FAILED' = 'FAILED') => ({ ...first, startedAt, status, path: [end] });
  const judged = (...others: Evidence['executions']) =>
    judge(recovered({ executions: [{ ...first, endedAt: at(11) }, ...others] }), left).filter((reason) =>
      reason.includes('executions ended in'),
    );
  expect(judged(later(at(12), 'Held for a person'), later(at(14), 'Assess primary', 'RUNNING'))).toEqual([]);
  expect(judged(later(at(12), 'Recovery failed'))).toEqual([expect.stringContaining('[Recovered, Recovery failed]')]);
  expect(judged(later(at(5), 'Held for a person'))).toHaveLength(1);
  expect(judge(recovered({ executions: [{ ...first, endedAt: at(11) }, later(at(12), 'Held for a person')] }), EXPECTED).join()).toContain(
    'executions ended in [Recovered, Held for a person]',
  );
});

test('one look in which the new primary did not answer in time is no reason to fail', () => {
  const looks = [...recovered().looks, look(9, 'db-2.internal', [null, null, true]), look(9.25, 'db-2.internal', [null, false, true])];
  expect(judge(recovered({ looks }), EXPECTED)).toEqual([]);
});

test('what people answered is taken at its word: an approval with a name, or silence', () => {
  const asked = ['promote-candidate'] as const;
  expect(judge(withAnswers({ promoteCandidate: ANSWER }), { ...EXPECTED, asked, answer: 'approve' })).toEqual([]);
  const machineReports = recovered().machineReports.map((report) => ({ ...report, steps: { silence: { question: asked[0] } } }));
  expect(judge({ ...withAnswers(), machineReports }, { ...EXPECTED, asked, answer: 'silent' })).toEqual([]);
});

test('a promotion that a person answers for needs their approval first, and no fence', () => {
  expect(judge(recovered({ events: [accepted(3), ...withoutFence], acceptedWhenFenced: null }), UNFENCED)).toEqual([]);
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
    reason: /SUCCEEDED in "Held for a person"; required SUCCEEDED in Recovered and False alarm only/,
  },
  {
    case: 'a recovery that is red',
    evidence: recovered({ executions: recovered().executions.map((one) => ({ ...one, status: 'FAILED' as const })) }),
    reason: /executions are FAILED in "Recovered"; required SUCCEEDED/,
  },
  {
    case: 'something that did not happen in time',
    evidence: recovered({ brokenOff: 'no alarm within 60 s' }),
    reason: /broken off: no alarm within 60 s/,
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
      nodesAfter: [
        ...recovered().nodesAfter,
        { node: 'db-4', running: true, inRecovery: false, timeline: 2, receives: null, quorum: null },
      ],
    }),
    reason: /required exactly one/,
  },
  { case: 'no writer', evidence: recovered({ nodesAfter: [] }), reason: /not in recovery: \[none\]/ },
  {
    case: 'two promotions',
    evidence: recovered({ nodesAfter: [{ node: 'db-2', running: true, inRecovery: false, timeline: 3, receives: null, quorum: null }] }),
    reason: /timeline is 3; required exactly 1 \+ 1/,
  },
  {
    case: 'the old primary again',
    evidence: recovered({ nodesAfter: [{ node: 'db-1', running: true, inRecovery: false, timeline: 2, receives: null, quorum: null }] }),
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
    case: 'an instance stopped where none may be',
    evidence: recovered({
      events: [...withoutFence, { at: at(4), kind: 'instance', region: 'eu-west-3', instance: 'i-1', state: 'stopping' }],
    }),
    expected: { ...EXPECTED, notFenced: true },
    reason: /fencing was tried/,
  },
  {
    case: 'a machine that only says that it fenced',
    evidence: recovered({ events: withoutFence }),
    reason: /neither the host nor the power switch of db-1 reported a fence/,
  },
  {
    case: 'a fence on another host',
    evidence: recovered({
      events: [hostCommand(5, 'fence-postgres', 'i-3', 'Success', '{"outcome":"fenced"}'), ...withoutFence],
    }),
    reason: /neither the host nor the power switch of db-1/,
  },
  {
    case: 'a fence program that did not fence',
    evidence: recovered({
      events: [hostCommand(5, 'fence-postgres', 'i-1', 'Success', '{"outcome":"refused"}'), ...withoutFence],
    }),
    reason: /neither the host nor the power switch of db-1/,
  },
  {
    case: 'a promotion before the fence',
    evidence: recovered({
      events: [...withoutFence, hostCommand(6, 'fence-postgres', 'i-1', 'Success', '{"outcome":"fenced"}')],
    }),
    reason: /a promotion was ordered before db-1 was fenced/,
  },
  {
    case: 'a promotion that nobody ordered',
    evidence: recovered({
      events: recovered().events.filter((event) => event.kind !== 'host-command' || !event.document.endsWith('promote-standby')),
    }),
    reason: /no host was told to promote/,
  },
  {
    case: 'an old primary nobody started again',
    evidence: recovered({ returned: undefined }),
    reason: /nobody tried to start db-1 again/,
  },
  {
    case: 'an old primary that starts again',
    evidence: recovered({ returned: returned({ started: false, said: GUARD_REFUSED }, { started: true, said: '' }) }),
    reason: /db-1 started again as if nothing had happened/,
  },
  {
    case: 'an old primary that only happens not to start',
    evidence: recovered({
      returned: returned({ started: false, said: GUARD_REFUSED }, { started: false, said: 'no space left on device' }),
    }),
    reason: /not because of its start guard: no space left on device/,
  },
  {
    case: 'two writers for a moment',
    evidence: recovered({ looks: [...recovered().looks, look(7, 'db-2.internal', [false, false, true])] }),
    reason: /db-1 and db-2 both accepted writes/,
  },
  { case: 'nobody looked meanwhile', evidence: recovered({ looks: [] }), reason: /nobody looked at the nodes while the machine worked/ },
  {
    case: 'a candidate that was behind',
    evidence: recovered({
      looks: recovered().looks.map((one) => (one.at === at(1) ? look(1, 'db-1.internal', [null, true, true], [0n, 9n, 12n]) : one)),
    }),
    reason: /db-2 was promoted although db-3 had 3 bytes more/,
  },
  {
    case: 'a candidate nobody saw before',
    evidence: recovered({ looks: recovered().looks.filter((one) => one.at !== at(1)) }),
    reason: /nobody saw how far db-2 was before its promotion/,
  },
  {
    case: 'a record ahead of its primary',
    evidence: recovered({ looks: [...recovered().looks, look(5, 'db-2.internal', [null, true, true])] }),
    reason: /the writer record named db-2.internal, which no look showed out of recovery/,
  },
  {
    case: 'a record that names somebody of whom nobody knows for long',
    evidence: recovered({
      looks: [...recovered().looks, look(9, 'db-2.internal', [null, null, true]), look(9.25, 'db-2.internal', [null, null, true])],
    }),
    reason: /the writer record named db-2.internal, which no look showed out of recovery/,
  },
  {
    case: 'a record that vanished for a moment',
    evidence: recovered({ looks: [...recovered().looks, { ...look(5, '', [null, false, true]), record: [] }] }),
    reason: /the writer record had 0 values/,
  },
  {
    case: 'a record with two values',
    evidence: recovered({ recordAfter: ['db-2.internal', 'db-1.internal'] }),
    reason: /writer record points at \[db-2.internal, db-1.internal\]/,
  },
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
    reason: /does not have 1 thing\(s\) that were asked for/,
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
    case: 'another quorum than required',
    evidence: recovered(),
    expected: { ...EXPECTED, quorumAfter: '' },
    reason: /synchronous_standby_names on the primary is "ANY 1 \(db_3\)"; required ""/,
  },
  {
    case: 'a standby that is down',
    evidence: recovered({
      nodesAfter: recovered().nodesAfter.map((one) =>
        one.node === 'db-3' ? { ...one, running: false, inRecovery: null, receives: null, quorum: null } : one,
      ),
    }),
    reason: /do not stream on the new timeline: \[db-3\]/,
  },
  {
    case: 'a standby that runs and does not answer',
    evidence: recovered({
      nodesAfter: recovered().nodesAfter.map((one) =>
        one.node === 'db-3' ? { ...one, inRecovery: null, receives: null, quorum: null } : one,
      ),
    }),
    reason: /do not stream on the new timeline: \[db-3\]/,
  },
  {
    case: 'a write verified before the name was switched',
    evidence: recovered({ claims: { ...recovered().claims, verification: { verifiedAt: at(6.9) } } }),
    reason: /before the record changed/,
  },
  {
    case: 'a record that never changed',
    evidence: recovered({ events: recovered().events.filter((event) => event.kind !== 'record') }),
    reason: /the record never changed/,
  },
  {
    case: 'a machine that chose somebody else',
    evidence: recovered({
      claims: {
        ...recovered().claims,
        comparison: { ...recovered().claims.comparison, ranking: [{ node: 'db-3', chosen: true, reason: 'first' }] },
      },
    }),
    reason: /says that it chose db-3; primary is db-2/,
  },
  {
    case: 'a report of another end',
    evidence: recovered({ machineReports: [{ executionId: 'arn:1', endState: 'False alarm' }] }),
    reason: /the machine reports the end "False alarm"; required "Recovered"/,
  },
  {
    case: 'a report of another recovery time',
    evidence: recovered({ machineReports: [{ executionId: 'arn:1', endState: 'Recovered', measured: { recoveryTime: 1 } }] }),
    reason: /the machine reports a recovery time of 1 s; the lab measured 9.4 s/,
  },
  {
    case: 'a loss above its objective',
    evidence: recovered({ objectives: { rtoSeconds: 300, rpoSeconds: 3 }, claims: lossOf(4) }),
    expected: { ...EXPECTED, loss: 'bounded' },
    reason: /bounds the loss to 4 s; required at most 3 s/,
  },
  {
    case: 'a loss that is only bounded where nothing can be missing',
    evidence: recovered({ claims: lossOf(4) }),
    reason: /says that the loss is bounded \(some\); required proven/,
  },
  {
    case: 'a loss that is called proven where nobody can know',
    evidence: recovered(),
    expected: { ...EXPECTED, loss: 'unbounded' },
    reason: /says that the loss is proven \(none\); required unbounded/,
  },
  {
    case: 'a standby too few that was taken away',
    evidence: recovered(),
    expected: { ...EXPECTED, standbysMissing: 1 },
    reason: /do not stream on the new timeline: \[\]; required 1/,
  },
  {
    case: 'a question that nothing in the fault asks for',
    evidence: recovered({ events: [...recovered().events, askedFor('promote-candidate')] }),
    reason: /people were asked promote-candidate; required nothing/,
  },
  {
    case: 'a question that nobody was asked',
    evidence: recovered(),
    expected: { ...EXPECTED, asked: ['promote-candidate'] },
    reason: /people were asked nothing; required promote-candidate/,
  },
  {
    case: 'an answer that is not recorded',
    evidence: withAnswers(),
    expected: { ...EXPECTED, asked: ['promote-candidate'], answer: 'approve' },
    reason: /no "approve" with a name and a reason for promote-candidate/,
  },
  {
    case: 'another answer than was given',
    evidence: withAnswers({ promoteCandidate: ANSWER }),
    expected: { ...EXPECTED, asked: ['promote-candidate'], answer: 'decline' },
    reason: /no "decline" with a name and a reason for promote-candidate/,
  },
  {
    case: 'an answer without a name',
    evidence: withAnswers({ promoteCandidate: { ...ANSWER, by: '' } }),
    expected: { ...EXPECTED, asked: ['promote-candidate'], answer: 'approve' },
    reason: /no "approve" with a name/,
  },
  {
    case: 'an answer where nobody answered',
    evidence: withAnswers({ promoteCandidate: ANSWER }),
    expected: { ...EXPECTED, asked: ['promote-candidate'], answer: 'silent' },
    reason: /1 answer\(s\) and silence to nothing; required silence to promote-candidate/,
  },
  {
    case: 'a fence where the fault allows none',
    evidence: recovered({ events: [accepted(3), ...recovered().events] }),
    expected: UNFENCED,
    reason: /db-1 was fenced by fence-postgres .*; nothing is proven about a fence that cannot be proven/,
  },
  {
    case: 'a promotion without a fence that nobody accepted',
    evidence: recovered({ events: withoutFence }),
    expected: UNFENCED,
    reason: /ordered before a person had accepted the missing fence/,
  },
  {
    case: 'a promotion that came before its approval',
    evidence: recovered({ events: [...withoutFence, accepted(6)] }),
    expected: UNFENCED,
    reason: /ordered before a person had accepted the missing fence/,
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
    reason: /says that the loss is nothing .*; required proven/,
  },
  {
    case: 'a disk nobody read although its host lived',
    evidence: recovered({ executions: kept, claims: divergenceOf('unreachable') }),
    reason: /says "unreachable" of the disk of db-1 \(as said\); required that it is decoded/,
  },
  {
    case: 'a step that gave no answer',
    evidence: recovered({ executions: kept }),
    reason: /says "nothing" of the disk of db-1 \(no reason\)/,
  },
  {
    case: 'a divergence without evidence',
    evidence: recovered({ executions: kept, claims: divergenceOf('decoded') }),
    reason: /what only db-1 holds is "decoded", but no evidence is stored/,
  },
  {
    case: 'a payment on the old disk that was not decoded',
    evidence: recovered({ executions: kept, claims: divergenceOf('decoded'), divergence: { wal: { commits: 2 } }, onlyOnOldDisk: 3 }),
    reason: /2 commit\(s\) were decoded from the disk of db-1, which holds 3 payment\(s\)/,
  },
  {
    case: 'a payment on a disk of which the machine says that nothing diverged',
    evidence: recovered({ executions: kept, claims: divergenceOf('nothing-diverged'), divergence: {}, onlyOnOldDisk: 1 }),
    reason: /0 commit\(s\) were decoded/,
  },
  {
    case: 'a decoded disk that the lab itself cannot read',
    evidence: recovered({ executions: kept, claims: divergenceOf('decoded'), divergence: { wal: { commits: 2 } }, onlyOnOldDisk: null }),
    reason: /nothing is proven about what was decoded/,
  },
  {
    case: 'a disk that was decoded although its instance is off',
    evidence: recovered({ events: stopped, executions: kept, claims: divergenceOf('decoded') }),
    expected: { ...EXPECTED, fencedBy: 'stop-instance' },
    reason: /says "decoded" of the disk of db-1, which is off; required "unreachable"/,
  },
  { case: 'no report in S3', evidence: recovered({ machineReports: [] }), reason: /execution one left no report in S3/ },
  {
    case: 'a fault before anything was written',
    evidence: recovered({ ledger: [acknowledged(3, 7), acknowledged(4, 8)] }),
    reason: /no write was acknowledged before the fault/,
  },
  {
    case: 'an old primary nobody wrote to directly',
    evidence: recovered({ returned: { starts: recovered().returned?.starts ?? [], writes: [] } }),
    reason: /nobody wrote to db-1 at its own address/,
  },
  {
    case: 'a write that the old primary took at its own address',
    evidence: recovered({
      returned: {
        starts: recovered().returned?.starts ?? [],
        writes: [{ at: at(13), node: 'db-1', accepted: true, answer: 'the write was acknowledged' }],
      },
    }),
    reason: /db-1 accepted 1 write\(s\) at its own address/,
  },
  {
    case: 'a second promotion that left no other trace',
    evidence: recovered({ promotionsTakenUp: { 'db-1': 0, 'db-2': 2, 'db-3': 0 } }),
    reason: /promoted were: db-2 2 time\(s\); required db-2 once/,
  },
  {
    case: 'a promotion of somebody else as well',
    evidence: recovered({ promotionsTakenUp: { 'db-1': 0, 'db-2': 1, 'db-3': 1 } }),
    reason: /promoted were: db-2 1 time\(s\), db-3 1 time\(s\); required db-2 once/,
  },
  {
    case: 'a promotion no server knows of',
    evidence: recovered({ promotionsTakenUp: { 'db-1': 0, 'db-2': 0, 'db-3': 0 } }),
    reason: /promoted were: nobody; required db-2 once/,
  },
  {
    case: 'a promotion by its host where that had to fail',
    evidence: recovered(),
    expected: { ...EXPECTED, promotedBy: 'sql' },
    reason: /db-2 was promoted by its host program; required otherwise/,
  },
  {
    case: 'a promotion that its host knows nothing of',
    evidence: recovered({
      events: recovered().events.filter((event) => event.kind !== 'host-command' || !event.output?.includes('promoted')),
    }),
    reason: /db-2 was promoted otherwise than by its host program; required by/,
  },
  {
    case: 'a node that was written to before the fence',
    evidence: recovered({ looks: [look(-1, 'db-1.internal', [false, true, true]), look(4, 'db-1.internal', [null, false, true])] }),
    reason: /another node than db-1 accepted writes, before db-1 was fenced/,
  },
  {
    case: 'a host that was touched where nothing may be',
    evidence: recovered(),
    expected: { ...EXPECTED, untouched: true },
    reason: /reprise-x-fence-postgres was sent to i-1; required that nothing is touched/,
  },
  {
    case: 'an alarm before the fault',
    evidence: recovered({
      events: recovered().events.map((event) => (event.kind === 'alarm' ? { ...event, at: at(-0.2) } : event)),
    }),
    reason: /PrimaryNotWritable rang at .*, before anything was broken/,
  },
  {
    case: 'a fault before the probe had seen anything good',
    evidence: recovered({ events: recovered().events.filter((event) => event.kind !== 'metric' || event.value !== 1) }),
    reason: /no good probe was seen before the fault/,
  },
  {
    case: 'an execution before the fault',
    evidence: recovered({ executions: recovered().executions.map((one) => ({ ...one, startedAt: at(-3) })) }),
    reason: /an execution was started at .*, before anything was broken/,
  },
  {
    case: 'a red end that pages nobody',
    evidence: recovered({ executions: path('Held for a person') }),
    reason: /ended red is "recovered"; required a page/,
  },
  {
    case: 'a first choice that was promoted although it had to be behind',
    evidence: recovered(),
    expected: { ...EXPECTED, firstChoiceBehind: true },
    reason: /primary is db-2; required another than db-2/,
  },
  {
    case: 'a first choice that was not behind at all',
    evidence: recovered({ firstChoice: 'db-3' }),
    expected: { ...EXPECTED, firstChoiceBehind: true },
    reason: /db-3 was not seen behind db-2; nothing is proven/,
  },
  {
    case: 'a first choice that was passed over for another reason',
    evidence: recovered({ firstChoice: 'db-3', looks: recovered().looks.map(withDb3Behind) }),
    expected: { ...EXPECTED, firstChoiceBehind: true },
    reason: /the machine says of db-3: "as ranked"; required how far behind it is/,
  },
  {
    case: 'a record that had to be left and was not changed by anybody',
    evidence: recovered(),
    expected: { ...EXPECTED, recordLeftAsFound: 'somebody moved it' },
    reason: /nobody changed the writer record; nothing is proven/,
  },
  {
    case: "a record that was taken over although it was somebody else's",
    evidence: recovered({ events: [...recovered().events, movedTo('db-3.internal')] }),
    expected: { ...EXPECTED, recordLeftAsFound: 'somebody moved it' },
    reason: /writer record points at \[db-2.internal\]; required \[db-3.internal\]/,
  },
  {
    case: 'clients that write on where the primary had to refuse them',
    evidence: recovered(),
    expected: { ...EXPECTED, clientsRefused: 'its disk is full' },
    reason: /clients still write at the end; nothing is proven/,
  },
  {
    case: 'somebody writes where nobody may',
    evidence: recovered(),
    expected: { ...EXPECTED, nobodyWrites: 'nobody is left' },
    reason: /not in recovery: \[db-2\]; required \[none\]/,
  },
  { case: 'a leaked password', evidence: recovered({ secretsSeen: ['function logs'] }), reason: /password was seen in: function logs/ },
];

test.each(spoiled)('$case is a reason to fail', ({ evidence, expected, reason }) => {
  expect(judge(evidence, expected ?? EXPECTED).join('\n')).toMatch(reason);
});

/** Two primaries that the fault made: nobody chose between them. */
const split = (changes: Partial<Evidence> = {}) => {
  const one = { running: true, receives: null, quorum: '' };
  return recovered({
    executions: recovered().executions.map((execution) => ({
      ...execution,
      status: 'FAILED',
      path: ['Assess primary', 'Stopped: two primaries'],
    })),
    looks: [look(-1, 'db-1.internal', [false, true, true]), look(1, 'db-1.internal', [false, false, true])],
    nodesAfter: [
      { ...one, node: 'db-1', inRecovery: false, timeline: 1 },
      { ...one, node: 'db-2', inRecovery: false, timeline: 2 },
      { ...one, node: 'db-3', inRecovery: true, timeline: 1, receives: 1 },
    ],
    recordAfter: ['db-1.internal'],
    events: [
      ...recovered().events.filter((event) => event.kind === 'metric'),
      { at: at(3), kind: 'notification', region: 'eu-west-3', topic: 'on-call', subject: '[P1] two primaries', message: 'execution arn:1' },
    ],
    claims: {},
    machineReports: [{ executionId: 'arn:1', endState: 'Stopped: two primaries' }],
    people: openForPeople(),
    returned: undefined,
    ...changes,
  });
};
const TWO: Expectation = {
  endState: 'Stopped: two primaries',
  promoted: false,
  notFenced: true,
  untouched: true,
  twoWriters: 'the fault made them',
};

test('two primaries that are left as they were are no reason to fail where the fault made them, and are one everywhere else', () => {
  expect(judge(split(), TWO)).toEqual([]);
  const { twoWriters: _made, ...without } = TWO;
  expect(judge(split(), without).join('\n')).toMatch(
    /required exactly one[\s\S]*db-1 and db-2 both accepted writes; required never more than one/,
  );
});

test.each([
  {
    case: 'two writers nobody saw',
    evidence: split({ looks: [look(1, 'db-1.internal', [false, true, true])] }),
    reason: /two writers were never seen/,
  },
  {
    case: 'a third writer for a moment',
    evidence: split({ looks: [...split().looks, look(2, 'db-1.internal', [false, false, false])] }),
    reason: /db-1 and db-2 and db-3 both accepted writes; required never more than db-1 and db-2/,
  },
  {
    case: 'one of the two that is gone',
    evidence: split({ nodesAfter: split().nodesAfter.filter((one) => one.node !== 'db-2') }),
    reason: /not in recovery: \[db-1\]; required \[db-1, db-2\]/,
  },
  {
    case: 'a record that follows one of them',
    evidence: split({ recordAfter: ['db-2.internal'] }),
    reason: /points at \[db-2.internal\]; required \[db-1.internal\]/,
  },
  {
    case: 'a promotion by the machine as well',
    evidence: split({ promotionsTakenUp: { 'db-1': 0, 'db-2': 1, 'db-3': 1 } }),
    reason: /promoted were: db-2 1 time\(s\), db-3 1 time\(s\); required db-2 once/,
  },
])('two primaries: $case is a reason to fail', ({ evidence, reason }) => {
  expect(judge(evidence, TWO).join('\n')).toMatch(reason);
});

test('where nobody is left to promote, nobody writes, the record stays, and what was acknowledged is on the disk of the old primary', () => {
  const nobody: Expectation = { endState: 'Held for a person', promoted: false, untouched: true, nobodyWrites: 'nobody is left' };
  const held = split({
    executions: split().executions.map((execution) => ({ ...execution, path: ['Assess primary', 'Held for a person'] })),
    looks: [look(-1, 'db-1.internal', [false, true, true]), look(1, 'db-1.internal', [null, null, null])],
    nodesAfter: [],
    promotionsTakenUp: {},
    machineReports: [{ executionId: 'arn:1', endState: 'Held for a person' }],
    ledger: [acknowledged(1, -1), { number: 2, sentAt: Date.parse(at(1)), outcome: 'failed' }],
  });
  expect(judge(held, nobody)).toEqual([]);
  expect(judge({ ...held, onPrimary: new Set() }, nobody).join()).toMatch(/1 acknowledged write\(s\) are not on the primary/);
  expect(judge({ ...held, recordAfter: [] }, nobody).join()).toMatch(/writer record points at \[\]; required \[db-1.internal\]/);
});
