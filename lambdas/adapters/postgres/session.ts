import { Socket } from 'node:net';
import pg from 'pg';
import type { ProbeFailure } from '../../domain/observation.ts';
import type { DatabaseAccess, SessionTarget } from './access.ts';
import { type Progress, probeFailureOf, SqlFailure, type Stage } from './failures.ts';
import { tlsOptions } from './tls.ts';

/** One connection for one look or one change. */
export interface Session {
  /** A statement that changes nothing. */
  read<Row>(statement: string, values?: unknown[]): Promise<Row[]>;
  /** A statement whose outcome is unknown when no answer comes. From the first one on, so is the session's. */
  change<Row>(statement: string, values?: unknown[]): Promise<Row[]>;
  /** Address of the other end. */
  peer(): string | undefined;
}

/** Milliseconds a server gets to say goodbye before the socket is thrown away. */
const GOODBYE = 250;

/**
 * Opens a session, works, closes it, and ends by the deadline in any case: the clock is ours, not the driver's, and it destroys the
 * socket below TLS and protocol, because a stopped server or a vanished host answers neither "cancel" nor "goodbye".
 * Every call opens a connection of its own: a kept one would still work on a server that takes no new clients.
 *
 * @throws SqlFailure for everything that server, network and driver do; what `work` throws itself passes
 */
export async function inSession<T>(
  target: SessionTarget,
  access: DatabaseAccess,
  deadlineSeconds: number,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const socket = new Socket();
  const progress: Progress = { stage: 'preparing', heard: false, user: access.user };
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new SqlFailure(silence(target.label, progress.stage, deadlineSeconds), progress.stage));
      socket.destroy();
    }, deadlineSeconds * 1000);
  });
  const running = run({ target, access, deadlineSeconds, socket, progress }, work);
  running.catch(() => undefined);
  try {
    return await Promise.race([running, deadline]);
  } finally {
    clearTimeout(timer);
    setTimeout(() => socket.destroy(), GOODBYE).unref();
  }
}

/** Nobody was asked when the password did not come: that says nothing about the server, so it must not look like silence. */
function silence(label: string, stage: Stage, seconds: number): ProbeFailure {
  const what = { connecting: 'connection', handshake: 'handshake', reading: 'answer to a query', changing: 'answer to a change' };
  return stage === 'preparing'
    ? { kind: 'failed', message: `${label} was not asked: the password was not read within ${seconds} s` }
    : { kind: 'silent', message: `${label}: no ${what[stage]} within ${seconds} s` };
}

type Call = { target: SessionTarget; access: DatabaseAccess; deadlineSeconds: number; socket: Socket; progress: Progress };

async function run<T>(call: Call, work: (session: Session) => Promise<T>): Promise<T> {
  const { socket, progress } = call;
  const wrapped = (thrown: unknown): never => {
    progress.heard = socket.bytesRead > 0;
    throw new SqlFailure(probeFailureOf(thrown, progress), progress.stage, { cause: thrown });
  };
  const client = await connect(call).catch(wrapped);
  const ask = async <Row>(stage: Stage, statement: string, values: unknown[] | undefined): Promise<Row[]> => {
    if (progress.stage !== 'changing') progress.stage = stage;
    const { rows } = await client.query(statement, values).catch(wrapped);
    return rows as Row[];
  };
  try {
    return await work({
      read: (statement, values) => ask('reading', statement, values),
      change: (statement, values) => ask('changing', statement, values),
      peer: () => socket.remoteAddress,
    });
  } finally {
    client.end().catch(() => undefined);
  }
}

async function connect({ target, access, deadlineSeconds, socket, progress }: Call): Promise<pg.Client> {
  const [password, authority] = await Promise.all([access.password(), access.authority()]);
  progress.stage = 'connecting';
  socket.once('connect', () => {
    progress.stage = 'handshake';
  });
  const configuration: pg.ClientConfig & Pick<DatabaseAccess, 'replication'> = {
    host: target.host,
    port: access.port,
    user: access.user,
    database: access.database,
    password,
    ssl: tlsOptions(access.tlsMode, target, authority),
    stream: () => socket,
    application_name: `reprise ${access.vantage}`,
    options: serverSettings(deadlineSeconds),
    ...(access.replication === undefined ? {} : { replication: access.replication }),
  };
  const client = new pg.Client(configuration);
  /** Without a listener a connection lost between two statements would end the process. */
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/**
 * What the server is told, so that nothing is left behind there when we leave at our deadline: lock waits end, and a running statement
 * notices that its client is gone; not so a commit that waits for standbys: it stays, holding its row, until one of them answers. No
 * `statement_timeout`: it would also end the wait for a synchronous standby, and the server would then answer "committed" for a commit no
 * standby has. The least `work_mem` there is, and temporary files beside the data: a write is to notice that the disk is full
 * (write-heartbeat.ts), and nothing asked here returns more than a few rows.
 */
function serverSettings(deadlineSeconds: number): string {
  const milliseconds = Math.max(1, Math.round(deadlineSeconds * 1000));
  return `-c statement_timeout=0 -c lock_timeout=${milliseconds} -c client_connection_check_interval=1000 -c work_mem=64kB -c temp_tablespaces=`;
}
