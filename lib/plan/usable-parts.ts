import type { z } from 'zod';
import type { PlanPath } from './plan-problem.ts';
import type { Plan } from './schema.ts';
import { schemaAt } from './schema-walk.ts';

/** What can be said of a plan that is not valid as a whole: the parts that are. */
export type UsableParts = { plan: Plan; usable(path: PlanPath): boolean };

const startsWith = (path: PlanPath, start: PlanPath) => start.every((key, index) => path[index] === key);
const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Every part that is valid on its own, parsed; unknown keys are taken out first, because they make nothing else unreadable.
 * A path is usable when nothing is wrong at it, above it or inside it.
 */
export function usableParts(raw: unknown, issues: readonly z.core.$ZodIssue[]): UsableParts {
  const known = structuredClone(raw);
  for (const issue of issues) if (issue.code === 'unrecognized_keys') takeOut(known, issue.path as PlanPath, issue.keys);
  const broken = issues.filter((issue) => issue.code !== 'unrecognized_keys').map((issue) => issue.path as PlanPath);
  const usable = (path: PlanPath) => !broken.some((one) => startsWith(one, path) || startsWith(path, one));
  return { plan: parsed(known, [], usable) as Plan, usable };
}

function takeOut(value: unknown, path: PlanPath, keys: readonly string[]): void {
  const place = path.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown> | undefined)?.[key], value);
  if (isMap(place)) for (const key of keys) delete place[key];
}

/** Usable parts as the schema reads them (durations as seconds, defaults filled in); the rest is left out. */
function parsed(value: unknown, path: PlanPath, usable: (path: PlanPath) => boolean): unknown {
  if (usable(path)) return (schemaAt(path) as z.ZodType | undefined)?.safeParse(value).data;
  if (!isMap(value)) return undefined;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, parsed(inner, [...path, key], usable)]));
}
