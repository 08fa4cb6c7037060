import { readFileSync } from 'node:fs';
import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { crossCheck } from './cross-checks/cross-check.ts';
import { knownPlans } from './default-plan.ts';
import { dotted, InvalidPlan, Locator, type PlanPath, type PlanProblem, shown } from './plan-problem.ts';
import { type Plan, planSchema } from './schema.ts';
import { allowedKeys } from './schema-walk.ts';
import { usableParts } from './usable-parts.ts';

/**
 * Reads and validates a plan file.
 *
 * @throws InvalidPlan naming file, line, path, the bad value and what is allowed, for everything that is wrong at once
 */
export function readPlan(file: string): Plan {
  return parsePlan(readText(file), file);
}

function readText(file: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? String(error);
    const known = knownPlans().join(', ') || 'none in config';
    throw InvalidPlan.asWhole(file, `the file cannot be read (${why}); required a plan; there are: ${known}`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw InvalidPlan.asWhole(file, 'the file is not UTF-8; required text in UTF-8');
  }
}

/** As `readPlan`, from text. `fileName` is what the problems name. */
export function parsePlan(text: string, fileName: string): Plan {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true, merge: false });
  // Only the first: what follows a slip in the syntax is mostly its consequence.
  const [slip] = document.errors;
  if (slip !== undefined)
    throw new InvalidPlan(fileName, [{ line: lines.linePos(slip.pos[0]).line, path: '', message: `not YAML: ${slip.message}` }]);
  if (document.contents === null) throw InvalidPlan.asWhole(fileName, 'the file is empty; required a plan');
  const locator = new Locator(document, lines);
  const raw = asPlainValue(document, fileName);
  const parsed = planSchema.safeParse(raw);
  const problems = parsed.success
    ? placed(crossCheck(parsed.data), locator)
    : [...parsed.error.issues.flatMap((issue) => schemaProblems(issue, locator)), ...contradictions(raw, parsed.error.issues, locator)];
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
    throw InvalidPlan.asWhole(fileName, `not a plan: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Also of a plan with other mistakes: whoever mends it should not find the next ones only then. */
function contradictions(raw: unknown, issues: readonly z.core.$ZodIssue[], locator: Locator): PlanProblem[] {
  const { plan, usable } = usableParts(raw, issues);
  return placed(crossCheck(plan, usable), locator);
}

function placed(problems: ReturnType<typeof crossCheck>, locator: Locator): PlanProblem[] {
  return problems.map(({ path, message }) => ({ line: locator.lineOf(path), path: dotted(path), message }));
}

function schemaProblems(issue: z.core.$ZodIssue, locator: Locator): PlanProblem[] {
  const path = issue.path as PlanPath;
  const at = (where: PlanPath, message: string): PlanProblem => ({ line: locator.lineOf(where), path: dotted(where), message });
  const value = locator.valueAt(path);
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => at([...path, key], `unknown key ${shown(key)}; allowed: ${allowedKeys(path).join(', ')}`));
  if (value === undefined) return [at(path, `is missing; ${required(issue, value)}`)];
  return [at(path, `${shown(value)} ${required(issue, value)}`)];
}

function required(issue: z.core.$ZodIssue, value: unknown): string {
  if (issue.code === 'invalid_value') return `is not allowed; allowed: ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'invalid_type') return `required: ${issue.expected}${quotes(issue.expected, value)}`;
  return issue.message;
}

/** What YAML reads as a number or as true is text only in quotes. */
const quotes = (expected: string, value: unknown) =>
  expected === 'string' && ['number', 'boolean'].includes(typeof value) ? ` (in quotes: "${String(value)}")` : '';
