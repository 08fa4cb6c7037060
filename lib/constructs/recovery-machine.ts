import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { databaseFailover } from '../../statemachines/database-failover.ts';
import type { StepFunctions } from '../../statemachines/parts/step-task.ts';
import { timeBudgets } from '../../statemachines/time-budgets.ts';
import { DATABASE_FAILOVER, names } from '../plan/names.ts';
import type { Plan } from '../plan/schema.ts';
import { FAILOVER_STEPS } from '../plan/steps.ts';
import { acknowledge } from './acknowledge.ts';

/**
 * The machine of database failover. Logs carry input and output of every state: on the day they are the only full account, and no state
 * ever holds a secret (the password is read inside a function and stays there).
 */
export class RecoveryMachine extends Construct {
  readonly machine: sfn.StateMachine;

  constructor(scope: Construct, id: string, { plan, functions }: { readonly plan: Plan; readonly functions: StepFunctions }) {
    super(scope, id);
    const stateMachineName = names.machine(plan, DATABASE_FAILOVER);
    this.machine = new sfn.StateMachine(this, 'Machine', {
      stateMachineName,
      comment: 'Runbook: docs/runbooks/database-failover.md',
      definitionBody: sfn.DefinitionBody.fromChainable(databaseFailover(this, functions, plan)),
      timeout: timeBudgets(plan).machineTimeout,
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
    for (const step of FAILOVER_STEPS) {
      const logicalId = Stack.of(this).getLogicalId(functions[step].node.defaultChild as CfnFunction);
      acknowledge(
        this.machine.role,
        `IAM5[Resource::<${logicalId}.Arn>:*]`,
        'Versions of one step function; the machine calls the function itself.',
      );
    }
  }
}
