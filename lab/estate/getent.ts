import { Resolver } from 'node:dns/promises';
import type { HostCommand } from './host-control.ts';

const TIMEOUT_MILLISECONDS = 1_500;
const NOT_FOUND = 2;

/** `getent ahostsv4 NAME`, answered by the VPC resolver of the host's region, over DNS, from the host's own address. */
export function getentThrough(resolver: { address: string; port: number }, ownAddress: string): HostCommand {
  const client = new Resolver({ timeout: TIMEOUT_MILLISECONDS, tries: 2 });
  client.setServers([`${resolver.address}:${resolver.port}`]);
  client.setLocalAddress(ownAddress);
  return async ([database, name = '']) => {
    if (database !== 'ahostsv4') throw new Error('only getent ahostsv4 is implemented');
    const addresses = await client.resolve4(name).catch(() => []);
    if (addresses.length === 0) return { status: NOT_FOUND };
    return { status: 0, stdout: addresses.map((address) => `${address.padEnd(15)} STREAM ${name}`).join('\n') };
  };
}
