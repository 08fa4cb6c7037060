import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Decisions, Question } from '../../lambdas/domain/decision.ts';
import type { Endings } from './endings.ts';
import { question as choice } from './question.ts';
import { note, type Workshop } from './step-task.ts';

export type Gate = {
  /** State names: the task, and the choice over its answer. */
  ask: string;
  answered: string;
  question: Question;
  /** Field of `$.decisions` that keeps the answer. */
  field: keyof Decisions;
  comment: string;
  approved: sfn.IChainable;
};

/**
 * A human gate: the task waits for its token until a person answers or the plan's patience ends; silence means hold. Whoever could not be
 * asked cannot approve either, so every failure of the asking holds too, except that the incident is somebody else's by now.
 */
export function humanGate(workshop: Workshop, ends: Endings, gate: Gate): sfn.IChainable {
  const { scope, functions, budgets } = workshop;
  const { question, field } = gate;
  const ask = new tasks.LambdaInvoke(scope, gate.ask, {
    lambdaFunction: functions['ask-person'],
    integrationPattern: sfn.IntegrationPattern.WAIT_FOR_TASK_TOKEN,
    retryOnServiceExceptions: false,
    comment: gate.comment,
    payload: sfn.TaskInput.fromObject({
      incident: sfn.JsonPath.objectAt('$.incident'),
      question,
      facts: sfn.JsonPath.entirePayload,
      taskToken: sfn.JsonPath.taskToken,
    }),
    taskTimeout: sfn.Timeout.duration(budgets.gateTimeout),
    resultPath: `$.decisions.${field}`,
  });
  const silent = note(workshop, `Nobody decided: ${question}`, {
    comment: 'Silence means that nothing is promoted.',
    value: { question, Error: '$.silence.Error', Cause: '$.silence.Cause' },
    result: '$.silence',
  }).next(ends.held);
  ask.addCatch(ends.failed, { errors: ['IncidentTakenOver', 'InvalidInput'], resultPath: '$.failure' });
  ask.addCatch(silent, { resultPath: '$.silence' });
  return ask.next(
    choice(workshop, gate.answered, {
      field: `$.decisions.${field}.decision`,
      answers: [
        ['approve', gate.approved],
        ['decline', ends.held],
      ],
      failed: ends.failed,
    }),
  );
}
