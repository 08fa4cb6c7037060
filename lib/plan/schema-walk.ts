import type { PlanPath } from './plan-problem.ts';
import { planSchema } from './schema.ts';

type Shape = Record<string, unknown>;

/** The part of the schema that describes a path, through lists and optional parts; `undefined` where it has none. */
export function schemaAt(path: PlanPath): unknown {
  let schema: unknown = planSchema;
  for (const key of path) {
    const outer = unwrapped(schema) as { element?: unknown; shape?: Shape } | undefined;
    schema = typeof key === 'number' ? outer?.element : outer?.shape?.[key];
  }
  return unwrapped(schema);
}

/** Keys the schema has at a path. */
export function allowedKeys(path: PlanPath): string[] {
  return Object.keys((schemaAt(path) as { shape?: Shape } | undefined)?.shape ?? {});
}

/** Without "optional", "default" and the like around it. */
function unwrapped(schema: unknown): unknown {
  const definition = (schema as { def?: { innerType?: unknown } } | undefined)?.def;
  return definition?.innerType === undefined ? schema : unwrapped(definition.innerType);
}
