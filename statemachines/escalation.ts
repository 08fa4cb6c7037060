/**
 * Escalation: people are told of an incident, rung after rung, until somebody has acknowledged it and until it is over.
 *
 * When to use: every recovery machine starts it, the rule on failed executions does, and a person with `{"severity":"P2","reason":"…"}` for an
 * incident that no machine works on.
 * When NOT to use: to tell people of a test; audiences cannot tell it from the real thing.
 * What is lost at worst: time. A topic that takes no message is tried again and noted; a record that does not answer is done without.
 * Point of no return: a message that was sent.
 *
 * Runbook: docs/runbooks/escalation.md
 */
import { Duration } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { escalationTaskSeconds, LOOK_AGAIN_SECONDS } from '../lib/plan/escalation-budget.ts';
import type { EscalationStep } from '../lib/plan/steps.ts';
import { type Bench, note, stepTask } from './parts/step-task.ts';
import { RETRY } from './retry.ts';

/** The function behind every step of the ladder. */
export type EscalationFunctions = Record<EscalationStep, lambda.IFunction>;

/**
 * The machine, first state first. `$.ladder` is `Ladder` (lambdas/domain/escalation.ts): what a climb leaves for the next one. It sleeps on a task
 * token until the next rung, repetition or update, or until somebody who changed the incident wakes it.
 */
export function escalation(scope: Construct, functions: EscalationFunctions): sfn.IChainable {
  const bench: Bench<EscalationStep> = {
    scope,
    functions,
    budgets: { taskTimeout: (step) => Duration.seconds(escalationTaskSeconds(step)) },
  };
  const climb = climbLadder(bench);
  const again = new sfn.Wait(scope, 'Wait before climbing again', {
    time: sfn.WaitTime.duration(Duration.seconds(LOOK_AGAIN_SECONDS)),
    comment: 'A function that did not answer changes nothing: what was told is in the record, and in $.ladder.',
  });
  again.next(climb);
  climb.addCatch(again, { resultPath: '$.failure' });
  return joinIncident(bench)
    .next(climb)
    .next(whatNext(bench, climb, again));
}

function joinIncident(bench: Bench<EscalationStep>) {
  const join = stepTask(bench, 'Join incident', {
    step: 'join-incident',
    comment: 'Which incident it is, and what its record says of it. Input of a person that cannot be understood ends here.',
    input: { input: '$', execution: { id: '$$.Execution.Id', name: '$$.Execution.Name', startedAt: '$$.Execution.StartTime' } },
    resultSelector: { ladder: '$' },
    retry: RETRY.join,
  });
  const failed = new sfn.Fail(bench.scope, 'Nobody was told', {
    comment: 'The alarm on failed executions of this machine is what people hear.',
    errorPath: '$.Error',
    causePath: '$.Cause',
  });
  join.addCatch(failed);
  return join;
}

function climbLadder(bench: Bench<EscalationStep>) {
  return stepTask(bench, 'Climb ladder', {
    step: 'climb-ladder',
    comment: 'Reads the record, tells everybody who is due, keeps the status page, says when to look again.',
    input: { ladder: '$.ladder', execution: { id: '$$.Execution.Id' } },
    result: '$.ladder',
  });
}

/** A status nobody knows ends failed: a ladder that does not understand itself must not end green. */
function whatNext(bench: Bench<EscalationStep>, climb: sfn.IChainable, again: sfn.Wait): sfn.Choice {
  const { scope } = bench;
  const unheard = new sfn.Fail(scope, 'Somebody was not told', {
    comment: 'A topic took no message for a day after the end of the incident; the record says whose.',
    error: 'SomebodyWasNotTold',
    cause: 'the incident is over, and an audience could not be told so for a day; the entries of kind message in its record say which',
  });
  const unknown = new sfn.Fail(scope, 'No answer to: What next?', {
    error: 'UnexpectedAnswer',
    cause: 'What next? ladder.status is missing or unknown; required one of sleep, write-post-mortem, over, unheard',
  });
  const status = '$.ladder.status';
  return new sfn.Choice(scope, 'What next?')
    .when(sfn.Condition.not(sfn.Condition.isPresent(status)), unknown)
    .when(sfn.Condition.stringEquals(status, 'sleep'), awaitNews(bench, climb, again))
    .when(sfn.Condition.stringEquals(status, 'write-post-mortem'), writePostMortem(bench, climb))
    .when(sfn.Condition.stringEquals(status, 'over'), new sfn.Succeed(scope, 'Everybody was told'))
    .when(sfn.Condition.stringEquals(status, 'unheard'), unheard)
    .otherwise(unknown);
}

function awaitNews({ scope, functions }: Bench<EscalationStep>, climb: sfn.IChainable, again: sfn.Wait): sfn.IChainable {
  const wait = new tasks.LambdaInvoke(scope, 'Await news', {
    lambdaFunction: functions['await-news'],
    integrationPattern: sfn.IntegrationPattern.WAIT_FOR_TASK_TOKEN,
    retryOnServiceExceptions: false,
    comment: 'Sleeps until the next rung, repetition or update; whoever changes the incident wakes it.',
    payload: sfn.TaskInput.fromObject({
      incidentId: sfn.JsonPath.stringAt('$.ladder.incidentId'),
      seen: sfn.JsonPath.numberAt('$.ladder.seen'),
      taskToken: sfn.JsonPath.taskToken,
    }),
    taskTimeout: sfn.Timeout.at('$.ladder.seconds'),
    resultPath: '$.news',
  });
  wait.addCatch(climb, { errors: ['States.Timeout'], resultPath: '$.news' });
  wait.addCatch(again, { resultPath: '$.failure' });
  return wait.next(climb);
}

function writePostMortem(bench: Bench<EscalationStep>, climb: sfn.IChainable): sfn.IChainable {
  const write = stepTask(bench, 'Write post-mortem', {
    step: 'write-post-mortem',
    comment: 'From the record and the history of the executions; what a machine cannot know stays a marked blank.',
    input: { incidentId: '$.ladder.incidentId' },
    result: '$.postMortem',
    retry: RETRY.open,
  });
  const unwritten = note(bench, 'Go on without a post-mortem', {
    comment: 'People hear the end of the incident all the same; the record is kept, and the document can be written later.',
    value: { status: 'not-written', caught: '$.postMortem' },
    result: '$.postMortem',
  });
  write.addCatch(unwritten.next(climb), { resultPath: '$.postMortem' });
  return write.next(climb);
}
