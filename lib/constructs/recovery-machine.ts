import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { databaseFailover } from '../../statemachines/database-failover.ts';
import type { StepFunctions } from '../../statemachines/parts/step-task.ts';
import { timeBudgets } from '../../statemachines/time-budgets.ts';
import { DATABASE_FAILOVER } from '../plan/names.ts';
import type { Plan } from '../plan/schema.ts';
import { FAILOVER_STEPS } from '../plan/steps.ts';
import { LoggedMachine } from './logged-machine.ts';

export type RecoveryMachineProps = {
  readonly plan: Plan;
  readonly functions: StepFunctions;
  /** Machine that tells people; started beside the recovery. */
  readonly ladder: sfn.IStateMachine;
};

/** The machine of database failover. */
export class RecoveryMachine extends LoggedMachine {
  constructor(scope: Construct, id: string, { plan, functions, ladder }: RecoveryMachineProps) {
    super(scope, id, {
      plan,
      scenario: DATABASE_FAILOVER,
      timeout: timeBudgets(plan).machineTimeout,
      functions: FAILOVER_STEPS.map((step) => functions[step]),
      definition: (within) => databaseFailover(within, functions, ladder, plan),
    });
  }
}
