import { DependencyUnavailable, EffectRefused, messageOf, OutcomeUnknown, RepriseError } from '../../errors.ts';
import { meaningOf, SqlFailure } from './failures.ts';

/** What a failed change means to a step: was it refused, may it have happened, or was nobody there? */
export function asPortError(what: string): (thrown: unknown) => never {
  return (thrown) => {
    if (thrown instanceof RepriseError) throw thrown;
    const message = `${what}: ${messageOf(thrown)}`;
    const options = { cause: thrown };
    if (!(thrown instanceof SqlFailure)) throw new EffectRefused(message, {}, options);
    const { failure, stage } = thrown;
    const details = { condition: failure.kind, sqlState: failure.sqlState };
    if (stage !== 'changing') throw new (saidNo(failure.sqlState) ? EffectRefused : DependencyUnavailable)(message, details, options);
    const answered = failure.sqlState !== undefined && !['shut-down', 'unavailable'].includes(meaningOf(failure.sqlState) ?? '');
    throw new (answered ? EffectRefused : OutcomeUnknown)(message, details, options);
  };
}

/** Before a change was sent: a refusal that will not pass by itself (authentication, missing rights). */
function saidNo(sqlState: string | undefined): boolean {
  return sqlState?.startsWith('28') === true || meaningOf(sqlState) === 'no-grant';
}
