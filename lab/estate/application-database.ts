import { Resolver } from 'node:dns/promises';
import { Socket } from 'node:net';
import { Pool, type PoolClient } from 'pg';

export type ApplicationSettings = {
  /** Writer name and port; the address behind it is looked up, and remembered for its TTL. */
  writer: { name: string; port: number };
  resolver: { address: string; port: number };
  /** Source address of everything the application sends. */
  address: string;
  database: string;
  user: string;
  password: string;
  /** Certificate authority in PEM; absent = no TLS. */
  ca?: string;
};

/** `indeterminate`: the statement was sent and no answer came, or the commit was not confirmed by the quorum. */
export type PaymentResult = { outcome: 'acknowledged' | 'failed' | 'indeterminate'; error?: string };

const CONNECT_MILLISECONDS = 2_000;
const STATEMENT_MILLISECONDS = 5_000;
const HEALTH_MILLISECONDS = 1_500;
const CONNECTIONS = 12;
/** After these a commit may have happened: administrator shutdown, crash shutdown, cancelled while it waited for its quorum. */
const COMMIT_MAY_HAVE_HAPPENED = new Set(['57P01', '57P02', '57014', '40003']);

/** The application's connections to the database, through the writer name. */
export class ApplicationDatabase {
  readonly #pool: Pool;
  readonly #settings: ApplicationSettings;
  readonly #resolver = new Resolver({ timeout: 1_000, tries: 2 });
  #remembered: { address: string; until: number } | undefined;

  constructor(settings: ApplicationSettings) {
    const { writer, resolver, address, database, user, password, ca } = settings;
    this.#settings = settings;
    this.#resolver.setServers([`${resolver.address}:${resolver.port}`]);
    this.#resolver.setLocalAddress(address);
    this.#pool = new Pool({
      host: writer.name,
      port: writer.port,
      database,
      user,
      password,
      max: CONNECTIONS,
      connectionTimeoutMillis: CONNECT_MILLISECONDS,
      query_timeout: STATEMENT_MILLISECONDS,
      ...(ca === undefined ? {} : { ssl: { ca } }),
      stream: () => this.#socket(),
    });
    this.#pool.on('error', () => undefined);
    // A connection that is lost between two statements of a client that is lent out speaks to nobody else, and would end the process.
    this.#pool.on('connect', (client) => client.on('error', () => undefined));
  }

  /** One payment, one commit. Never retried: the same number is never sent twice. */
  async commitPayment(number: number): Promise<PaymentResult> {
    let client: PoolClient;
    try {
      client = await this.#pool.connect();
    } catch (error) {
      return { outcome: 'failed', error: messageOf(error) };
    }
    let doubt: string | undefined;
    const listen = (notice: { message?: string | undefined }) => {
      if (/synchronous replication/.test(notice.message ?? '')) doubt = notice.message;
    };
    client.on('notice', listen);
    try {
      await client.query('insert into payments (number) values ($1)', [number]);
      client.off('notice', listen);
      client.release();
      return doubt === undefined ? { outcome: 'acknowledged' } : { outcome: 'indeterminate', error: doubt };
    } catch (error) {
      client.release(true);
      return { outcome: outcomeOf(error), error: messageOf(error) };
    }
  }

  async whyNotWritable(): Promise<string | undefined> {
    const late = AbortSignal.timeout(HEALTH_MILLISECONDS);
    const deadline = new Promise<string>((resolve) =>
      late.addEventListener('abort', () => resolve('the database does not answer in time')),
    );
    const write = this.#pool
      .query('insert into application_health values (1, now()) on conflict (id) do update set written_at = now()')
      .then(() => undefined, messageOf);
    return Promise.race([write, deadline]);
  }

  /** pg connects sockets by port and host; this one looks the host up through the region's resolver and binds the host's own address. */
  #socket(): Socket {
    const socket = new Socket();
    const connect = socket.connect.bind(socket) as (options: object) => Socket;
    const { address: localAddress } = this.#settings;
    return Object.assign(socket, {
      connect: (port: number, host: string) => {
        this.#addressOf(host).then(
          (address) => connect({ port, host: address, localAddress }),
          (error) => socket.destroy(error),
        );
        return socket;
      },
    });
  }

  async #addressOf(name: string): Promise<string> {
    if (this.#remembered && this.#remembered.until > Date.now()) return this.#remembered.address;
    const [record] = await this.#resolver.resolve4(name, { ttl: true });
    if (record === undefined) throw new Error(`${name} has no address`);
    this.#remembered = { address: record.address, until: Date.now() + record.ttl * 1_000 };
    return record.address;
  }
}

function outcomeOf(error: unknown): 'failed' | 'indeterminate' {
  const code = (error as { code?: string }).code;
  const severity = (error as { severity?: string }).severity;
  return severity !== undefined && code !== undefined && !COMMIT_MAY_HAVE_HAPPENED.has(code) ? 'failed' : 'indeterminate';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
