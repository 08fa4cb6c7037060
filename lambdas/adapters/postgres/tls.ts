import { type ConnectionOptions, checkServerIdentity, type PeerCertificate } from 'node:tls';
import type { DatabaseAccess, SessionTarget } from './access.ts';

/**
 * TLS as the plan's mode says, in libpq's words. `verify-full` checks the chain and the host name although packets go to an
 * address; `verify-ca` only the chain; `require` encrypts without knowing to whom.
 */
export function tlsOptions(mode: DatabaseAccess['tlsMode'], { names }: SessionTarget, ca: string | undefined): false | ConnectionOptions {
  if (mode === 'disable') return false;
  if (mode === 'require') return { rejectUnauthorized: false };
  const trust = { rejectUnauthorized: true, ...(ca === undefined ? {} : { ca }) };
  if (mode === 'verify-ca') return { ...trust, checkServerIdentity: () => undefined };
  const [servername] = names;
  return {
    ...trust,
    ...(servername === undefined ? {} : { servername }),
    checkServerIdentity: (_host, peer) => identityProblem(names, peer),
  };
}

/** `undefined` when the certificate is for one of the names; otherwise what is wrong with it for the first. */
function identityProblem(names: readonly string[], certificate: PeerCertificate): Error | undefined {
  const problems = names.map((name) => checkServerIdentity(name, certificate));
  return problems.length > 0 && problems.every((problem) => problem !== undefined) ? problems[0] : undefined;
}
