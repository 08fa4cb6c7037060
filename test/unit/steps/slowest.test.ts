import type { MachineState } from '../../../lambdas/domain/machine-state.ts';
import { OutcomeUnknown } from '../../../lambdas/errors.ts';
import { askPerson } from '../../../lambdas/steps/ask-person.ts';
import { assessPrimary } from '../../../lambdas/steps/assess-primary.ts';
import { awaitWriterRecord } from '../../../lambdas/steps/await-writer-record.ts';
import { checkInstanceStopped } from '../../../lambdas/steps/check-instance-stopped.ts';
import { compareStandbys } from '../../../lambdas/steps/compare-standbys.ts';
import { confirmPromotion } from '../../../lambdas/steps/confirm-promotion.ts';
import { fencePrimary } from '../../../lambdas/steps/fence-primary.ts';
import { keepDivergence } from '../../../lambdas/steps/keep-divergence.ts';
import { notify } from '../../../lambdas/steps/notify.ts';
import { openIncident } from '../../../lambdas/steps/open-incident.ts';
import { promoteStandby } from '../../../lambdas/steps/promote-standby.ts';
import { promoteThroughSql } from '../../../lambdas/steps/promote-through-sql.ts';
import { recordOutcome } from '../../../lambdas/steps/record-outcome.ts';
import { relieveQuorum } from '../../../lambdas/steps/relieve-quorum.ts';
import { repointStandbys } from '../../../lambdas/steps/repoint-standbys.ts';
import { resolveIncident } from '../../../lambdas/steps/resolve-incident.ts';
import { restartServices } from '../../../lambdas/steps/restart-services.ts';
import { setSynchronousStandbys } from '../../../lambdas/steps/set-synchronous-standbys.ts';
import { stopInstance } from '../../../lambdas/steps/stop-instance.ts';
import { switchWriterRecord } from '../../../lambdas/steps/switch-writer-record.ts';
import { verifyRecovery } from '../../../lambdas/steps/verify-recovery.ts';
import type { FailoverStep } from '../../../lib/plan/steps.ts';
import { functionSeconds } from '../../../lib/plan/time-budget.ts';
import {
  after,
  assessment,
  attempt,
  comparison,
  confirmation,
  dead,
  decodedReport,
  fenced,
  follower,
  heartbeat,
  incident,
  planOf,
  primary,
  receiving,
  standby,
  switched,
} from '../../support/ports/builders.ts';
import { unavailable, World } from '../../support/ports/fakes.ts';

const plan = planOf();
const decided = {
  incident: incident(),
  decisions: {},
  assessment: assessment(),
  fencing: fenced(),
  comparison: comparison(),
  confirmation: confirmation(),
};
const lost = () => new World().see(dead('db-1', 'rejected'), standby('db-2'), standby('db-3'), standby('db-4'));
const promoted = () => new World().see(dead('db-1'), primary('db-2', { timeline: 2 }), standby('db-3'), standby('db-4'));
const unknown = () => new OutcomeUnknown('no answer');
const hostDone = { kind: 'finished' as const, commandId: 'c', exitCode: 0, stderr: '' };

/** Each step where every call takes as long as it may, and every answer is the one that costs most time. */
const SLOWEST: Record<FailoverStep, () => [World, (seen: World) => Promise<unknown>]> = {
  'open-incident': () => [
    new World().answer('incidents.open', { status: 'opened', id: 'inc-1', token: 7, openedAt: after(0) }),
    (seen) => openIncident({ input: {}, execution: { id: 'arn:1', name: 'one', startedAt: after(0) } }, seen.ports, plan),
  ],
  'assess-primary': () => [
    lost()
      .answer('record.read', unavailable('Route 53'))
      .answer('resolver.addresses', ['10.20.1.11'])
      .answer('heartbeats.newest', heartbeat())
      .answer('probe.tryWrite', attempt('unreachable')),
    (seen) => assessPrimary({ incident: incident(), previous: { attempt: 0 }, decisions: {} }, seen.ports, plan),
  ],
  notify: () => [
    new World().answer('notifier.publish', 'arn:topic'),
    (seen) => notify({ event: 'held', facts: {} as MachineState }, seen.ports, plan, () => ({ subject: '', body: '' })),
  ],
  'ask-person': () => [
    new World().answer('decisions.ask', undefined).answer('notifier.publish', 'arn:topic'),
    (seen) =>
      askPerson({ incident: incident(), question: 'promote-candidate', facts: decided, taskToken: 'token' }, seen.ports, plan, () => ({
        subject: '',
        body: '',
      })),
  ],
  'relieve-quorum': () => [
    new World()
      .see(primary('db-1', { synchronousSetting: 'ANY 1 (db_2, db_3)' }), primary('db-1', { synchronousSetting: '' }))
      .answer('probe.tryWrite', attempt('commit-hangs'))
      .see(standby('db-4'))
      .answer('probe.followers', [])
      .answer('heartbeats.remember', unavailable('heartbeat memory'))
      .answer('control.setSynchronousStandbys', unknown())
      .answer('control.commitHeartbeat', heartbeat()),
    (seen) => relieveQuorum(decided, seen.ports, plan),
  ],
  'fence-primary': () => [
    new World()
      .see(dead('db-1'), dead('db-1', 'rejected'), standby('db-2'), standby('db-3'), standby('db-4'))
      .answer('hosts.run', { ...hostDone, report: { program: 'fence-postgres', outcome: 'fenced', stopped: true, fenceFile: true } }),
    (seen) => fencePrimary(decided, seen.ports, plan),
  ],
  'stop-instance': () => [
    new World().see(dead('db-1', 'silent'), standby('db-2')).answer('instances.stop', 'stopping'),
    (seen) => stopInstance({ ...decided, fencing: fenced({ proven: false, state: 'unproven' }) }, seen.ports, plan),
  ],
  'check-instance-stopped': () => [
    new World().answer('instances.state', 'stopping'),
    (seen) =>
      checkInstanceStopped(
        { ...decided, fencing: fenced({ proven: false, state: 'stopping', rung: 'stop-instance', stopRequestedAt: after(0) }) },
        seen.ports,
        plan,
      ),
  ],
  'compare-standbys': () => [new World().see(receiving('db-2')), (seen) => compareStandbys(decided, seen.ports, plan)],
  'promote-standby': () => [lost().answer('hosts.run', hostDone), (seen) => promoteStandby(decided, seen.ports, plan)],
  'confirm-promotion': () => [new World().see(standby('db-2')), (seen) => confirmPromotion(decided, seen.ports, plan)],
  'promote-through-sql': () => [lost().answer('control.promote', true), (seen) => promoteThroughSql(decided, seen.ports, plan)],
  'repoint-standbys': () => [
    promoted().answer('control.createSlots', undefined).answer('control.repoint', undefined).answer('probe.followers', []),
    (seen) => repointStandbys(decided, seen.ports, plan),
  ],
  'set-synchronous-standbys': () => [
    new World()
      .see(
        primary('db-2', { timeline: 2, synchronousSetting: 'x' }),
        primary('db-2', { timeline: 2, synchronousSetting: 'ANY 1 ("db_3")' }),
        primary('db-2', { timeline: 2, synchronousSetting: '' }),
      )
      .answer('probe.followers', [follower('db-3')])
      .answer('control.setSynchronousStandbys', unknown())
      .answer('control.commitHeartbeat', unknown(), heartbeat()),
    (seen) => setSynchronousStandbys({ ...decided, repointing: { following: ['db-3'], notFollowing: [] } }, seen.ports, plan),
  ],
  'switch-writer-record': () => [
    promoted().answer('record.read', 'db-2.db.internal').answer('record.compareAndSwap', new OutcomeUnknown('lost')),
    (seen) => switchWriterRecord(decided, seen.ports, plan),
  ],
  'await-writer-record': () => [
    new World().answer('resolver.addresses', ['10.20.1.11']),
    (seen) => awaitWriterRecord({ ...decided, record: switched({ changeId: '' }) }, seen.ports, plan),
  ],
  'restart-services': () => [
    new World().answer('hosts.run', { kind: 'not-run', why: 'agent gone' }),
    (seen) => restartServices(decided, seen.ports, plan),
  ],
  'verify-recovery': () => [
    new World()
      .answer('resolver.addresses', ['10.20.1.12'])
      .answer('control.verifyThroughName', { createdMs: 1, readMs: 1, updatedMs: 1, deletedMs: 1, serverAddress: '10.20.1.12' })
      .answer('health.ask', { healthy: false, status: 'unhealthy' })
      .answer('probe.clientsOf', 0),
    (seen) => verifyRecovery(decided, seen.ports, plan),
  ],
  'keep-divergence': () => [
    new World()
      .answer('probe.leftTimelineAt', '0/5000000')
      .answer('hosts.run', { ...hostDone, report: decodedReport() })
      .answer('probe.relationNames', {})
      .answer('reports.save', undefined),
    (seen) => keepDivergence({ incident: incident(), facts: decided }, seen.ports, plan),
  ],
  'resolve-incident': () => [
    new World()
      .answer('incidents.assertOwner', { relieving: { primary: 'db-1', before: 'ANY 1 (db_2)', silent: ['db_2'] } })
      .see(primary('db-1', { synchronousSetting: 'ANY 1 (db_2)' }))
      .answer('reports.save', undefined)
      .answer('incidents.resolve', undefined),
    (seen) => resolveIncident({ incident: incident(), outcome: 'false-alarm', facts: decided }, seen.ports, plan),
  ],
  'record-outcome': () => [
    lost().answer('reports.save', undefined).answer('incidents.release', undefined),
    (seen) => recordOutcome({ incident: incident(), outcome: 'failed', facts: decided }, seen.ports, plan),
  ],
};

test.each(Object.keys(SLOWEST) as FailoverStep[])('%s ends before its function is cut off, however slow everything is', async (step) => {
  const [seen, run] = SLOWEST[step]();
  const startedAt = seen.clock.millis;
  seen.slow = true;
  await run(seen).catch(() => undefined);
  const took = (seen.clock.millis - startedAt) / 1000;
  const limit = functionSeconds(plan)[step];
  expect(seen.calls.length).toBeGreaterThan(0);
  expect({ step, took, ends: took < limit }).toEqual({ step, took, ends: true });
});
