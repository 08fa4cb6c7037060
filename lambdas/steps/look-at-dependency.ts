import type { Plan } from '../../lib/plan/schema.ts';
import { type DependencyLook, holdsOf, reactionTo } from '../domain/dependency-look.ts';
import type { Outage, OutageLook } from '../domain/outage.ts';
import { dependencyNamed } from '../domain/outage-request.ts';
import { UnexpectedFailure } from '../errors.ts';
import type { Ports } from '../ports/ports.ts';

export type LookAtDependencyInput = { outage: Outage };
export type LookAtDependencyPorts = Pick<Ports, 'dependencies' | 'switches' | 'clock'>;

/** Longest value that is shown of a parameter: whoever set a third one may have put anything there. */
const LONGEST_VALUE = 40;

/**
 * The evidence: what the dependency answers now, whether the others answer, and what the application's parameter holds. The alarm is minutes
 * old by then, and a person may be mistaken. Changes nothing.
 *
 * @throws DependencyUnavailable when the parameter cannot be read
 */
export async function lookAtDependency({ outage }: LookAtDependencyInput, ports: LookAtDependencyPorts, plan: Plan): Promise<OutageLook> {
  const dependency = dependencyNamed(plan, outage.dependency);
  const { parameter } = dependency.switch;
  const [held, looks] = await Promise.all([ports.switches.read(parameter), lookAtAll(ports, plan)]);
  const look = looks.find((one) => one.dependency === dependency.id);
  if (look === undefined) throw new UnexpectedFailure(`nobody looked at ${dependency.id}; required a look at every dependency`);
  const holds = holdsOf(dependency.switch, held?.value);
  const { available, seen, at } = look;
  const value = held === undefined ? {} : { value: held.value.slice(0, LONGEST_VALUE) };
  return { ...reactionTo({ direction: outage.direction, look, looks, holds, parameter }), at, available, seen, holds, ...value, looks };
}

/** All at once; each look has its own deadline, so one that hangs delays nothing. */
export function lookAtAll({ dependencies }: Pick<Ports, 'dependencies'>, plan: Plan): Promise<DependencyLook[]> {
  const { lookPatience } = plan.dependencyWatch;
  return Promise.all(plan.dependencies.map((one) => dependencies.look(one, lookPatience)));
}
