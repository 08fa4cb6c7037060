import { App } from 'aws-cdk-lib';
import { checkMessages } from '../messages/check.ts';
import { bundle } from './constructs/bundles.ts';
import { createStacks } from './create-stacks.ts';
import { readPlan } from './plan/parse-plan.ts';

/**
 * `node lib/synthesize.ts <plan.yaml> <outdir>`: the cloud assembly of a plan, as `cdk synth` writes it, without the CLI. The checks of
 * cdk-nag and of the templates themselves are left to bin/reprise.ts and test/infra: they change nothing in the assembly and would cost
 * every rehearsal about four seconds.
 */
const [planFile, outdir] = process.argv.slice(2);
if (planFile === undefined || outdir === undefined) {
  process.stderr.write('usage: node lib/synthesize.ts <plan.yaml> <outdir>\n');
  process.exit(2);
}
const cdkJson = new URL('../cdk.json', import.meta.url);
const { context } = (await import(cdkJson.href, { with: { type: 'json' } })).default as { context: Record<string, unknown> };
const app = new App({ outdir, context, builtinCloudFormationValidation: false });
const plan = readPlan(planFile);
checkMessages(plan);
createStacks(app, plan, await bundle(plan, outdir));
app.synth();
