import { meaningOf, type Progress, probeFailureOf, SqlFailure, type Stage } from '../../../../lambdas/adapters/postgres/failures.ts';
import { InRecovery } from '../../../../lambdas/adapters/postgres/heartbeat.ts';
import { asPortError } from '../../../../lambdas/adapters/postgres/port-errors.ts';
import { classify } from '../../../../lambdas/adapters/postgres/try-write.ts';

const at = (stage: Stage, heard = true): Progress => ({ stage, heard, user: 'reprise' });
const server = (code: string, message = 'the server says no') => Object.assign(new Error(message), { code, severity: 'FATAL' });
const socket = (code: string) => Object.assign(new Error(`connect ${code}`), { code });
const failed = (thrown: unknown, stage: Stage, heard = true) => new SqlFailure(probeFailureOf(thrown, at(stage, heard)), stage);
const silent = (stage: Stage) => new SqlFailure({ kind: 'silent', message: 'no answer' }, stage);

describe('why a node did not answer', () => {
  test.each([
    ['nobody listens', socket('ECONNREFUSED'), at('connecting', false), 'refused'],
    [
      'the connection closes before the server says a byte',
      new Error('Connection terminated unexpectedly'),
      at('handshake', false),
      'refused',
    ],
    ['the connection is reset before the server says a byte', socket('ECONNRESET'), at('handshake', false), 'refused'],
    ['the connection is reset after the server spoke', socket('ECONNRESET'), at('handshake'), 'rejected'],
    ['no route', socket('EHOSTUNREACH'), at('connecting', false), 'silent'],
    ['the name does not resolve', socket('ENOTFOUND'), at('connecting', false), 'silent'],
    ['the certificate is for somebody else', socket('ERR_TLS_CERT_ALTNAME_INVALID'), at('handshake'), 'rejected'],
    ['the server has no TLS', new Error('The server does not support SSL connections'), at('handshake'), 'rejected'],
    ['wrong password', server('28P01'), at('handshake'), 'rejected'],
    ['no entry in pg_hba.conf', server('28000'), at('handshake'), 'rejected'],
    ['too many clients', server('53300'), at('handshake'), 'rejected'],
    ['it is starting up', server('57P03', 'the database system is starting up'), at('handshake'), 'starting-up'],
    ['it recovers from a crash', server('57P03', 'the database system is in recovery mode'), at('handshake'), 'starting-up'],
    ['it starts in another language', server('57P03', 'le système de bases de données se lance'), at('handshake'), 'starting-up'],
    ['it is shutting down', server('57P03', 'the database system is shutting down'), at('handshake'), 'shutting-down'],
    ['it shuts down in French', server('57P03', "le système de bases de données s'arrête"), at('handshake'), 'shutting-down'],
    ['the query fails', server('XX000'), at('reading'), 'failed'],
    ['the connection breaks during a query', socket('ECONNRESET'), at('reading'), 'failed'],
    ['the password cannot be read', new Error('parameter store is away'), at('preparing', false), 'failed'],
  ])('%s', (_, thrown, progress, kind) => expect(probeFailureOf(thrown, progress).kind).toBe(kind));

  test.each(['42501', '42P01', '3F000'])('%s names role and file', (code) => {
    expect(probeFailureOf(server(code), at('reading')).message).toBe(
      'role reprise: the server says no; apply lambdas/adapters/postgres/sql/grants.sql',
    );
  });

  test('every authentication failure has the same meaning', () => {
    expect(['28000', '28P01'].map(meaningOf)).toEqual(['no-session', 'no-session']);
    expect(meaningOf(undefined)).toBeUndefined();
    expect(meaningOf('22012')).toBeUndefined();
  });
});

describe('what a direct try came to', () => {
  test.each([
    ['no answer to the connection', silent('connecting'), 'unreachable'],
    ['no answer to the first query', silent('reading'), 'unreachable'],
    ['no answer to the commit', silent('changing'), 'commit-hangs'],
    ['somebody holds the row', failed(server('55P03'), 'changing'), 'commit-hangs'],
    ['disk full', failed(server('53100'), 'changing'), 'cannot-write'],
    ['read-only', failed(server('25006'), 'changing'), 'cannot-write'],
    ['rights are missing', failed(server('42501'), 'changing'), 'cannot-write'],
    ['the look itself is refused', failed(server('42501'), 'reading'), 'cannot-write'],
    ['shut down during the commit', failed(server('57P01'), 'changing'), 'unreachable'],
    ['connection lost during the commit', failed(socket('ECONNRESET'), 'changing'), 'unreachable'],
    ['starting up', failed(server('57P03', 'the database system is starting up'), 'handshake'), 'starting-up'],
    ['shutting down', failed(server('57P03', 'the database system is shutting down'), 'handshake'), 'unreachable'],
    ['wrong password', failed(server('28P01'), 'handshake'), 'rejected'],
    ['too many clients', failed(server('53300'), 'handshake'), 'rejected'],
    ['a standby', new InRecovery('db-1 is in recovery'), 'in-recovery'],
  ])('%s', (_, thrown, outcome) => expect(classify(thrown).outcome).toBe(outcome));

  test('the SQLSTATE is told', () => {
    expect(classify(failed(server('53100'), 'changing'))).toEqual({
      outcome: 'cannot-write',
      detail: 'SQLSTATE 53100: the server says no',
      sqlState: '53100',
    });
  });
});

describe('what a failed change means to a step', () => {
  test.each([
    ['no connection', silent('connecting'), 'DependencyUnavailable'],
    ['no answer to a query before the change', silent('reading'), 'DependencyUnavailable'],
    ['starting up', failed(server('57P03', 'the database system is starting up'), 'handshake'), 'DependencyUnavailable'],
    ['too many clients', failed(server('53300'), 'handshake'), 'DependencyUnavailable'],
    ['wrong password', failed(server('28P01'), 'handshake'), 'EffectRefused'],
    ['no answer to the change', silent('changing'), 'OutcomeUnknown'],
    ['connection lost during the change', failed(socket('ECONNRESET'), 'changing'), 'OutcomeUnknown'],
    ['shut down during the change', failed(server('57P01'), 'changing'), 'OutcomeUnknown'],
    ['crash during the change', failed(server('57P02'), 'changing'), 'OutcomeUnknown'],
    ['the server said no', failed(server('42501'), 'changing'), 'EffectRefused'],
    ['it is a standby', new InRecovery('db-1 is in recovery'), 'EffectRefused'],
  ])('%s', (_, thrown, name) => expect(() => asPortError('heartbeat on db-1')(thrown)).toThrow(expect.objectContaining({ name })));
});
