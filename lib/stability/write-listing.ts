import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { bundle } from '../constructs/bundles.ts';
import { createStacks } from '../create-stacks.ts';
import { defaultPlan } from '../plan/default-plan.ts';
import { readPlan } from '../plan/parse-plan.ts';
import { LISTING, listing } from './listing.ts';

/** `npm run stability`: writes what people read of the roles; test/infra/static-stability.test.ts compares. */
const app = new App();
const plan = readPlan(defaultPlan());
const [primary] = createStacks(app, plan, await bundle(plan));
const root = join(import.meta.dirname, '../..');
writeFileSync(join(root, LISTING), listing(app, plan, primary?.region ?? ''));
