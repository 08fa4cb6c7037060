import type { PlanPath } from '../plan-problem.ts';
import type { Plan } from '../schema.ts';
import type { CrossProblem } from './cross-problem.ts';
import { DEPENDENCY_CHECKS } from './dependencies.ts';
import { ESTATE_CHECKS } from './estate.ts';
import { PEOPLE_CHECKS } from './people.ts';
import { TIME_CHECKS } from './time.ts';

/**
 * Everything that contradicts, in no particular order; empty for a plan that can be built.
 *
 * @param usable is this part of the plan valid on its own? A check is left out when a part it needs is not, so that every contradiction that
 * can be judged is named together with the mistakes elsewhere.
 */
export function crossCheck(plan: Plan, usable: (path: PlanPath) => boolean = () => true): CrossProblem[] {
  return [...ESTATE_CHECKS, ...TIME_CHECKS, ...PEOPLE_CHECKS, ...DEPENDENCY_CHECKS]
    .filter(({ needs }) => needs.every(usable))
    .flatMap((check) => check.find(plan));
}
