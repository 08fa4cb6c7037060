import type { ProbeFailure } from '../../domain/observation.ts';
import { messageOf } from '../../errors.ts';

/** How far a session got: nobody asked yet, no connection, handshake, a statement that only reads, one that changes something. */
export type Stage = 'preparing' | 'connecting' | 'handshake' | 'reading' | 'changing';

/** Why a session or a statement failed. `stage` tells whether an effect may have happened. */
export class SqlFailure extends Error {
  override readonly name = 'SqlFailure';
  readonly failure: ProbeFailure;
  readonly stage: Stage;
  constructor(failure: ProbeFailure, stage: Stage, options?: ErrorOptions) {
    super(failure.message, options);
    this.failure = failure;
    this.stage = stage;
  }
}

export const GRANTS_FILE = 'lambdas/adapters/postgres/sql/grants.sql';

type Meaning = 'unavailable' | 'shut-down' | 'no-session' | 'no-grant' | 'read-only' | 'no-space' | 'lock-wait';

/** The one table of SQLSTATEs (PostgreSQL documentation, appendix A) that mean something here; everything else is a failed statement. */
const MEANINGS: Record<string, Meaning> = {
  '57P03': 'unavailable',
  '57P01': 'shut-down',
  '57P02': 'shut-down',
  '53300': 'no-session',
  '3D000': 'no-session',
  '42501': 'no-grant',
  '42P01': 'no-grant',
  '3F000': 'no-grant',
  '25006': 'read-only',
  '53100': 'no-space',
  '58030': 'no-space',
  '55P03': 'lock-wait',
};

/** What an SQLSTATE means to us; `undefined` for one that only says that a statement failed. */
export function meaningOf(sqlState: string | undefined): Meaning | undefined {
  if (sqlState === undefined) return undefined;
  return sqlState.startsWith('28') ? 'no-session' : MEANINGS[sqlState];
}

/**
 * 57P03 says "cannot connect now" for a server that comes and for one that goes; only the text tells them apart, and that in the
 * server's language (English and French are known here). Anything else counts as coming up: the machine then has more patience.
 */
const SHUTTING_DOWN = /shutting down|s'arr[êe]te|arr[êe]t/i;

const SQLSTATE = /^[0-9A-Z]{5}$/;
const NO_ROUTE = new Set(['EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN']);
const CLOSED = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE']);

type PgError = Error & { code?: string; severity?: string };
export type Progress = { stage: Stage /** The server said at least one byte. */; heard: boolean; user: string };

/** Reads an error of the driver or the socket, given how far the session had got. */
export function probeFailureOf(thrown: unknown, { stage, heard, user }: Progress): ProbeFailure {
  const { code, severity } = thrown as PgError;
  const message = messageOf(thrown);
  if (stage === 'preparing') return { kind: 'failed', message: `the server was not asked: ${message}` };
  if (severity !== undefined && code !== undefined && SQLSTATE.test(code)) return fromServer(code, message, stage, user);
  if (code !== undefined && NO_ROUTE.has(code)) return { kind: 'silent', message };
  if (stage === 'reading' || stage === 'changing') return { kind: 'failed', message };
  const closed = (code !== undefined && CLOSED.has(code)) || /^Connection terminated/.test(message);
  if (closed && !heard)
    return { kind: 'refused', message: code === 'ECONNREFUSED' ? message : `closed before the server said anything (${message})` };
  return { kind: 'rejected', message };
}

function fromServer(sqlState: string, message: string, stage: Stage, user: string): ProbeFailure {
  const meaning = meaningOf(sqlState);
  if (meaning === 'unavailable') return { kind: SHUTTING_DOWN.test(message) ? 'shutting-down' : 'starting-up', message, sqlState };
  if (meaning === 'no-grant') return { kind: 'failed', message: `role ${user}: ${message}; apply ${GRANTS_FILE}`, sqlState };
  return { kind: stage === 'handshake' ? 'rejected' : 'failed', message, sqlState };
}
