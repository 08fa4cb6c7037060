import type { PlanPath } from '../plan-problem.ts';
import type { Plan } from '../schema.ts';

/** What no single field can show: two places of the plan that contradict each other. `message` starts with the bad value. */
export type CrossProblem = { path: PlanPath; message: string };

/** A check over several places. It is given a plan in which at least the parts it needs are there and valid on their own. */
export type CrossCheck = { needs: readonly PlanPath[]; find(plan: Plan): CrossProblem[] };

export type Named = { value: string; path: PlanPath };

/** One problem for each value that an earlier one has already. */
export function repeated(all: readonly Named[], what: string): CrossProblem[] {
  return all.flatMap(({ value, path }, index) =>
    all.findIndex((other) => other.value === value) === index
      ? []
      : [{ path, message: `"${value}" is used twice; required ${article(what)} ${what} of its own for each` }],
  );
}

const article = (what: string) => (/^[aeiou]/.test(what) ? 'an' : 'a');

/** A field of every item of a list, with its place. */
export function eachOf<T>(items: readonly T[], textOf: (item: T) => string, pathOf: (index: number) => PlanPath): Named[] {
  return items.map((item, index) => ({ value: textOf(item), path: pathOf(index) }));
}
