import { type Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { CfnFunction, IFunction } from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { names } from '../plan/names.ts';
import type { Plan } from '../plan/schema.ts';
import { acknowledge } from './acknowledge.ts';

export type RecoveryMachineProps = {
  readonly plan: Plan;
  /** Its machine has the name of the scenario, and its page in docs/runbooks as well. */
  readonly scenario: string;
  /** First state of the definition; states belong to the scope they are given. */
  readonly definition: (scope: Construct) => sfn.IChainable;
  /** Functions that the definition calls. */
  readonly functions: readonly IFunction[];
  /** Longest time an execution may take. */
  readonly timeout: Duration;
};

/**
 * The machine of a scenario. Logs carry input and output of every state: on the day they are the only full account, and no state
 * ever holds a secret (the password is read inside a function and stays there).
 */
export class RecoveryMachine extends Construct {
  readonly machine: sfn.StateMachine;

  constructor(scope: Construct, id: string, { plan, scenario, definition, functions, timeout }: RecoveryMachineProps) {
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
