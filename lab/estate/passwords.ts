import { randomBytes } from 'node:crypto';

/** Passwords of one rehearsal: of the plan's role, the application and the standbys. */
export type Passwords = { plan: string; application: string; replication: string };

/** Letters and digits only, so that they need no quoting anywhere. */
export function newPasswords(): Passwords {
  const password = () => randomBytes(18).toString('hex');
  return { plan: password(), application: password(), replication: password() };
}
