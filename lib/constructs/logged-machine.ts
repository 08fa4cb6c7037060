import { type Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { CfnFunction, IFunction } from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { names } from '../plan/names.ts';
import type { Plan } from '../plan/schema.ts';
import { acknowledge } from './acknowledge.ts';

export type LoggedMachineProps = {
  readonly plan: Plan;
  /** Scenario: part of the machine's name, and its page in docs/runbooks. */
  readonly scenario: string;
  readonly timeout: Duration;
  /** Everything it calls. */
  readonly functions: readonly IFunction[];
  /** Its states, created in the scope that is given. */
  definition(scope: Construct): sfn.IChainable;
};

/**
 * A state machine whose logs carry input and output of every state: on the day they are the only full account, and no state ever holds a secret
 * (the password is read inside a function and stays there).
 */
export class LoggedMachine extends Construct {
  readonly machine: sfn.StateMachine;

  constructor(scope: Construct, id: string, { plan, scenario, timeout, functions, definition }: LoggedMachineProps) {
    super(scope, id);
    const stateMachineName = names.machine(plan, scenario);
    this.machine = new sfn.StateMachine(this, 'Machine', {
      stateMachineName,
      comment: `Runbook: docs/runbooks/${scenario}.md`,
      definitionBody: sfn.DefinitionBody.fromChainable(definition(this)),
      timeout,
      tracingEnabled: true,
      logs: {
        destination: new logs.LogGroup(this, 'Logs', {
          logGroupName: `/aws/vendedlogs/states/${stateMachineName}`,
          retention: logs.RetentionDays.ONE_YEAR,
          removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
        }),
        level: sfn.LogLevel.ALL,
        includeExecutionData: true,
      },
    });
    acknowledge(this.machine.role, 'IAM5[Resource::*]', 'Delivery of logs and X-Ray segments take no resource.');
    for (const one of functions) {
      const logicalId = Stack.of(this).getLogicalId(one.node.defaultChild as CfnFunction);
      acknowledge(
        this.machine.role,
        `IAM5[Resource::<${logicalId}.Arn>:*]`,
        'Versions of one step function; the machine calls the function itself.',
      );
    }
  }
}
