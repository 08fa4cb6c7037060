import type { Dependency } from '../../lib/plan/schema.ts';
import { type DependencyFault, faultsOf } from './faults.ts';

export type DependencyOptions = {
  /** Id in the plan. */
  dependency: string;
  /** Rehearsed one after the other. */
  faults: readonly DependencyFault[];
  planFile: string;
  out: string | undefined;
  keep: boolean;
  verbose: boolean;
};

/**
 * By its id or by its name in the plan; without a name the first of the plan.
 *
 * @throws what `refuse` makes of the bad word and the valid ones
 */
export function dependencyNamed(all: readonly Dependency[], wanted: string | undefined, refuse: (text: string) => Error): Dependency {
  const known = all.map(({ id, name }) => `${id} ("${name}")`).join(', ') || 'none';
  const found = wanted === undefined ? all[0] : all.find(({ id, name }) => id === wanted || name === wanted);
  if (found !== undefined) return found;
  throw refuse(
    wanted === undefined
      ? 'the plan has no external dependency; required one to rehearse'
      : `unknown dependency "${wanted}"; valid: ${known}`,
  );
}

/** Names of the faults that the probe of this dependency can see. */
export const visible = (dependency: Dependency, faults: readonly DependencyFault[]) =>
  faults.filter((fault) => faultsOf(dependency).includes(fault));
