import { setTimeout } from 'node:timers/promises';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { DependencyUnavailable } from '../../errors.ts';
import { repeatable } from './clients.ts';
import { orUnavailable } from './failures.ts';

/** Values that must not be in the bundle (password, certificate authority). */
export type Parameters = (name: string) => Promise<string>;

/** Milliseconds a value is used before it is read again: a password that was changed is known after a minute. */
const FRESH = 60_000;
/** Milliseconds a value that has to be read again is waited for. */
const SOON = 400;

/**
 * Reads each parameter at most once a minute. A value that cannot be read again goes on being used: on the day the parameter store may be
 * what does not answer. The values are never logged.
 */
export function ssmParameters(region: string, client = new SSMClient(repeatable(region)), now: () => number = Date.now): Parameters {
  const known = new Map<string, { value: Promise<string>; readAt: number }>();
  const read = async (name: string): Promise<string> => {
    const answer = await client
      .send(new GetParameterCommand({ Name: name, WithDecryption: true }))
      .catch(orUnavailable(`parameter ${name}`));
    const value = answer.Parameter?.Value;
    if (value === undefined || value === '')
      throw new DependencyUnavailable(`parameter ${name} is empty in ${region}; required a value`, { condition: 'ParameterEmpty' });
    return value;
  };
  return (name) => {
    const kept = known.get(name);
    if (kept !== undefined && now() - kept.readAt < FRESH) return kept.value;
    const fresh = read(name);
    const value = kept === undefined ? fresh : soonOr(fresh, kept.value);
    const readAt = now();
    known.set(name, { value, readAt });
    fresh.then(
      () => known.set(name, { value: fresh, readAt }),
      () => kept === undefined && known.delete(name),
    );
    return value;
  };
}

/** What is known when nothing new comes soon: a look has a second or two for everything, and must not spend it on waiting for a parameter. */
function soonOr(fresh: Promise<string>, kept: Promise<string>): Promise<string> {
  const soon = setTimeout(SOON, undefined, { ref: false }).then(() => kept);
  return Promise.race([fresh, soon]).catch(() => kept);
}
