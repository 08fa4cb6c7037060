import { GetParameterCommand, ParameterNotFound, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { EffectRefused, OutcomeUnknown } from '../../errors.ts';
import type { SwitchBoard } from '../../ports/switch-board.ts';
import { once, repeatable } from './clients.ts';
import { awsFailure, orUnavailable, unavailable } from './failures.ts';

/**
 * SSM parameters of type String. A secret is never decrypted here, so that one holds no value the plan knows. SSM has no conditional write:
 * the version tells afterwards whether somebody wrote in between.
 */
export function ssmSwitchBoard(
  region: string,
  reading = new SSMClient(repeatable(region)),
  writing = new SSMClient(once(region)),
): SwitchBoard {
  return {
    async read(parameter) {
      const answer = await reading.send(new GetParameterCommand({ Name: parameter })).catch((thrown: unknown) => {
        if (thrown instanceof ParameterNotFound) return undefined;
        return orUnavailable(`parameter ${parameter}`)(thrown);
      });
      const { Value, Version } = answer?.Parameter ?? {};
      return Value === undefined ? undefined : { value: Value, version: Version ?? 0 };
    },
    async set(parameter, value) {
      // Without a type: an existing parameter keeps the one it has.
      const answer = await writing
        .send(new PutParameterCommand({ Name: parameter, Value: value, Overwrite: true }))
        .catch((thrown: unknown) => notSet(parameter, thrown));
      return answer.Version ?? 0;
    },
  };
}

function notSet(parameter: string, thrown: unknown): never {
  const { kind, message, name } = awsFailure(thrown);
  const options = { cause: thrown };
  if (kind === 'refused') throw new EffectRefused(`parameter ${parameter} was not written: ${message}`, { condition: name }, options);
  if (kind === 'unknown')
    throw new OutcomeUnknown(`parameter ${parameter} may have been written: ${message}`, { condition: name }, options);
  throw unavailable(`parameter ${parameter} was not written`, thrown);
}
