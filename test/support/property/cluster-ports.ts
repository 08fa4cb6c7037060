import { decideLock } from '../../../lambdas/adapters/aws/incident-lock.ts';
import { lateness, unfinishedOf } from '../../../lambdas/domain/incident-token.ts';
import { formatLsn } from '../../../lambdas/domain/lsn.ts';
import type { DirectTry, Follower, NodeObservation, ProbeFailure } from '../../../lambdas/domain/observation.ts';
import { DependencyUnavailable, EffectRefused, IncidentTakenOver, OutcomeUnknown } from '../../../lambdas/errors.ts';
import type { HostCommandOutcome } from '../../../lambdas/ports/host-commands.ts';
import type { Ports } from '../../../lambdas/ports/ports.ts';
import { CLUSTER, START } from '../ports/builders.ts';
import type { Answer, ClusterModel } from './cluster.ts';

const isoNow = (model: ClusterModel) => new Date(model.millis).toISOString();

/** Why the old primary does not answer, or `undefined`. */
function failureOf(model: ClusterModel, node: string): ProbeFailure['kind'] | undefined {
  if (!model.isReachable(node)) {
    const silent = node === 'db-1' && (model.silentSince !== undefined || model.cut || model.instance === 'stopped');
    return silent ? 'silent' : 'refused';
  }
  return node === 'db-1' && model.seconds < model.startingUntil ? 'starting-up' : undefined;
}

function observe(model: ClusterModel, node: string): NodeObservation {
  const at = isoNow(model);
  const kind = failureOf(model, node);
  if (kind !== undefined) return { node, at, reachable: false, failure: { kind, message: `connection ${kind}` } };
  const server = model.server(node);
  const newestHeartbeat = { at: model.heartbeat?.at ?? START, vantage: 'eu-west-3' };
  const position = formatLsn(server.lsn);
  const about = {
    node,
    at,
    reachable: true,
    timeline: server.timeline,
    systemIdentifier: CLUSTER,
    synchronousSetting: node === 'db-1' ? model.quorum : (model.inherited[node] ?? model.quorum),
    newestHeartbeat,
  };
  if (server.role === 'primary') return { ...about, role: 'primary', writable: true, currentLsn: position };
  const since = Math.min(...[model.silentSince, model.streamsCutSince].map((one) => one ?? model.millis));
  const lastMessageAgeSeconds = 0.1 + (model.millis - since) / 1000;
  return {
    ...about,
    role: 'standby',
    receivedLsn: position,
    replayedLsn: position,
    replayPaused: false,
    ...(model.follows(node)
      ? { receiver: { streaming: true, lastMessageAgeSeconds, timeline: server.timeline, senderHost: 'db-1.db.internal' } }
      : {}),
  };
}

function tryWrite(model: ClusterModel, node: string): DirectTry {
  const at = isoNow(model);
  const told = (outcome: DirectTry['outcome']): DirectTry => ({ at, outcome, detail: outcome });
  const failure = failureOf(model, node);
  if (failure !== undefined) return told(failure === 'starting-up' ? 'starting-up' : 'unreachable');
  if (model.server(node).role === 'standby') return told('in-recovery');
  if (model.hangsOn(node)) return told('commit-hangs');
  if (node === 'db-1') model.beat();
  return { ...told('committed'), ...(model.heartbeat === undefined ? {} : { heartbeat: model.heartbeat }) };
}

/**
 * A host runs a program: it refuses an older token than it has seen, and only promotes the standby it was decided on. A lie (the start is
 * forbidden, but the server runs on) is told only where a look can contradict it.
 */
function run(model: ClusterModel, program: string, instance: string, parameters: Record<string, string>): HostCommandOutcome {
  const node = model.plan.database.nodes.find((one) => one.instance === instance)?.id ?? '';
  const old = node === 'db-1';
  if (old && (!model.agent || model.instance !== 'running' || model.silentSince !== undefined))
    return { kind: 'unknown', why: 'no answer' };
  const token = Number(parameters.token);
  if (program === 'fence-postgres' && !model.forced && failureOf(model, 'db-1') === undefined)
    model.violations.push('a primary that answers was shot');
  if (program === 'promote-standby') expectNoRival(model, node);
  const act = () => {
    if (node === '') return;
    const server = model.server(node);
    if (token < server.hostToken || (old && model.instance !== 'running')) return;
    server.hostToken = token;
    if (program === 'promote-standby' && server.timeline === Number(parameters.timeline)) model.promote(node);
    if (program !== 'fence-postgres') return;
    model.fenceFile = true;
    server.alive = false;
  };
  const contradictable = model.isReachable('db-1') || model.streamsCutSince === undefined;
  const answer = model.effect(program, act, program === 'fence-postgres' && contradictable);
  if (answer === undefined) return { kind: 'unknown', why: 'no answer' };
  if (answer === 'refused') return { kind: 'finished', commandId: 'c', exitCode: 1, stderr: 'refused' };
  const report = { program, outcome: program === 'fence-postgres' ? 'fenced' : 'promoted', stopped: true, fenceFile: true };
  return { kind: 'finished', commandId: 'c', exitCode: 0, report, stderr: '' };
}

/** Nobody is promoted beside a primary that anybody could have seen right before. */
function expectNoRival(model: ClusterModel, node: string): void {
  const rivals = Object.keys(model.servers).filter((one) => one !== node && model.canWrite(one) && model.isReachable(one));
  if (rivals.length > 0) model.violations.push(`${node} was asked to promote beside ${rivals.join(', ')}`);
}

/** I3: asked for only when the node accepts writes on the new timeline. */
function swap(model: ClusterModel, from: string, to: string): Answer {
  const node = to.split('.')[0] ?? '';
  const { role, timeline } = model.server(node);
  if (!model.canWrite(node) || role !== 'primary' || timeline !== 2)
    model.violations.push(`the record was pointed at ${node}, which did not accept writes on the new timeline`);
  return model.effect('switch record', () => {
    if (model.record === from) model.record = to;
  });
}

function answerOr<T>(answer: Answer, value: () => T): T {
  if (answer === 'refused') throw new EffectRefused('refused');
  if (answer === undefined) throw new OutcomeUnknown('no answer');
  return value();
}

/** SQL on a node: nothing happens where no server answers. */
function sql<T>(model: ClusterModel, node: string, what: string, value: () => T, act: () => void = () => undefined): T {
  if (!model.isReachable(node)) throw new DependencyUnavailable(`${node} does not answer`);
  return answerOr(model.effect(what, act), value);
}

/** As the old primary shows its standbys: one that is silent stays "streaming" for as long as nobody ends the connection. */
function followersOf(model: ClusterModel): Follower[] {
  if (!model.isReachable('db-1')) throw new DependencyUnavailable('db-1 does not answer');
  return Object.keys(model.servers)
    .filter((node) => model.follows(node))
    .map((node) => ({
      applicationName: node.replace('-', '_'),
      state: 'streaming',
      syncState: 'quorum',
      flushedLsn: formatLsn(model.server(node).lsn),
    }));
}

/** What only the people's part needs; nothing of it decides about the database. */
type PeoplesPorts =
  | 'timeline'
  | 'linkCheck'
  | 'linkUses'
  | 'statusPage'
  | 'documents'
  | 'history'
  | 'dependencies'
  | 'switches'
  | 'outagesOf';

export type RecoveryPorts = Omit<Ports, PeoplesPorts>;

/** Every port a step of a recovery may be given, backed by the modelled world. */
export function portsOf(model: ClusterModel): RecoveryPorts {
  const host = (name: string) => model.plan.database.nodes.find((node) => node.host === name)?.address ?? '';
  const heartbeatOf = (primary: string) => ({ ...model.acknowledgedHeartbeat(), timeline: 2, primary, synchronousSetting: '' });
  return {
    region: 'eu-west-3',
    bell: {
      park: async () => undefined,
      ring: async () => 'nobody',
      claim: async (_, execution) => execution,
      takeOver: async () => undefined,
    },
    links: { linkTo: () => Promise.reject(new DependencyUnavailable('KMS does not answer')) },
    clock: { now: () => new Date(model.millis), sleep: async (seconds: number) => model.pass(seconds) },
    probe: {
      observe: async (node) => observe(model, node.id),
      tryWrite: async (node) => tryWrite(model, node.id),
      followers: async (node) => (node.id === 'db-1' ? followersOf(model) : []),
      clientsOf: async () => 0,
      leftTimelineAt: async (node) => sql(model, node.id, 'read history', () => formatLsn(model.server(node.id).lsn)),
      relationNames: async (node) => sql(model, node.id, 'name relations', () => ({})),
    },
    control: {
      promote: async (node) => {
        expectNoRival(model, node.id);
        const promoted = () => model.server(node.id).role === 'primary';
        return sql(model, node.id, 'pg_promote', promoted, () => model.promote(node.id));
      },
      createSlots: async (node) => sql(model, node.id, 'create slots', () => undefined),
      repoint: async (node) => sql(model, node.id, 're-point', () => undefined),
      setSynchronousStandbys: async (node, setting) => {
        const change = () => {
          if (node.id === 'db-1') model.changeQuorum(setting);
          else model.inherited[node.id] = setting;
        };
        return sql(model, node.id, 'set synchronous standbys', () => undefined, change);
      },
      commitHeartbeat: async (node) => {
        if (model.hangsOn(node.id)) throw new OutcomeUnknown('no answer to the commit');
        return sql(model, node.id, 'commit heartbeat', () => (node.id === 'db-1' ? model.acknowledgedHeartbeat() : heartbeatOf(node.id)));
      },
      commitLocally: async (node) => {
        if (!model.canWrite(node.id)) throw new EffectRefused(`${node.id} takes no writes`);
        return sql(model, node.id, 'commit locally', () => undefined);
      },
      verifyThroughName: async () => {
        const node = model.record.split('.')[0] ?? '';
        if (!model.isReachable(node) || !model.canWrite(node) || model.hangsOn(node))
          throw new DependencyUnavailable(`${node} does not take writes`);
        return { createdMs: 1, readMs: 1, updatedMs: 1, deletedMs: 1, serverAddress: host(model.record) };
      },
    },
    hosts: { run: async (program, target, parameters) => run(model, program, target.instance, parameters) },
    instances: {
      stop: async () => {
        const answer = model.effect('stop instance', () => model.stopInstance());
        return answerOr(model.ec2Silent ? undefined : answer, () => model.instance);
      },
      state: async () => {
        if (model.ec2Silent) throw new DependencyUnavailable('EC2 does not answer');
        return model.instance;
      },
    },
    record: {
      read: async () => model.record,
      compareAndSwap: async (from, to) =>
        model.record === from
          ? answerOr(swap(model, from, to), () => ({ outcome: 'swapped', changeId: 'C1' }) as const)
          : { outcome: 'moved', current: model.record },
      waitInSync: async () => true,
    },
    resolver: { addresses: async () => [host(model.record)] },
    incidents: incidentsOf(model),
    heartbeats: {
      remember: async (one) => {
        if (model.heartbeat === undefined || one.at > model.heartbeat.at) model.heartbeat = one;
      },
      newest: async () => model.heartbeat,
      see: async () => undefined,
      sights: async () => [],
    },
    decisions: {
      ask: async (asked) => void model.asked.set(asked.taskToken, asked),
      find: async () => undefined,
      decide: async (_, decision) => decision,
    },
    callback: { succeed: async () => 'taken' },
    notifier: { publish: async () => 'topic' },
    reports: { save: async () => undefined },
    health: { ask: async () => ({ healthy: true, status: 'healthy' }) },
    alarm: { raisePrimaryNotWritable: async () => undefined },
    metrics: { publish: async () => undefined },
  };
}

/** The lock with the real decision; changes are conditional on owner and token whatever the caller looked at before. */
function incidentsOf(model: ClusterModel): Ports['incidents'] {
  const answers = () => {
    if (model.tableSilent) throw new DependencyUnavailable('the incident table does not answer');
  };
  const change = (incident: { executionId: string; token: number }, edit: Partial<NonNullable<ClusterModel['lock']>>) => {
    answers();
    if (model.lock?.owner !== incident.executionId || model.lock.token !== incident.token) throw new IncidentTakenOver('late');
    model.lock = { ...model.lock, ...edit };
  };
  return {
    open: async (claim) => {
      answers();
      const { write, hold } = decideLock(claim, model.lock);
      if (write !== undefined) model.lock = write;
      if (hold.status !== 'already-running') model.tokens.set(claim.executionId, hold.token);
      return hold;
    },
    current: async () => undefined,
    assertOwner: async (incident) => {
      answers();
      const { owner, token } = model.lock ?? {};
      const late = lateness(incident, { ...(owner === undefined ? {} : { owner }), ...(token === undefined ? {} : { token }) });
      if (late !== undefined) throw new IncidentTakenOver(late);
      return unfinishedOf(model.lock ?? {});
    },
    promoting: async (incident, promoting) => change(incident, { promoting }),
    relieving: async (incident, relieving) => change(incident, { relieving }),
    extend: async (incident, ownerExpiresAt) => change(incident, { ownerExpiresAt }),
    append: async () => undefined,
    release: async (incident) => {
      change(incident, {});
      const { owner: _, ownerExpiresAt: __, ...rest } = model.lock ?? { incidentId: '', token: 0, openedAt: '' };
      model.lock = rest;
    },
    resolve: async (incident, at) => {
      const planned = model.lock?.relieving?.before;
      if (planned !== undefined && model.quorum !== planned && model.promotions.length === 0)
        model.violations.push('the incident was closed before the quorum that was relieved was back');
      change(incident, { resolvedAt: model.lock?.resolvedAt ?? at });
    },
    closeByHand: async () => {
      throw new Error('nobody resolves by hand in this model');
    },
  };
}
