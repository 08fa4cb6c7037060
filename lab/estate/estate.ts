import type { Plan } from '../../lib/plan/schema.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { ClusterTemplate } from './cluster-template.ts';
import type { Conditions } from './conditions.ts';
import type { DirectWrite } from './direct-client.ts';

/** Something that happened to a host, for the timeline. */
export type Happening = {
  at: string;
  kind: 'host' | 'server' | 'network' | 'application' | 'write' | 'fault';
  text: string;
  node?: string;
  data?: unknown;
};

/** Times are ISO 8601. `refused`: a host was asked for something that the rehearsal does not have. */
export type EstateEvent = Happening | { at: string; kind: 'refused'; service: string; operation: string; reason: string };

export type EstateOptions = {
  /** Plan with loopback addresses. */
  plan: Plan;
  folder: string;
  prefix: string;
  cloud: Cloud;
  /** What every node begins with; absent = one is made for this estate. */
  template?: ClusterTemplate;
  /** What is unlike an ordinary estate. */
  conditions?: Conditions;
  onEvent(event: EstateEvent): void;
};

/** How a start of a server by hand ended, and what its service manager said. */
export type StartAgain = { started: boolean; said: string };

/** One rehearsal host: own loopback address, own folder, own process groups, an agent that polls for commands. Nothing is shared but the network. */
export interface DatabaseHost {
  readonly node: string;
  readonly region: string;
  readonly address: string;
  readonly instance: string;
  /** `kill -9` of every process of the PostgreSQL server; the host and its agent live on. `restart: false` keeps the service manager from bringing it back. */
  killServer(): Promise<void>;
  /** What the service manager does after a crash: start the unit (start guard included). */
  startServer(): Promise<void>;
  /** `systemctl stop` and `start`, as a person does for maintenance; @throws when the unit does not stop or start */
  restartServer(): Promise<void>;
  /** SIGSTOP/SIGCONT of the server's start-up process (a long crash recovery) or of all of it (a hung server). */
  pauseStartup(): Promise<void>;
  resumeStartup(): Promise<void>;
  pauseServer(): Promise<void>;
  resumeServer(): Promise<void>;
  /** Nothing fits on the disk of its data directory any more. Only where that is a file system of its own (`Conditions.smallDisk`). */
  fillDisk(): void;
  /** The host is gone: server and agent killed, its network silent (packets vanish, nothing is refused). */
  lose(): Promise<void>;
  /** A person starts the server, or the instance if it is off, without asking anybody. The start guard is all that stands in the way. */
  startAgain(): Promise<StartAgain>;
  /** Direct look by the lab's own administrator (superuser over the host's Unix socket), never used by the product. */
  query<Row>(sql: string): Promise<Row[]>;
  /** Is a server process of this host alive? */
  serverRunning(): boolean;
  /** How often its server took up a promotion, by its own log; whoever asked for it. */
  promotionsTakenUp(): number;
}

export type LedgerEntry = {
  number: number;
  sentAt: number;
  acknowledgedAt?: number;
  outcome: 'acknowledged' | 'failed' | 'indeterminate';
  error?: string;
};

/** Clients that send numbered payments to the application and note, outside the database, what was acknowledged. Times are milliseconds since epoch. */
export interface Load {
  start(): void;
  stop(): Promise<void>;
  ledger(): readonly LedgerEntry[];
  /** Acknowledged writes in the last full second. */
  writesPerSecond(): number;
}

export interface Estate {
  hosts(): DatabaseHost[];
  host(node: string): DatabaseHost;
  /** Application host of the primary region (Docker stand-in, health endpoint). */
  readonly load: Load;
  /** Nothing passes from these source addresses to that node any more (packets vanish); `undefined` sources = everybody. */
  cut(sources: string[] | undefined, node: string): void;
  restore(node: string): void;
  /** The one node that is not in recovery; throws when there are none or several. */
  primary(): Promise<DatabaseHost>;
  /** A client that ignores the writer name commits a payment straight at this node's own address, or is told why not. */
  writeDirectly(node: string): Promise<DirectWrite>;
  /** Payment numbers found on a node. */
  payments(node: string): Promise<Set<number>>;
  /**
   * Payment numbers on the disk of a node whose server does not run: a copy of its data directory is started privately
   * (Unix socket only, no archive, no conninfo) and read, then emptied; the original stays untouched. `acceptedAt` is by this computer's clock (ms since epoch): where the
   * rehearsal set the server's clock, it is set back.
   * It shows what a node that should have been fenced accepted after all.
   */
  paymentsOnDisk(node: string): Promise<{ number: number; acceptedAt: number }[]>;
  /** Passwords of this rehearsal, to search logs and reports for them. */
  readonly secrets: readonly string[];
  /** Waits until every standby streams and the planned quorum is met; throws after the deadline. */
  ready(deadlineSeconds: number): Promise<void>;
  stop(): Promise<void>;
}

/** Starts hosts, PostgreSQL, the application and its load generator (not yet sending). Order: startCloud, startEstate (registers zones, parameters and instances with the cloud), cloud.deploy(), estate.ready(). */
export type StartEstate = (options: EstateOptions) => Promise<Estate>;
