import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { defaultPlan } from '../../lib/plan/default-plan.ts';
import { readPlan } from '../../lib/plan/parse-plan.ts';
import { readAssembly } from '../cloud/assembly/read-assembly.ts';
import { nodeForFunctions } from '../cloud/lambda/node-version.ts';
import { startJanitor } from '../estate/janitor.ts';
import { synthesizeInChild } from '../synthesis.ts';
import { type Distribution, distributionOf } from './distribution.ts';

/** Size of what Node loads, and milliseconds from the start of its import until it is loaded. */
export type BundleFigures = { name: string; bytes: number; initialisation: Distribution };

type Deployed = { name: string; file: string; variables: Record<string, string> };

/** Starts of each function; functions take turns, so that a slow moment of the computer is nobody's alone. */
const STARTS = 9;

/**
 * Size and module initialisation of every function of the default plan: the very files that would be deployed, with the environment
 * variables of their template, each time in a fresh Node process of the runtime's version that has AWS_REGION, no credentials and no endpoint.
 *
 * @throws when the plan does not synthesize or a bundle cannot be loaded
 */
export async function measureBundles(): Promise<BundleFigures[]> {
  const folder = mkdtempSync(join(tmpdir(), 'reprise-bundles-'));
  const janitor = startJanitor(folder, { keep: false });
  try {
    const plan = readPlan(defaultPlan());
    const region = plan.regions.find((one) => one.role === 'primary')?.name ?? '';
    const functions = functionsIn(await synthesizeInChild(plan, folder), region);
    const times = new Map(functions.map((one) => [one.name, [] as number[]]));
    for (let start = 0; start < STARTS; start += 1) for (const one of functions) times.get(one.name)?.push(initialise(one, region));
    return functions.map(({ name, file }) => ({
      name,
      bytes: statSync(file).size,
      initialisation: distributionOf(times.get(name) ?? []),
    }));
  } finally {
    await janitor.stop();
  }
}

type FunctionProperties = {
  FunctionName: string;
  Handler: string;
  Code: { S3Key: string };
  Environment?: { Variables?: Record<string, string> };
};

function functionsIn(assembly: string, region: string): Deployed[] {
  return readAssembly(assembly)
    .filter((stack) => stack.region === region)
    .flatMap((stack) =>
      Object.values(stack.template.Resources ?? {})
        .filter((resource) => resource.Type === 'AWS::Lambda::Function')
        .map(({ Properties }) => {
          const { FunctionName: name, Handler, Code, Environment } = Properties as FunctionProperties;
          return { name, file: fileOf(stack.asset(Code.S3Key), Handler), variables: Environment?.Variables ?? {} };
        }),
    );
}

/** The module of a handler, as Lambda's runtime looks for it. */
function fileOf(folder: string, handler: string): string {
  const [module = ''] = handler.split('.');
  const file = ['.mjs', '.js', '.cjs'].map((extension) => join(folder, module + extension)).find((path) => existsSync(path));
  if (file === undefined) throw new Error(`${folder} has no module of handler ${handler}`);
  return file;
}

function initialise({ name, file, variables }: Deployed, region: string): number {
  const program = `const from = performance.now(); await import(${JSON.stringify(pathToFileURL(file).href)}); process.stdout.write(String(performance.now() - from)); process.exit(0);`;
  const env = { PATH: '/usr/local/bin:/usr/bin:/bin', ...variables, AWS_REGION: region, AWS_LAMBDA_FUNCTION_NAME: name };
  const { status, stdout, stderr } = spawnSync(nodeForFunctions(), ['--input-type=module', '--eval', program], { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the bundle of ${name} does not load:\n${stderr}`);
  return Number(stdout);
}
