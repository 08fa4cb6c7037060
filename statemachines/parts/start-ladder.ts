import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { LadderStart } from '../../lambdas/domain/machine-state.ts';
import { note, paths, type Workshop } from './step-task.ts';

/** Name of the error when the incident has its ladder already: an earlier execution started it, or this one before it asked a person. */
export const HAS_A_LADDER = 'StepFunctions.ExecutionAlreadyExistsException';

/**
 * Starts the machine that tells people, one execution an incident, and goes on at once: people are told beside the recovery and whatever becomes
 * of it. A start that fails stops nothing; the recovery then tells people at its end itself. Leaves `$.ladder`.
 */
export function startLadder(workshop: Workshop, next: sfn.IChainable): sfn.IChainable {
  const { scope, ladder, budgets } = workshop;
  const up: LadderStart = { status: 'up' };
  const known: LadderStart = { status: 'known' };
  const start = new tasks.StepFunctionsStartExecution(scope, 'Start the ladder', {
    stateMachine: ladder,
    integrationPattern: sfn.IntegrationPattern.REQUEST_RESPONSE,
    comment: 'Named by the incident, so that it has one ladder however many executions work on it. Not waited for.',
    name: sfn.JsonPath.stringAt('$.incident.id'),
    input: sfn.TaskInput.fromObject(paths({ incident: '$.incident', assessment: '$.assessment' })),
    taskTimeout: sfn.Timeout.duration(budgets.ladderStart),
    resultSelector: { ...up },
    resultPath: '$.ladder',
  });
  const has = note(workshop, 'The incident has its ladder', {
    comment: 'Started before, and perhaps gone: the recovery tells people of its end itself, once too often being better than never.',
    value: { ...known },
    result: '$.ladder',
  });
  const without = note(workshop, 'Go on without a ladder', {
    comment: 'The recovery comes first; the rule on failed executions and a person can start the ladder later.',
    value: { status: 'down', caught: '$.ladder' },
    result: '$.ladder',
  });
  start.addCatch(has.next(next), { errors: [HAS_A_LADDER], resultPath: '$.ladder' });
  start.addCatch(without.next(next), { resultPath: '$.ladder' });
  return start.next(next);
}
