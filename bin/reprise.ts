import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { createStacks } from '../lib/create-stacks.ts';
import { readPlan } from '../lib/plan/parse-plan.ts';

/** The CDK app: `npx cdk synth|diff|deploy`, with another plan by `-c plan=<file>`. */
const app = new App();
const planFile: string = app.node.tryGetContext('plan') ?? join(import.meta.dirname, '../config/taxcollector.plan.yaml');
createStacks(app, readPlan(planFile));
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
