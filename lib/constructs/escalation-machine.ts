import { Duration } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { type EscalationFunctions, escalation } from '../../statemachines/escalation.ts';
import { LADDER_SECONDS } from '../plan/escalation-budget.ts';
import { ESCALATION, names } from '../plan/names.ts';
import type { Plan } from '../plan/schema.ts';
import { ESCALATION_STEPS } from '../plan/steps.ts';
import { LoggedMachine } from './logged-machine.ts';

/** The machine that tells people, one execution an incident. */
export class EscalationMachine extends LoggedMachine {
  constructor(scope: Construct, id: string, { plan, functions }: { readonly plan: Plan; readonly functions: EscalationFunctions }) {
    super(scope, id, {
      plan,
      scenario: ESCALATION,
      timeout: Duration.seconds(LADDER_SECONDS),
      functions: ESCALATION_STEPS.map((step) => functions[step]),
      definition: (within) => escalation(within, functions),
    });
  }

  /**
   * Also starts it when an execution of a recovery ended badly: one that broke down before it could start its ladder leaves people without a
   * word. An incident that has its ladder keeps that one.
   */
  whenItFails(recovery: sfn.IStateMachine, plan: Plan): events.Rule {
    return new events.Rule(this, 'OnFailure', {
      ruleName: names.rule(plan, 'recovery-failed'),
      description: 'Starts the ladder of an incident whose recovery ended without having recovered',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: { stateMachineArn: [recovery.stateMachineArn], status: ['FAILED', 'TIMED_OUT', 'ABORTED'] },
      },
      targets: [new targets.SfnStateMachine(this.machine, { input: failedInput(), retryAttempts: 30, maxEventAge: Duration.hours(1) })],
    });
  }
}

/** Execution input exactly as lambdas/domain/escalation-request.ts reads it. */
function failedInput(): events.RuleTargetInput {
  return events.RuleTargetInput.fromObject({
    failed: {
      executionArn: events.EventField.fromPath('$.detail.executionArn'),
      startDate: events.EventField.fromPath('$.detail.startDate'),
      endedAt: events.EventField.fromPath('$.time'),
      status: events.EventField.fromPath('$.detail.status'),
      error: events.EventField.fromPath('$.detail.error'),
      cause: events.EventField.fromPath('$.detail.cause'),
    },
  });
}
