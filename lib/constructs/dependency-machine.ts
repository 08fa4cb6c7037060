import type { Construct } from 'constructs';
import { dependencyOutage } from '../../statemachines/dependency-outage.ts';
import type { DependencyFunctions } from '../../statemachines/parts/dependency-switch.ts';
import { dependencyBudgets } from '../../statemachines/time-budgets.ts';
import { DEPENDENCY_OUTAGE } from '../plan/names.ts';
import type { Plan } from '../plan/schema.ts';
import { DEPENDENCY_STEPS } from '../plan/steps.ts';
import { LoggedMachine } from './logged-machine.ts';

/** The machine for an external dependency that is out, one execution an outage. */
export class DependencyMachine extends LoggedMachine {
  constructor(scope: Construct, id: string, { plan, functions }: { readonly plan: Plan; readonly functions: DependencyFunctions }) {
    super(scope, id, {
      plan,
      scenario: DEPENDENCY_OUTAGE,
      timeout: dependencyBudgets(plan).machineTimeout,
      functions: DEPENDENCY_STEPS.map((step) => functions[step]),
      definition: (within) => dependencyOutage(within, functions, plan),
    });
  }
}
