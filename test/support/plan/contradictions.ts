import { crossCheck } from '../../../lib/plan/cross-checks/cross-check.ts';
import type { Plan } from '../../../lib/plan/schema.ts';
import { planOf } from '../ports/builders.ts';

/** A change that makes the product's own plan contradict itself, and where and how that is said. */
export type Contradiction = [what: string, change: (plan: Plan) => void, path: string, message: string];

/** A database node that contradicts nothing. */
export const NODE = {
  id: 'db-9',
  region: 'eu-west-3',
  host: 'db-9.db.internal',
  address: '10.20.1.99',
  instance: 'i-0a1b2c3d4e5f60999',
  priority: 9,
  synchronous: false,
  promotable: true,
};

export const first = <T>(items: readonly T[]): T => {
  const [item] = items;
  if (item === undefined) throw new Error('the plan has none');
  return item;
};

export const found = (change: (plan: Plan) => void) =>
  crossCheck(planOf(change)).map((problem) => ({ path: problem.path.join('.'), message: problem.message }));
