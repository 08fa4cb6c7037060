import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidPlan } from './plan-problem.ts';

const CONFIG = join(import.meta.dirname, '../../config');
const ENDING = '.plan.yaml';

/** Plan files of this repository, as paths from its root. */
export function knownPlans(folder = CONFIG): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(ENDING))
    .sort()
    .map((file) => join('config', file));
}

/**
 * The plan that is meant when nobody names one: the only one there is.
 *
 * @throws InvalidPlan naming those there are, when there is not exactly one
 */
export function defaultPlan(folder = CONFIG): string {
  const [only, ...others] = knownPlans(folder);
  if (only !== undefined && others.length === 0) return join(folder, '..', only);
  const found = [only, ...others].filter((one) => one !== undefined).join(', ') || 'none';
  throw InvalidPlan.asWhole('config', `which plan is meant? found ${found}; required one, or its path`);
}
