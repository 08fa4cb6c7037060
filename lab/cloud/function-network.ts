/**
 * Preloaded into a rehearsed function's process: gives it what a VPC gives a function, and nothing else (ADR 12).
 * Its source address on every TCP connection, its region's resolver for every name, and no way out of this computer.
 */
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

/** Handed over in the environment variable LAB_NETWORK as JSON. */
export type FunctionNetwork = {
  localAddress: string;
  /** `address:port` of the region's resolver. */
  resolver: string;
  /** Addresses that a function outside a VPC reaches too: the AWS endpoints. */
  publicAddresses: string[];
  /** A function without VpcConfig has no way to the estate's private addresses. */
  inVpc: boolean;
};

type Lookup = { address: string; family: 4 };
type LookupCallback = (error: Error | null, address?: string | Lookup[], family?: number) => void;

const network = JSON.parse(process.env.LAB_NETWORK ?? '{}') as FunctionNetwork;
const resolver = new dns.Resolver();
resolver.setServers([network.resolver]);
dns.setServers([network.resolver]);
dns.promises.setServers([network.resolver]);

function failure(code: string, text: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code} ${text}`), { code, syscall: 'connect' });
}

function addresses(host: string): Promise<Lookup[]> {
  if (net.isIPv4(host)) return Promise.resolve([{ address: host, family: 4 }]);
  return new Promise((resolve, reject) => {
    resolver.resolve4(host, (error, found) => {
      // getaddrinfo knows no ENODATA: a name without an address is ENOTFOUND for its callers.
      if (error) reject(Object.assign(error, { code: error.code === 'ENODATA' ? 'ENOTFOUND' : error.code, hostname: host }));
      else resolve(found.map((address) => ({ address, family: 4 })));
    });
  });
}

function lookup(host: string, options: unknown, callback?: LookupCallback): void {
  const done = (typeof options === 'function' ? options : callback) as LookupCallback;
  const all = typeof options === 'object' && options !== null && (options as { all?: boolean }).all === true;
  addresses(host).then(
    (found) => (all ? done(null, found) : done(null, found[0]?.address, 4)),
    (error) => done(error as Error),
  );
}

function refusal(host: string): NodeJS.ErrnoException | undefined {
  if (!net.isIPv4(host)) return undefined;
  if (!host.startsWith('127.')) return failure('ENETUNREACH', `${host}: a rehearsed function has no way out of this computer`);
  if (network.inVpc || network.publicAddresses.includes(host)) return undefined;
  return failure('EHOSTUNREACH', `${host}: the function has no VpcConfig, so private addresses are out of its reach`);
}

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (this: net.Socket, ...args: unknown[]) {
  // net.connect() passes [options, callback] in one array that Node marks as normalized; a direct call passes them one by one.
  const given = (Array.isArray(args[0]) ? args[0] : args) as unknown[];
  const options = optionsOf(given);
  const callback = given.findLast((item) => typeof item === 'function');
  // A socket file would be a way around the network, to a server or to the lab; no function has one. Agents of HTTP say null for none.
  const refused =
    options.path == null ? refusal(options.host ?? 'localhost') : failure('EACCES', `${options.path}: a function has a network only`);
  if (refused) {
    process.nextTick(() => this.destroy(refused));
    return this;
  }
  const through = { ...options, localAddress: network.localAddress, lookup };
  return Reflect.apply(connect, this, callback ? [through, callback] : [through]) as net.Socket;
} as typeof connect;

function optionsOf(given: unknown[]): { host?: string; port?: number; path?: string | null } {
  const [first, second] = given;
  if (typeof first === 'object' && first !== null) return first;
  return { port: Number(first), host: typeof second === 'string' ? second : 'localhost' };
}

dns.lookup = lookup as unknown as typeof dns.lookup;
dns.promises.lookup = (async (host: string, options?: { all?: boolean }) => {
  const found = await addresses(host);
  return options?.all ? found : found[0];
}) as unknown as typeof dns.promises.lookup;
syncBuiltinESMExports();
