import { Duration } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { watchAgain } from '../retry.ts';
import type { DependencyEndings } from './dependency-endings.ts';
import type { DependencyWorkshop } from './dependency-switch.ts';
import { question } from './question.ts';
import { stepTask } from './step-task.ts';

/**
 * Waits and looks until the dependency was well for long enough without a break, or the limit of the plan has passed. The step counts: one
 * look that is not well begins the count again, so that a flapping dependency is not switched to and fro.
 */
export function watchUntilStable(workshop: DependencyWorkshop, ends: DependencyEndings, stable: sfn.IChainable): sfn.IChainable {
  const { scope, budgets } = workshop;
  const wait = new sfn.Wait(scope, 'Wait before looking again', { time: sfn.WaitTime.duration(Duration.seconds(budgets.every)) });
  const look = stepTask(workshop, 'Look whether it is back', {
    step: 'watch-dependency',
    comment: 'Keeps the lock for the next round as well. A look that could not be carried out is tried again.',
    input: { outage: '$.outage', watch: '$.watch' },
    result: '$.watch',
    retry: watchAgain(budgets.every),
  });
  look.addCatch(ends.failed, { resultPath: '$.failure' });
  look.next(
    question(workshop, 'Is it stable?', {
      field: '$.watch.state',
      answers: [
        ['out', wait],
        ['settling', wait],
        ['stable', stable],
        ['given-up', ends.stuck],
      ],
      failed: ends.failed,
    }),
  );
  wait.next(look);
  return wait;
}
