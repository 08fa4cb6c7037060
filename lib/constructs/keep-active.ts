import { Duration } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { StepFunctions } from '../../statemachines/parts/step-task.ts';
import { names } from '../plan/names.ts';
import type { Plan } from '../plan/schema.ts';
import { FAILOVER_STEPS, KEEP_ACTIVE } from '../plan/steps.ts';

/** Targets of one rule (EventBridge, PutTargets). */
const TARGETS = 5;
/** Minutes between two rules, so that a new account's few concurrent executions stay free. */
const APART = 5;

/** Calls every step once a day, so that Lambda does not take its network interface back: see `KEEP_ACTIVE`. */
export class KeepActive extends Construct {
  constructor(scope: Construct, id: string, { plan, functions }: { plan: Plan; functions: StepFunctions }) {
    super(scope, id);
    for (let start = 0; start < FAILOVER_STEPS.length; start += TARGETS) {
      const rule = start / TARGETS + 1;
      new events.Rule(this, `Rule${rule}`, {
        ruleName: names.rule(plan, `keep-active-${rule}`),
        description: 'Calls steps once a day, so that they answer at once on the day; they change nothing',
        schedule: events.Schedule.cron({ hour: '3', minute: String(rule * APART) }),
        targets: FAILOVER_STEPS.slice(start, start + TARGETS).map(
          (step) =>
            new targets.LambdaFunction(functions[step], {
              event: events.RuleTargetInput.fromObject(KEEP_ACTIVE),
              retryAttempts: 5,
              maxEventAge: Duration.hours(1),
            }),
        ),
      });
    }
  }
}
