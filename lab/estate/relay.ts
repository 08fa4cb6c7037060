import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Distance } from '../distance.ts';
import { DelayLine } from './delay-line.ts';

/** `lines`: towards the server and back, where the client is far away. */
type Passage = { client: Socket; source: string; upstream: Socket | undefined; lines: { there: DelayLine; back: DelayLine } | undefined };
type End = { address: string; port: number };

export type RelayOptions = {
  /** Address that a client counts as coming from. */
  sourceOf?(client: Socket): string;
  /** How far away a client is; `undefined` next door. */
  distanceTo?(source: string): Distance | undefined;
};

/**
 * The network in front of a server: clients reach it at the host's own address, the server sees the client's source address.
 * It can lose packets: then nothing passes, nothing is refused and nothing is closed, as when a cable is pulled; what was on its way
 * arrives when the network is back.
 */
export class Relay {
  readonly #own: End;
  readonly #server: End;
  readonly #sourceOf: (client: Socket) => string;
  readonly #distanceTo: (source: string) => Distance | undefined;
  readonly #passages = new Set<Passage>();
  #listener: Server | undefined;
  #serving = false;
  #lost = false;
  #cutSources: ReadonlySet<string> | 'all' = new Set();

  constructor(own: End, server: End, { sourceOf = remoteAddress, distanceTo = nextDoor }: RelayOptions = {}) {
    this.#own = own;
    this.#server = server;
    this.#sourceOf = sourceOf;
    this.#distanceTo = distanceTo;
  }

  /** The server listens: connections are let through. */
  async open(): Promise<void> {
    this.#serving = true;
    await this.#listen();
  }

  /**
   * The server does not listen any more: the host refuses new connections. Existing ones end as their server ends them. While only some are
   * cut, they are refused too, where silence would be right: a port that is still open would be a lie of the host to its own programs.
   */
  async refuse(): Promise<void> {
    this.#serving = false;
    if (!this.#lost && this.#cutSources !== 'all') await this.#stopListening();
  }

  /** Nothing passes from these sources any more, in either direction; `undefined` = from anybody. */
  cut(sources: readonly string[] | undefined): void {
    this.#cutSources = sources === undefined ? 'all' : new Set([...(this.#cutSources === 'all' ? [] : this.#cutSources), ...sources]);
    for (const passage of this.#passages) if (this.#isSilent(passage.source)) hold(passage);
  }

  async restore(): Promise<void> {
    this.#cutSources = new Set();
    if (this.#lost) return;
    for (const passage of this.#passages) this.#letThrough(passage);
    if (!this.#serving) await this.#stopListening();
  }

  /** The host is gone: silence, now and for every new connection, until it boots again. */
  lose(): void {
    this.#lost = true;
    for (const passage of this.#passages) hold(passage);
  }

  /** The host boots again: it knows nothing of connections from before, and nothing listens on it yet. */
  async boot(): Promise<void> {
    this.#lost = false;
    for (const { client, upstream } of this.#passages) {
      client.resetAndDestroy();
      upstream?.destroy();
    }
    this.#passages.clear();
    await this.refuse();
  }

  async stop(): Promise<void> {
    for (const { client, upstream } of this.#passages) {
      client.destroy();
      upstream?.destroy();
    }
    await this.#stopListening();
  }

  async #listen(): Promise<void> {
    if (this.#listener) return;
    const listener = createServer({ pauseOnConnect: true, noDelay: true }, (client) => this.#accept(client));
    this.#listener = listener;
    await new Promise<void>((resolve, reject) => {
      listener.once('error', reject);
      listener.listen(this.#own.port, this.#own.address, resolve);
    });
  }

  async #stopListening(): Promise<void> {
    const listener = this.#listener;
    this.#listener = undefined;
    listener?.close();
  }

  #isSilent(source: string): boolean {
    return this.#lost || this.#cutSources === 'all' || this.#cutSources.has(source);
  }

  #accept(client: Socket): void {
    const source = this.#sourceOf(client);
    const distance = this.#distanceTo(source);
    const lines = distance && { there: new DelayLine(distance), back: new DelayLine(distance) };
    const passage: Passage = { client, source, upstream: undefined, lines };
    this.#passages.add(passage);
    client.on('error', () => undefined);
    client.on('close', () => {
      if (!this.#isSilent(passage.source)) this.#end(passage);
    });
    if (!this.#isSilent(passage.source)) this.#letThrough(passage);
  }

  #end(passage: Passage): void {
    this.#passages.delete(passage);
    passage.upstream?.destroy();
  }

  #letThrough(passage: Passage): void {
    const { client } = passage;
    if (client.destroyed)
      this.#end(passage); // hung up while nothing passed: the server learns it now
    else if (passage.upstream?.destroyed || (passage.upstream === undefined && !this.#serving)) client.resetAndDestroy();
    else {
      passage.upstream ??= this.#connectUpstream(passage);
      pass(client, passage.upstream, passage.lines?.there);
      pass(passage.upstream, client, passage.lines?.back);
    }
  }

  #connectUpstream(passage: Passage): Socket {
    const { address, port } = this.#server;
    const upstream = connect({ host: address, port, localAddress: passage.source, noDelay: true });
    upstream.on('error', () => undefined);
    upstream.on('close', (hadError) => {
      if (this.#isSilent(passage.source)) return;
      if (hadError) passage.client.resetAndDestroy();
      // What is still under way comes first; the end of the delay line ends the client.
      else if (passage.lines === undefined) passage.client.end();
    });
    return upstream;
  }
}

/** Again after a pause: a pipe that is there already is not laid twice. */
function pass(from: Socket, to: Socket, line: DelayLine | undefined): void {
  if (line === undefined) from.pipe(to);
  else {
    from.pipe(line);
    if (line.listenerCount('data') === 0) line.pipe(to);
  }
}

const remoteAddress = (client: Socket) => client.remoteAddress ?? '';
const nextDoor = () => undefined;

function hold({ client, upstream }: Passage): void {
  client.unpipe();
  client.pause();
  upstream?.unpipe();
  upstream?.pause();
}
