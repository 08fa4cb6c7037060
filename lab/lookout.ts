import { setTimeout as pause } from 'node:timers/promises';
import type { DatabaseHost } from './estate/estate.ts';

/** A moment of a rehearsal as the lab's own administrator saw it: the record first, then the nodes, so that a record ahead of its node is seen. */
export type Look = {
  /** ISO 8601. */
  at: string;
  /** Values of the writer record in the region of the primary. */
  record: string[];
  nodes: NodeMoment[];
};

/** `inRecovery: null`: the server did not run or did not answer. `received`: WAL position in bytes up to which the node has everything. */
export type NodeMoment = { node: string; inRecovery: boolean | null; received: bigint | null };

const LOOK_MILLISECONDS = 250;
/** A server that hangs must not keep the others from being looked at. */
const ANSWER_MILLISECONDS = 800;
const POSITION = `
  select pg_is_in_recovery() as recovery,
         pg_wal_lsn_diff(case when pg_is_in_recovery() then greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())
                              else pg_current_wal_lsn() end, '0/0')::text as received`;

/** Looks at all nodes four times a second while a rehearsal runs: what was true only for a moment is seen too. */
export class Lookout {
  readonly looks: Look[] = [];
  readonly #hosts: readonly DatabaseHost[];
  readonly #record: () => string[];
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;

  constructor(hosts: readonly DatabaseHost[], record: () => string[]) {
    this.#hosts = hosts;
    this.#record = record;
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#looking ??= this.#look().finally(() => (this.#looking = undefined));
    }, LOOK_MILLISECONDS);
  }

  /** Resolves when the last look is over; nothing is asked afterwards. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }

  async #look(): Promise<void> {
    const at = new Date().toISOString();
    const record = this.#record();
    const nodes = await Promise.all(this.#hosts.map(momentOf));
    this.looks.push({ at, record, nodes });
  }
}

async function momentOf(host: DatabaseHost): Promise<NodeMoment> {
  const silent = { node: host.node, inRecovery: null, received: null };
  if (!host.serverRunning()) return silent;
  const asked = host.query<{ recovery: boolean; received: string | null }>(POSITION).catch(() => []);
  const [row] = await Promise.race([asked, pause(ANSWER_MILLISECONDS, [])]);
  if (row === undefined) return silent;
  return { node: host.node, inRecovery: row.recovery, received: row.received === null ? null : BigInt(row.received) };
}
