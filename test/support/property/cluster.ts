import { decideLock, type StoredLock } from '../../../lambdas/adapters/aws/incident-lock.ts';
import { lateness } from '../../../lambdas/domain/incident-token.ts';
import { formatLsn } from '../../../lambdas/domain/lsn.ts';
import type { NodeObservation, RememberedHeartbeat } from '../../../lambdas/domain/observation.ts';
import { DependencyUnavailable, EffectRefused, IncidentTakenOver, OutcomeUnknown } from '../../../lambdas/errors.ts';
import type { HostCommandOutcome } from '../../../lambdas/ports/host-commands.ts';
import type { Ports } from '../../../lambdas/ports/ports.ts';
import type { Plan } from '../../../lib/plan/schema.ts';
import { CLUSTER, START } from '../ports/builders.ts';

/** What may happen to the world while a recovery runs. */
export const HAPPENINGS = [
  'server dies',
  'server returns',
  'host falls silent',
  'host is heard again',
  'functions are cut off',
  'functions reach it again',
  'agent dies',
  'agent is back',
  'db-2 dies',
  'db-2 returns',
  'db-3 lags',
  'db-3 follows again',
  'clients write',
] as const;
export type Happening = (typeof HAPPENINGS)[number];
/** `at` in seconds since the start. */
export type Scheduled = { at: number; what: Happening };
/** How the next effect turns out: carried out and answered, carried out but unanswered, lost, refused, or carried out later. */
export const FATES = ['done', 'done-unanswered', 'lost', 'refused', 'later'] as const;
export type Fate = (typeof FATES)[number];

type Server = { alive: boolean; role: 'primary' | 'standby'; timeline: number; lsn: bigint; receiving: boolean; lags: boolean };

type Answer = 'answered' | 'refused' | undefined;

/**
 * A small world with a primary, three standbys, clients, a host agent, a power switch, a record and a lock: enough of PostgreSQL, SSM and EC2
 * to make two writers, when somebody promotes too early. It notes what must never happen the moment it happens.
 */
export class ClusterModel {
  readonly violations: string[] = [];
  readonly promotions: string[] = [];
  millis = Date.parse(START);
  record = 'db-1.db.internal';
  lock: StoredLock | undefined;
  /** Highest position a client was told is committed. */
  acknowledged = 0x5000000n;
  readonly servers: Record<string, Server>;
  #agent = true;
  #fenceFile = false;
  #instance: 'running' | 'stopping' | 'stopped' = 'running';
  #silentSince: number | undefined;
  #cut = false;
  #hostToken = 0;
  readonly #plan: Plan;
  readonly #schedule: Scheduled[];
  readonly #fates: Fate[];
  readonly #pending: { at: number; act: () => void }[] = [];
  #heartbeat: RememberedHeartbeat | undefined;

  constructor(plan: Plan, schedule: readonly Scheduled[], fates: readonly Fate[]) {
    this.#plan = plan;
    this.#schedule = [...schedule].sort((a, b) => a.at - b.at);
    this.#fates = [...fates];
    this.servers = Object.fromEntries(
      plan.database.nodes.map((node, index) => [
        node.id,
        { alive: true, role: index === 0 ? 'primary' : 'standby', timeline: 1, lsn: 0x5000000n, receiving: index > 0, lags: false },
      ]),
    );
    this.#beat();
  }

  /** Time passes, and with it everything that was going to happen. */
  pass(seconds: number): void {
    this.millis += seconds * 1000;
    const now = (this.millis - Date.parse(START)) / 1000;
    while (this.#schedule[0] !== undefined && this.#schedule[0].at <= now) this.#happen((this.#schedule.shift() as Scheduled).what);
    for (const late of this.#pending.filter((one) => one.at <= now)) {
      this.#pending.splice(this.#pending.indexOf(late), 1);
      late.act();
    }
  }

  canWrite(node: string): boolean {
    const server = this.#server(node);
    return server.alive && server.role === 'primary' && (node !== 'db-1' || this.#instance !== 'stopped');
  }

  /** Everything of a run is over, late commands included. */
  settle(): void {
    for (let step = 0; step < 200; step += 1) this.pass(10);
    this.#start('db-1');
    const writers = Object.keys(this.servers).filter((node) => this.canWrite(node));
    if (writers.length > 1) this.violations.push(`two writers in the end: ${writers.join(' and ')}`);
  }

  #server(node: string): Server {
    const server = this.servers[node];
    if (server === undefined) throw new Error(`no node ${node}`);
    return server;
  }

  #happen(what: Happening): void {
    const primary = this.#server('db-1');
    if (what === 'server dies') this.#die('db-1');
    if (what === 'server returns') this.#start('db-1');
    if (what === 'host falls silent') this.#silentSince ??= this.millis;
    if (what === 'host is heard again') this.#silentSince = undefined;
    if (what === 'functions are cut off') this.#cut = true;
    if (what === 'functions reach it again') this.#cut = false;
    if (what === 'agent dies') this.#agent = false;
    if (what === 'agent is back') this.#agent = true;
    if (what === 'db-2 dies') this.#die('db-2');
    if (what === 'db-2 returns') this.#start('db-2');
    if (what === 'db-3 lags') Object.assign(this.#server('db-3'), { lags: true });
    if (what === 'db-3 follows again') Object.assign(this.#server('db-3'), { lags: false });
    if (primary.alive && primary.role === 'primary') this.#stream();
    if (what === 'clients write') this.#write();
    if (this.canWrite('db-1') && this.#silentSince === undefined && !this.#cut) this.#beat();
  }

  /** Clients reach the primary unless its host is silent; a commit is acknowledged when db-2 or db-3 has it (ANY 1). */
  #write(): void {
    const primary = this.#server('db-1');
    if (!this.canWrite('db-1') || this.#silentSince !== undefined) return;
    primary.lsn += 0x100n;
    this.#stream();
    if ([this.#server('db-2'), this.#server('db-3')].some((one) => one.alive && one.lsn >= primary.lsn)) this.acknowledged = primary.lsn;
  }

  #stream(): void {
    const primary = this.#server('db-1');
    for (const [node, standby] of Object.entries(this.servers)) {
      if (node === 'db-1' || standby.role !== 'standby' || standby.timeline !== primary.timeline) continue;
      standby.receiving = standby.alive && this.canWrite('db-1') && this.#silentSince === undefined;
      if (standby.receiving && !standby.lags) standby.lsn = primary.lsn;
    }
  }

  #beat(): void {
    const { lsn } = this.#server('db-1');
    this.#heartbeat = {
      at: new Date(this.millis).toISOString(),
      lsn: formatLsn(lsn),
      timeline: 1,
      vantage: 'eu-west-3',
      primary: 'db-1',
      systemIdentifier: CLUSTER,
      synchronousSetting: 'ANY 1 (db_2, db_3)',
    };
  }

  #die(node: string): void {
    this.#server(node).alive = false;
    if (node !== 'db-1') return;
    for (const standby of Object.values(this.servers)) standby.receiving = false;
  }

  /** The start guard: a standby always starts; a primary not while it is fenced, and only when the record names it. */
  #start(node: string): void {
    const server = this.#server(node);
    const fenced = node === 'db-1' && (this.#instance !== 'running' || this.#fenceFile);
    if (server.role === 'standby' || (!fenced && this.record === `${node}.db.internal`)) server.alive = true;
  }

  #promote(node: string): void {
    const server = this.#server(node);
    if (!server.alive || server.role === 'primary') return;
    const writers = Object.keys(this.servers).filter((one) => one !== node && this.canWrite(one));
    if (writers.length > 0) this.violations.push(`${node} was promoted while ${writers.join(', ')} could accept writes`);
    Object.assign(server, { role: 'primary', timeline: server.timeline + 1, receiving: false });
    this.promotions.push(node);
  }

  /** Carries an effect out as fate wants; `undefined` = no answer ever comes. */
  #effect(act: () => void): Answer {
    const fate = this.#fates.shift() ?? 'done';
    if (fate === 'done' || fate === 'done-unanswered') act();
    if (fate === 'later') this.#pending.push({ at: (this.millis - Date.parse(START)) / 1000 + 7, act });
    if (fate === 'done') return 'answered';
    return fate === 'refused' ? 'refused' : undefined;
  }

  #reachable(node: string): boolean {
    return this.#server(node).alive && (node !== 'db-1' || (this.#silentSince === undefined && !this.#cut && this.#instance !== 'stopped'));
  }

  #observe(node: string): NodeObservation {
    this.pass(0);
    const at = new Date(this.millis).toISOString();
    const server = this.#server(node);
    if (!this.#reachable(node)) {
      const kind = node === 'db-1' && (this.#silentSince !== undefined || this.#cut || this.#instance === 'stopped') ? 'silent' : 'refused';
      return { node, at, reachable: false, failure: { kind, message: `connection ${kind}` } };
    }
    const about = { node, at, reachable: true, timeline: server.timeline, systemIdentifier: CLUSTER, synchronousSetting: '' };
    const newestHeartbeat = { at: this.#heartbeat?.at ?? START, vantage: 'eu-west-3' };
    if (server.role === 'primary') return { ...about, role: 'primary', writable: true, currentLsn: formatLsn(server.lsn), newestHeartbeat };
    const position = formatLsn(server.lsn);
    const silence = this.#silentSince === undefined ? 0.1 : (this.millis - this.#silentSince) / 1000;
    const streaming = server.receiving || (this.#silentSince !== undefined && this.canWrite('db-1') && server.timeline === 1);
    return {
      ...about,
      role: 'standby',
      receivedLsn: position,
      replayedLsn: position,
      replayPaused: false,
      newestHeartbeat,
      ...(streaming
        ? { receiver: { streaming: true, lastMessageAgeSeconds: silence, timeline: server.timeline, senderHost: 'db-1.db.internal' } }
        : {}),
    };
  }

  #run(program: string, instance: string, token: number): HostCommandOutcome {
    const node = this.#plan.database.nodes.find((one) => one.instance === instance)?.id ?? '';
    if (node === '') return { kind: 'finished', commandId: 'c', exitCode: 0, stderr: '' };
    if (node === 'db-1' && (!this.#agent || this.#instance !== 'running' || this.#silentSince !== undefined))
      return { kind: 'unknown', why: 'no answer' };
    const answer = this.#effect(() => {
      if (node === 'db-1' && (token < this.#hostToken || this.#instance !== 'running')) return;
      if (program === 'promote-standby') this.#promote(node);
      if (program !== 'fence-postgres') return;
      this.#hostToken = token;
      this.#fenceFile = true;
      this.#die(node);
    });
    if (answer === undefined) return { kind: 'unknown', why: 'no answer' };
    if (answer === 'refused') return { kind: 'finished', commandId: 'c', exitCode: 1, stderr: 'refused' };
    const report = { program, outcome: program === 'fence-postgres' ? 'fenced' : 'promoted', stopped: true, fenceFile: true };
    return { kind: 'finished', commandId: 'c', exitCode: 0, report, stderr: '' };
  }

  #stopInstance(): void {
    if (this.#instance !== 'running') return;
    this.#instance = 'stopping';
    const at = (this.millis - Date.parse(START)) / 1000 + 4;
    this.#pending.push({
      at,
      act: () => {
        this.#instance = 'stopped';
        this.#die('db-1');
      },
    });
  }

  #swap(from: string, to: string): void {
    if (this.record !== from) return;
    const node = to.split('.')[0] ?? '';
    const { role, timeline } = this.#server(node);
    if (role !== 'primary' || timeline !== 2) this.violations.push(`the record was pointed at ${node}, which was not promoted`);
    this.record = to;
  }

  /** Every port a step may be given, backed by this world. */
  get ports(): Ports {
    const clock = { now: () => new Date(this.millis), sleep: async (seconds: number) => this.pass(seconds) };
    const answerOr = <T>(outcome: Answer, value: T): T => {
      if (outcome === 'refused') throw new EffectRefused('refused');
      if (outcome === undefined) throw new OutcomeUnknown('no answer');
      return value;
    };
    const host = (id: string) => this.#plan.database.nodes.find((node) => node.host === id)?.address ?? '';
    return {
      region: 'eu-west-3',
      clock,
      probe: {
        observe: async (node) => this.#observe(node.id),
        tryWrite: async (node) => {
          this.pass(0);
          const at = new Date(this.millis).toISOString();
          if (!this.#reachable(node.id)) return { at, outcome: 'unreachable', detail: 'no answer' };
          if (this.#server(node.id).role === 'standby') return { at, outcome: 'in-recovery', detail: 'standby' };
          this.#beat();
          return {
            at,
            outcome: 'committed',
            detail: 'committed',
            ...(this.#heartbeat === undefined ? {} : { heartbeat: this.#heartbeat }),
          };
        },
        followers: async () => [],
        clientsOf: async () => 0,
      },
      control: {
        promote: async (node) =>
          answerOr(
            this.#effect(() => this.#promote(node.id)),
            this.#server(node.id).role === 'primary',
          ),
        createSlots: async () => undefined,
        repoint: async () => undefined,
        setSynchronousStandbys: async () => undefined,
        commitHeartbeat: async () => ({ at: new Date(this.millis).toISOString(), timeline: 2 }),
        verifyThroughName: async () => ({ createdMs: 1, readMs: 1, updatedMs: 1, deletedMs: 1, serverAddress: host(this.record) }),
      },
      hosts: { run: async (program, target, parameters) => this.#run(program, target.instance, Number(parameters.token)) },
      instances: {
        stop: async () =>
          answerOr(
            this.#effect(() => this.#stopInstance()),
            this.#instance,
          ),
        state: async () => this.#instance,
      },
      record: {
        read: async () => this.record,
        compareAndSwap: async (from, to) => {
          if (this.record !== from) return { outcome: 'moved' };
          return answerOr(
            this.#effect(() => this.#swap(from, to)),
            { outcome: 'swapped', changeId: 'C1' } as const,
          );
        },
        waitInSync: async () => true,
      },
      resolver: { addresses: async () => [host(this.record)] },
      incidents: {
        open: async (claim) => {
          const { write, hold } = decideLock(claim, this.lock);
          if (write !== undefined) this.lock = write;
          return hold;
        },
        assertOwner: async (incident) => {
          const late = lateness(incident, {
            ...(this.lock?.owner === undefined ? {} : { owner: this.lock.owner }),
            ...(this.lock === undefined ? {} : { token: this.lock.token }),
          });
          if (late !== undefined) throw new IncidentTakenOver(late);
        },
        promoting: async (incident, node) => {
          if (this.lock?.owner !== incident.executionId || this.lock.token !== incident.token) throw new IncidentTakenOver('late');
          this.lock = { ...this.lock, promoting: node };
        },
        append: async () => undefined,
        release: async (incident) => {
          if (this.lock?.owner !== incident.executionId) return;
          const { owner: _, ownerExpiresAt: __, ...rest } = this.lock;
          this.lock = rest;
        },
        resolve: async (incident, at) => {
          if (this.lock?.owner === incident.executionId) this.lock = { ...this.lock, resolvedAt: at };
        },
      },
      heartbeats: { remember: async () => undefined, newest: async () => this.#heartbeat },
      notifier: { publish: async () => 'topic' },
      reports: { save: async () => undefined },
      health: { ask: async () => ({ healthy: true, status: 'healthy' }) },
      alarm: {
        raisePrimaryNotWritable: async () => {
          throw new DependencyUnavailable('no alarm here');
        },
      },
      metrics: { publish: async () => undefined },
    };
  }
}
