import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';
import type { Plan } from '../plan/schema.ts';
import { FUNCTIONS, type FunctionName } from '../plan/steps.ts';

const ROOT = join(import.meta.dirname, '../..');
/** pg and others still call `require`, which an ES module does not have. */
const BANNER = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/** Folder with `index.mjs` of each function, until `remove` is called. */
export type Bundles = { folder(name: FunctionName): string; remove(): void };

/**
 * All functions in one esbuild run, the plan compiled in (ADR 1). Assets copies the folders when a function is created, so they
 * may be removed after the stacks are. Not minified: stack traces matter more than bytes.
 *
 * @param parent folder in which they are built; whoever names one also sees to it that nothing is left there after a crash
 * @throws when a handler is missing, naming the files
 */
export function bundle(plan: Plan, parent = join(ROOT, 'build')): Bundles {
  const entryPoints = Object.fromEntries(FUNCTIONS.map((name) => [`${name}/index`, join(ROOT, `lambdas/handlers/${name}.ts`)]));
  const missing = Object.values(entryPoints).filter((file) => !existsSync(file));
  if (missing.length > 0) throw new Error(`handlers are missing: ${missing.join(', ')}`);
  mkdirSync(parent, { recursive: true });
  const outdir = mkdtempSync(join(parent, 'bundles-'));
  const remove = () => rmSync(outdir, { recursive: true, force: true });
  try {
    buildSync({ ...OPTIONS, entryPoints, outdir, define: { REPRISE_PLAN: JSON.stringify(plan) } });
  } catch (failure) {
    remove();
    throw failure;
  }
  return { folder: (name) => join(outdir, name), remove };
}

const OPTIONS = {
  absWorkingDir: ROOT,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  mainFields: ['module', 'main'],
  banner: { js: BANNER },
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'error',
} satisfies BuildOptions;
