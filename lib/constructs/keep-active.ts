import { Duration } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { names } from '../plan/names.ts';
import type { Plan } from '../plan/schema.ts';
import { KEEP_ACTIVE, KEPT_ACTIVE, type KeptActive } from '../plan/steps.ts';

/** Targets of one rule (EventBridge, PutTargets). */
const TARGETS = 5;
/** Minutes between two calls of a function; Lambda keeps an idle environment for some minutes, how many it does not promise. */
const EVERY = 5;

/**
 * Calls every function that is needed on the day, and idle before it, every few minutes: see `KEEP_ACTIVE`. A dozen cold starts one after the other
 * would be several seconds of every outage.
 */
export class KeepActive extends Construct {
  constructor(scope: Construct, id: string, { plan, functions }: { plan: Plan; functions: Record<KeptActive, lambda.IFunction> }) {
    super(scope, id);
    for (let start = 0; start < KEPT_ACTIVE.length; start += TARGETS) {
      const rule = start / TARGETS + 1;
      new events.Rule(this, `Rule${rule}`, {
        ruleName: names.rule(plan, `keep-active-${rule}`),
        description: 'Calls functions every few minutes, so that they answer at once on the day; they change nothing',
        schedule: events.Schedule.rate(Duration.minutes(EVERY)),
        targets: KEPT_ACTIVE.slice(start, start + TARGETS).map(
          (step) =>
            new targets.LambdaFunction(functions[step], {
              event: events.RuleTargetInput.fromObject(KEEP_ACTIVE),
              retryAttempts: 5,
              maxEventAge: Duration.minutes(EVERY),
            }),
        ),
      });
    }
  }
}
