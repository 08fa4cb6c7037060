import { readFileSync } from 'node:fs';
import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { crossCheck } from './cross-checks.ts';
import { dotted, InvalidPlan, Locator, type PlanPath, type PlanProblem, shown } from './plan-problem.ts';
import { type Plan, planSchema } from './schema.ts';

/**
 * Reads and validates a plan file.
 *
 * @throws InvalidPlan naming file, line, path, the bad value and what is allowed, for everything that is wrong at once
 */
export function readPlan(file: string): Plan {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new InvalidPlan(file, [
      { line: 0, path: '', message: `the file cannot be read (${why}); required a plan, for example config/taxcollector.plan.yaml` },
    ]);
  }
  return parsePlan(text, file);
}

/** As `readPlan`, from text. `fileName` is what the problems name. */
export function parsePlan(text: string, fileName: string): Plan {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true, merge: false });
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => ({
      line: lines.linePos(error.pos[0]).line,
      path: '',
      message: `not YAML: ${error.message}`,
    }));
    throw new InvalidPlan(fileName, problems);
  }
  const locator = new Locator(document, lines);
  const parsed = planSchema.safeParse(asPlainValue(document, fileName));
  const problems = parsed.success
    ? crossProblems(parsed.data, locator)
    : parsed.error.issues.flatMap((issue) => schemaProblems(issue, locator));
  if (problems.length > 0 || !parsed.success)
    throw new InvalidPlan(
      fileName,
      problems.toSorted((a, b) => a.line - b.line),
    );
  return parsed.data;
}

/** Aliases that cannot be resolved are found only here. */
function asPlainValue(document: ReturnType<typeof parseDocument>, fileName: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch (error) {
    throw new InvalidPlan(fileName, [
      { line: 1, path: '', message: `not a plan: ${error instanceof Error ? error.message : String(error)}` },
    ]);
  }
}

function crossProblems(plan: Plan, locator: Locator): PlanProblem[] {
  return crossCheck(plan).map(({ path, message }) => ({ line: locator.lineOf(path), path: dotted(path), message }));
}

function schemaProblems(issue: z.core.$ZodIssue, locator: Locator): PlanProblem[] {
  const path = issue.path as PlanPath;
  const at = (where: PlanPath, message: string): PlanProblem => ({ line: locator.lineOf(where), path: dotted(where), message });
  const value = locator.valueAt(path);
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => at([...path, key], `unknown key ${shown(key)}; allowed: ${allowedKeys(path).join(', ')}`));
  if (value === undefined) return [at(path, `is missing; ${required(issue)}`)];
  return [at(path, `${shown(value)} ${required(issue)}`)];
}

function required(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return `is not allowed; allowed: ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'invalid_type') return `required: ${issue.expected}`;
  return issue.message;
}

/** Keys the schema has at a path, through lists. */
function allowedKeys(path: PlanPath): string[] {
  let schema: unknown = planSchema;
  for (const key of path) schema = inner(unwrapped(schema), key);
  return Object.keys((unwrapped(schema) as { shape?: Record<string, unknown> }).shape ?? {});
}

const inner = (schema: unknown, key: string | number): unknown =>
  typeof key === 'number' ? (schema as { element?: unknown }).element : (schema as { shape?: Record<string, unknown> }).shape?.[key];

function unwrapped(schema: unknown): unknown {
  const definition = (schema as { def?: { innerType?: unknown } } | undefined)?.def;
  return definition?.innerType === undefined ? schema : unwrapped(definition.innerType);
}
