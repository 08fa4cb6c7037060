import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { bundle } from '../lib/constructs/bundles.ts';
import { createStacks } from '../lib/create-stacks.ts';
import { defaultPlan } from '../lib/plan/default-plan.ts';
import { readPlan } from '../lib/plan/parse-plan.ts';
import { InvalidPlan } from '../lib/plan/plan-problem.ts';
import type { Plan } from '../lib/plan/schema.ts';
import { StaticStability } from '../lib/stability/static-stability.ts';
import { checkMessages, UnsoundMessages } from '../messages/check.ts';

/** The CDK app: `npx cdk synth|diff|deploy`, with another plan by `-c plan=<file>`. */
const app = new App();
const plan = planOrExit(app.node.tryGetContext('plan'));
createStacks(app, plan, await bundle(plan));
Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new StaticStability(plan));

/** A plan with mistakes, or messages with mistakes, are the reader's to mend: their problems are shown, not where this program noticed them. */
function planOrExit(named: string | undefined): Plan {
  try {
    const read = readPlan(named ?? defaultPlan());
    checkMessages(read);
    return read;
  } catch (failure) {
    if (!(failure instanceof InvalidPlan || failure instanceof UnsoundMessages)) throw failure;
    process.stderr.write(`${failure.message}\n`);
    process.exit(1);
  }
}
