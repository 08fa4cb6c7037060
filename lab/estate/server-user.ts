import { readFileSync } from 'node:fs';

/** Operating-system user the servers run as: PostgreSQL refuses root. `undefined` = the user of the rehearsal. */
export type ServerUser = { uid: number; gid: number } | undefined;

const CANDIDATES = ['postgres', 'nobody'];

/**
 * The user for PostgreSQL servers: `postgres` or else `nobody` when the rehearsal runs as root, otherwise the rehearsal's own user.
 *
 * @throws when root has neither of the two
 */
export function serverUser(passwd = () => readFileSync('/etc/passwd', 'utf8'), uid = process.getuid?.()): ServerUser {
  if (uid !== 0) return undefined;
  const lines = passwd().split('\n');
  for (const name of CANDIDATES) {
    const [, , userId, groupId] = lines.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
    if (userId !== undefined && groupId !== undefined) return { uid: Number(userId), gid: Number(groupId) };
  }
  throw new Error(`PostgreSQL does not run as root and no user ${CANDIDATES.join(' or ')} exists; run the rehearsal as another user`);
}
