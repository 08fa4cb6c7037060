import type { Plan } from './schema.ts';

/** Region that holds the status page: the recovery region, because nothing of the page may be lost with the primary one. */
export function statusRegion({ regions }: Pick<Plan, 'regions'>): string {
  const [first] = regions;
  if (first === undefined) throw new RangeError('the plan has no region; required at least one');
  return (regions.find((region) => region.role === 'recovery') ?? first).name;
}
