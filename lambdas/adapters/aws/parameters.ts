import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { DependencyUnavailable } from '../../errors.ts';
import { repeatable } from './clients.ts';
import { orUnavailable } from './failures.ts';

/** Values that must not be in the bundle (password, certificate authority). */
export type Parameters = (name: string) => Promise<string>;

/**
 * Reads each parameter once per environment; a read that failed is tried again at the next use. The values are never logged.
 */
export function ssmParameters(region: string, client = new SSMClient(repeatable(region))): Parameters {
  const known = new Map<string, Promise<string>>();
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
    const value = known.get(name) ?? read(name);
    known.set(name, value);
    value.catch(() => known.delete(name));
    return value;
  };
}
