import type { App } from 'aws-cdk-lib';
import type { Bundles } from './constructs/bundles.ts';
import { names } from './plan/names.ts';
import type { Plan } from './plan/schema.ts';
import { RecoveryStack } from './stacks/recovery-stack.ts';

/**
 * One stack per region of the plan. Account and regions are the plan's, so nothing is looked up and synthesis needs no account. The stacks
 * are protected from deletion: what they hold is needed most on the day somebody deletes in a hurry.
 *
 * @param bundles what the functions run; removed, because assets are copies
 */
export function createStacks(app: App, plan: Plan, bundles: Bundles): RecoveryStack[] {
  try {
    return plan.regions.map(
      (region) =>
        new RecoveryStack(app, names.stack(plan, region.name), {
          plan,
          region,
          bundles,
          env: { account: plan.account, region: region.name },
          description: `Reprise: disaster recovery of ${plan.title}, ${region.role} region`,
          terminationProtection: true,
        }),
    );
  } finally {
    bundles.remove();
  }
}
