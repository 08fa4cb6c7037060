import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from '../lib/plan/schema.ts';
import { writePlan } from './estate/loopback-plan.ts';
import { spawnRegistered } from './processes.ts';

const ROOT = join(import.meta.dirname, '..');

/**
 * Runs the CDK app, as `cdk synth` does, for the plan with loopback addresses. In a child process: the app is the shipped entry point,
 * and the rehearsal keeps its own event loop. It works in the rehearsal's folder only, so that an interruption leaves nothing in the checkout.
 *
 * @returns folder of the cloud assembly
 * @throws with the app's own output when the plan does not synthesize
 */
export async function synthesizeInChild(plan: Plan, folder: string): Promise<string> {
  const planFile = join(folder, 'plan.yaml');
  const assembly = join(folder, 'cdk.out');
  writeFileSync(planFile, writePlan(plan));
  const child = spawnRegistered(folder, process.execPath, [join(ROOT, 'lib/synthesize.ts'), planFile, assembly], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: string[] = [];
  child.stdout?.on('data', (chunk) => output.push(String(chunk)));
  child.stderr?.on('data', (chunk) => output.push(String(chunk)));
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`the plan does not synthesize (exit status ${code}):\n${output.join('')}`);
  return assembly;
}
