import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';
import type { Plan } from '../plan/schema.ts';
import { FUNCTIONS, type FunctionName } from '../plan/steps.ts';

const ROOT = join(import.meta.dirname, '../..');
/** EC2's client alone is above a megabyte; its names are given up so that these stay small. */
const WITHOUT_NAMES: readonly FunctionName[] = ['stop-instance', 'check-instance-stopped'];

/** Folder with `index.cjs` of each function, until `remove` is called. */
export type Bundles = { folder(name: FunctionName): string; remove(): void };

/**
 * All functions, the plan compiled in (ADR 1). Assets copies the folders when a function is created, so they may be removed after the stacks
 * are. A cold start is mostly reading and parsing, so white space goes and names stay, for stack traces; and they are CommonJS, because Node
 * builds a facade of each of its own modules that an ES module imports (measured: 40 % of the time together).
 *
 * @param parent folder in which they are built; whoever names one also sees to it that nothing is left there after a crash
 * @throws when a handler is missing, naming the files
 */
export function bundle(plan: Plan, parent = join(ROOT, 'build')): Bundles {
  const missing = FUNCTIONS.map(handlerOf).filter((file) => !existsSync(file));
  if (missing.length > 0) throw new Error(`handlers are missing: ${missing.join(', ')}`);
  mkdirSync(parent, { recursive: true });
  const outdir = mkdtempSync(join(parent, 'bundles-'));
  const remove = () => rmSync(outdir, { recursive: true, force: true });
  try {
    const options = { ...OPTIONS, outdir, define: { REPRISE_PLAN: JSON.stringify(plan) } };
    buildSync({ ...options, entryPoints: entryPointsOf(FUNCTIONS.filter((name) => !WITHOUT_NAMES.includes(name))) });
    buildSync({ ...options, entryPoints: entryPointsOf(WITHOUT_NAMES), minifyIdentifiers: true });
  } catch (failure) {
    remove();
    throw failure;
  }
  return { folder: (name) => join(outdir, name), remove };
}

const handlerOf = (name: FunctionName) => join(ROOT, `lambdas/handlers/${name}.ts`);
const entryPointsOf = (names: readonly FunctionName[]) => Object.fromEntries(names.map((name) => [`${name}/index`, handlerOf(name)]));

const OPTIONS = {
  absWorkingDir: ROOT,
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  mainFields: ['module', 'main'],
  minifyWhitespace: true,
  minifySyntax: true,
  // Beside the bundle for whoever reads a stack trace; the runtime does not load it, which would be part of every cold start.
  sourcemap: 'external',
  sourcesContent: false,
  logLevel: 'error',
} satisfies BuildOptions;
