import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import type { Plan } from '../plan/schema.ts';
import { FUNCTIONS, type FunctionName } from '../plan/steps.ts';
import { leanSdk } from './lean-sdk.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Folder with `index.cjs` of each function, until `remove` is called. */
export type Bundles = { folder(name: FunctionName): string; remove(): void };

/**
 * All functions, the plan compiled in (ADR 1). Assets copy the folders when a function is created, so they may be removed after the stacks
 * are. A cold start is mostly reading and parsing, so white space goes and names stay, for stack traces; and they are CommonJS, because Node
 * builds a facade of each of its own modules that an ES module imports (measured: 40 % of the time together).
 *
 * @param parent folder in which they are built; whoever names one also sees to it that nothing is left there after a crash
 * @throws when a handler is missing, naming the files
 */
export async function bundle(plan: Plan, parent = join(ROOT, 'build')): Promise<Bundles> {
  const missing = FUNCTIONS.map(handlerOf).filter((file) => !existsSync(file));
  if (missing.length > 0) throw new Error(`handlers are missing: ${missing.join(', ')}`);
  mkdirSync(parent, { recursive: true });
  const outdir = mkdtempSync(join(parent, 'bundles-'));
  const remove = () => rmSync(outdir, { recursive: true, force: true });
  try {
    await build({ ...OPTIONS, outdir, define: { REPRISE_PLAN: JSON.stringify(plan) }, entryPoints: ENTRY_POINTS });
  } catch (failure) {
    remove();
    throw failure;
  }
  return { folder: (name) => join(outdir, name), remove };
}

const handlerOf = (name: FunctionName) => join(ROOT, `lambdas/handlers/${name}.ts`);
const ENTRY_POINTS = Object.fromEntries(FUNCTIONS.map((name) => [`${name}/index`, handlerOf(name)]));

const OPTIONS = {
  absWorkingDir: ROOT,
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  mainFields: ['module', 'main'],
  plugins: [leanSdk],
  minifyWhitespace: true,
  minifySyntax: true,
  // Beside the bundle for whoever reads a stack trace; the runtime does not load it, which would be part of every cold start.
  sourcemap: 'external',
  sourcesContent: false,
  logLevel: 'error',
} satisfies BuildOptions;
