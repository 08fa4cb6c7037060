import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { processIds, workingFolderOf } from '../processes.ts';

type End = { address: string; port: number };

/** Column of /proc/net/tcp that holds the inode of a socket (proc(5)). */
const INODE = 9;

/**
 * Working folder of the process that opened a connection from this computer to itself; `undefined` when none of them did. PostgreSQL cannot be
 * told which address to connect from, so a standby's connections all come from 127.0.0.1: only its process says which host they come from.
 */
export function ownerOf(client: End, server: End, folders: ReadonlySet<string>): string | undefined {
  const inode = inodeOf(client, server);
  if (inode === undefined) return undefined;
  for (const pid of processIds()) {
    const folder = workingFolderOf(pid);
    if (folder !== undefined && folders.has(folder) && holds(pid, `socket:[${inode}]`)) return folder;
  }
  return undefined;
}

function inodeOf(client: End, server: End): string | undefined {
  const wanted = `${inHex(client)} ${inHex(server)} `;
  const line = readFileSync('/proc/net/tcp', 'latin1')
    .split('\n')
    .find((one) => one.includes(wanted));
  return line?.trim().split(/ +/)[INODE];
}

/** Four bytes as the processor holds them (little-endian), and the port. */
function inHex({ address, port }: End): string {
  const bytes = address.split('.').map((part) => Number(part).toString(16).padStart(2, '0'));
  return `${bytes.reverse().join('')}:${port.toString(16).padStart(4, '0')}`.toUpperCase();
}

function holds(pid: number, socket: string): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => linkOf(`/proc/${pid}/fd/${fd}`) === socket);
  } catch {
    return false; // gone meanwhile
  }
}

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
