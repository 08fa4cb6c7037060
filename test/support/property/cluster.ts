import type { StoredLock } from '../../../lambdas/adapters/aws/incident-lock.ts';
import type { AskedQuestion } from '../../../lambdas/domain/decision.ts';
import { formatLsn } from '../../../lambdas/domain/lsn.ts';
import type { RememberedHeartbeat } from '../../../lambdas/domain/observation.ts';
import type { Plan } from '../../../lib/plan/schema.ts';
import { CLUSTER, START } from '../ports/builders.ts';
import { type Fate, type Happening, HIDING, type Scheduled } from './happenings.ts';

export type Server = { alive: boolean; role: 'primary' | 'standby'; timeline: number; lsn: bigint; lags: boolean; hostToken: number };
/** `undefined` = no answer ever comes. */
export type Answer = 'answered' | 'refused' | undefined;

/** Seconds until an effect that is carried out later is, until an instance that stops has stopped, and that a server starts up. */
const LATER = 7;
const STOPPING = 4;
const STARTING = 5;

/**
 * A small world with a primary, three standbys, clients, a host agent, a power switch, a record and a lock: enough of PostgreSQL, SSM and EC2
 * to make two writers, when somebody promotes too early. It notes what must never happen the moment it happens.
 */
export class ClusterModel {
  readonly violations: string[] = [];
  readonly promotions: string[] = [];
  readonly servers: Record<string, Server>;
  readonly plan: Plan;
  millis = Date.parse(START);
  record = 'db-1.db.internal';
  lock: StoredLock | undefined;
  /** Execution whose step runs now, and the token each execution was given. */
  acting = '';
  readonly tokens = new Map<string, number>();
  /** A person accepted that a primary only we cannot reach is given up. */
  forced = false;
  /** What people answer when they are asked, and the risk of two writers they took. */
  person: 'approve' | 'decline' | 'silent' = 'silent';
  readonly asked = new Map<string, AskedQuestion>();
  acceptedUnfenced = false;
  /** Highest position a client was told is committed. */
  acknowledged = 0x5000000n;
  agent = true;
  fenceFile = false;
  instance: 'running' | 'stopping' | 'stopped' = 'running';
  silentSince: number | undefined;
  streamsCutSince: number | undefined;
  cut = false;
  /** db-2 and db-3 take nothing and acknowledge nothing, though they are shown as streaming. */
  standbysSilent = false;
  /** In force on db-1. */
  quorum = 'ANY 1 (db_2, db_3)';
  /** In force on a node that was promoted: what it inherited, until it is set. Nobody follows it in this world, so its commits hang before. */
  readonly inherited: Record<string, string> = {};
  ec2Silent = false;
  tableSilent = false;
  startingUntil = 0;
  heartbeat: RememberedHeartbeat | undefined;
  #promotedByAPerson = false;
  #lieUntil = 0;
  readonly #schedule: Scheduled[];
  #fates: Fate[];
  readonly #pending: { at: number; act: () => void }[] = [];

  constructor(plan: Plan, schedule: readonly Scheduled[], fates: readonly Fate[]) {
    this.plan = plan;
    this.#schedule = [...schedule].sort((a, b) => a.at - b.at);
    this.#fates = [...fates];
    this.servers = Object.fromEntries(
      plan.database.nodes.map((node, index) => [
        node.id,
        { alive: true, role: index === 0 ? 'primary' : 'standby', timeline: 1, lsn: 0x5000000n, lags: false, hostToken: 0 },
      ]),
    );
    this.beat();
  }

  /** Commits wait for standbys that do not answer. */
  get hangs(): boolean {
    return this.standbysSilent && this.quorum !== '';
  }

  /** Do commits on this node wait for standbys that do not answer? */
  hangsOn(node: string): boolean {
    return node === 'db-1' ? this.hangs : (this.inherited[node] ?? this.quorum) !== '';
  }

  get seconds(): number {
    return (this.millis - Date.parse(START)) / 1000;
  }

  /** Time passes, and with it everything that was going to happen. */
  pass(seconds: number): void {
    this.millis += seconds * 1000;
    while (this.#schedule[0] !== undefined && this.#schedule[0].at <= this.seconds)
      this.#happen((this.#schedule.shift() as Scheduled).what);
    for (const late of this.#pending.filter((one) => one.at <= this.seconds)) {
      this.#pending.splice(this.#pending.indexOf(late), 1);
      late.act();
    }
    this.#expectOneWriter();
  }

  server(node: string): Server {
    const server = this.servers[node];
    if (server === undefined) throw new Error(`no node ${node}`);
    return server;
  }

  /** Commits that hang may return at any time, so a server that hangs accepts writes. */
  canWrite(node: string): boolean {
    const server = this.server(node);
    return server.alive && server.role === 'primary' && (node !== 'db-1' || this.instance !== 'stopped');
  }

  /** From where the functions run. */
  isReachable(node: string): boolean {
    return this.server(node).alive && (node !== 'db-1' || (this.silentSince === undefined && !this.cut && this.instance !== 'stopped'));
  }

  /** Nothing more breaks, what was late has happened, everything answers again, and every effect succeeds from now on. */
  heal(): void {
    this.#fates = [];
    this.#schedule.length = 0;
    Object.assign(this, {
      ec2Silent: false,
      tableSilent: false,
      agent: true,
      cut: false,
      standbysSilent: false,
      streamsCutSince: undefined,
    });
    for (let step = 0; step < 3; step += 1) this.pass(10);
  }

  /** Everything of a run is over, late commands included, and the old primary's host tries to start its server. */
  settle(): void {
    for (let step = 0; step < 20; step += 1) this.pass(10);
    this.#start('db-1');
    this.#expectOneWriter();
  }

  #expectOneWriter(): void {
    const writers = Object.keys(this.servers).filter((node) => this.canWrite(node));
    if (writers.length > 1 && !this.#promotedByAPerson) this.violations.push(`two writers: ${writers.join(' and ')}`);
  }

  #happen(what: Happening): void {
    if (HIDING.includes(what) && this.seconds < this.#lieUntil) {
      this.#pending.push({ at: this.#lieUntil, act: () => this.#happen(what) });
      return;
    }
    if (what === 'server dies') this.server('db-1').alive = false;
    if (what === 'server returns') this.#start('db-1');
    if (what === 'server restarts' && this.#start('db-1')) this.startingUntil = this.seconds + STARTING;
    if (what === 'commits hang') this.#silenceStandbys();
    if (what === 'commits return') this.standbysSilent = false;
    if (what === 'host falls silent') this.silentSince ??= this.millis;
    if (what === 'host is heard again') this.silentSince = undefined;
    if (what === 'functions are cut off') this.cut = true;
    if (what === 'functions reach it again') this.cut = false;
    if (what === 'streams are cut') this.streamsCutSince ??= this.millis;
    if (what === 'streams flow again') this.streamsCutSince = undefined;
    if (what === 'agent dies') this.agent = false;
    if (what === 'agent is back') this.agent = true;
    if (what === 'EC2 falls silent') this.ec2Silent = true;
    if (what === 'EC2 answers again') this.ec2Silent = false;
    if (what === 'lock table falls silent') this.tableSilent = true;
    if (what === 'lock table answers again') this.tableSilent = false;
    if (what === 'db-2 dies') this.server('db-2').alive = false;
    if (what === 'db-2 returns') this.#start('db-2');
    if (what === 'db-3 lags') this.server('db-3').lags = true;
    if (what === 'db-3 follows again') this.server('db-3').lags = false;
    if (what === 'a person promotes db-3' && this.server('db-3').role === 'standby') {
      this.#promotedByAPerson = true;
      Object.assign(this.server('db-3'), { role: 'primary', timeline: 2 });
    }
    if (what === 'clients write') this.write();
    this.#stream();
    if (this.canWrite('db-1') && this.silentSince === undefined && !this.cut && !this.hangs) this.beat();
  }

  /** The commit that hangs first is on the primary's disk and on no other. */
  #silenceStandbys(): void {
    this.standbysSilent = true;
    if (this.canWrite('db-1')) this.server('db-1').lsn += 0x10n;
  }

  /** Clients reach the primary unless its host is silent; a commit is acknowledged when db-2 or db-3 has it (ANY 1), or at once without a quorum. */
  write(): void {
    const primary = this.server('db-1');
    if (!this.canWrite('db-1') || this.silentSince !== undefined) return;
    primary.lsn += 0x100n;
    this.#stream();
    const holds = (node: string) => this.server(node).alive && this.server(node).timeline === 1 && this.server(node).lsn >= primary.lsn;
    if (this.quorum === '' || (!this.hangs && (holds('db-2') || holds('db-3')))) this.acknowledged = primary.lsn;
  }

  /** Is this standby fed by the old primary? */
  follows(node: string): boolean {
    const { alive, role, timeline } = this.server(node);
    return node !== 'db-1' && alive && role === 'standby' && timeline === 1 && this.canWrite('db-1');
  }

  #stream(): void {
    if (this.silentSince !== undefined || this.streamsCutSince !== undefined) return;
    for (const [node, standby] of Object.entries(this.servers))
      if (this.follows(node) && !standby.lags && !(this.standbysSilent && node !== 'db-4')) standby.lsn = this.server('db-1').lsn;
  }

  /**
   * The setting of db-1 changes. Commits that waited and wait no more are acknowledged; the tick of a probe among them remembers the setting
   * it had read before.
   */
  changeQuorum(setting: string): void {
    const waited = this.hangs;
    if (waited) this.beat();
    this.quorum = setting;
    if (waited && !this.hangs) this.acknowledged = this.server('db-1').lsn;
  }

  /** The primary of timeline 1 acknowledges a heartbeat. */
  beat(): void {
    this.heartbeat = this.acknowledgedHeartbeat();
  }

  acknowledgedHeartbeat(): RememberedHeartbeat {
    return {
      at: new Date(this.millis).toISOString(),
      acknowledgedAt: new Date(this.millis).toISOString(),
      lsn: formatLsn(this.server('db-1').lsn),
      timeline: 1,
      vantage: 'eu-west-3',
      primary: 'db-1',
      systemIdentifier: CLUSTER,
      synchronousSetting: this.quorum,
    };
  }

  /** The start guard: a standby always starts; a primary not while it is fenced, and only when the record names it. */
  #start(node: string): boolean {
    const server = this.server(node);
    const fenced = node === 'db-1' && (this.instance !== 'running' || this.fenceFile);
    if (server.role === 'standby' || (!fenced && this.record === `${node}.db.internal`)) server.alive = true;
    return server.alive;
  }

  promote(node: string): void {
    const server = this.server(node);
    if (!server.alive || server.role === 'primary') return;
    if (this.canWrite('db-1')) this.violations.push(`${node} was promoted while db-1 could accept writes`);
    Object.assign(server, { role: 'primary', timeline: server.timeline + 1 });
    this.promotions.push(node);
    this.#expectOneWriter();
  }

  stopInstance(): void {
    if (this.instance !== 'running') return;
    this.instance = 'stopping';
    const act = () => {
      this.instance = 'stopped';
      this.server('db-1').alive = false;
    };
    this.#pending.push({ at: this.seconds + STOPPING, act });
  }

  /** Carries an effect out as fate wants. Whoever asks for one must own the incident with the newest token (I5b). */
  effect(what: string, act: () => void, mayLie = false): Answer {
    const late = this.lock?.owner !== this.acting || this.lock.token !== this.tokens.get(this.acting);
    if (late) this.violations.push(`${this.acting} did "${what}" when ${this.lock?.owner ?? 'nobody'} owned the incident`);
    const drawn = this.#fates.shift() ?? 'done';
    const fate = drawn === 'lies' && !mayLie ? 'later' : drawn;
    if (fate === 'done' || fate === 'done-unanswered') act();
    if (fate === 'later' || fate === 'lies') this.#pending.push({ at: this.seconds + LATER, act });
    if (fate === 'lies') {
      this.#lieUntil = this.seconds + LATER;
      this.fenceFile = true;
    }
    if (fate === 'done' || fate === 'lies') return 'answered';
    return fate === 'refused' ? 'refused' : undefined;
  }
}
