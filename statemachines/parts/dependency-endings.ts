import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { OutageOutcome } from '../../lambdas/domain/outage.ts';
import type { OutageEvent } from '../../lambdas/domain/outage-facts.ts';
import type { DependencyWorkshop } from './dependency-switch.ts';
import { note, stepTask } from './step-task.ts';

/** Where the paths lead that do not bring the application back to normal. All of them fail, after people were told. */
export type DependencyEndings = {
  /** With `$.outage` and `$.failure`. */
  failed: sfn.IChainable;
  /** With `$.closing` and `$.failure`: all is well, and the function that tells people failed. */
  untold: sfn.IChainable;
  /** With nothing but the error itself as state: nothing was opened. */
  notOpened: sfn.IChainable;
  /** With `$.watch`: the limit has passed, it stays on the fallback. */
  stuck: sfn.IChainable;
  /** With `$.look`: the parameter holds a third value, or there is none. */
  refused: sfn.IChainable;
  /** With `$.look`: nothing outside answers from here. */
  blind: sfn.IChainable;
};

/** Builds every ending once; many paths lead to each. */
export function dependencyEndings(workshop: DependencyWorkshop): DependencyEndings {
  const failed = end(workshop, 'Outage not handled', 'The incident stays open; people were told what to look at.');
  return {
    failed: ending(workshop, { ...FAILED, end: failed }),
    untold: untold(workshop),
    notOpened: notOpened(workshop, failed),
    stuck: ending(workshop, { ...STUCK, end: end(workshop, 'Stays on the fallback', 'Nothing switches back by itself any more.') }),
    refused: ending(workshop, {
      ...REFUSED,
      end: end(workshop, 'Left as somebody set it', 'A person decides what the application reads.'),
    }),
    blind: ending(workshop, { ...BLIND, end: end(workshop, 'Nothing is seen from here', 'Nothing was switched on such evidence.') }),
  };
}

type Ending = { outcome: OutageOutcome; event: OutageEvent; record: string; tell: string; unwritten: string; error: string; cause: string };

const FAILED: Ending = {
  outcome: 'failed',
  event: 'dependency-failed',
  record: 'Write down how it failed',
  tell: 'Tell people that it failed',
  unwritten: 'Name the cause without a record',
  error: '$.failure.Error',
  cause: 'States.JsonToString($.failure)',
};
const STUCK: Ending = {
  outcome: 'stuck',
  event: 'dependency-stuck',
  record: 'Write down that it stays on the fallback',
  tell: 'Tell people that it stays on the fallback',
  unwritten: 'Stays on the fallback: without a record',
  error: 'DependencyStillOut',
  cause: '$.watch.seen',
};
const REFUSED: Ending = {
  outcome: 'refused',
  event: 'dependency-refused',
  record: 'Write down what somebody set',
  tell: 'Tell people that it was left alone',
  unwritten: 'Left as somebody set it: without a record',
  error: 'SwitchRefused',
  cause: '$.look.why',
};
const BLIND: Ending = {
  outcome: 'blind',
  event: 'probe-blind',
  record: 'Write down that nothing is seen',
  tell: 'Tell people that nothing is seen from here',
  unwritten: 'Nothing is seen from here: without a record',
  error: 'VantageBlind',
  cause: '$.look.why',
};

function ending(workshop: DependencyWorkshop, about: Ending & { end: sfn.Fail }): sfn.IChainable {
  const { outcome, event, error, cause } = about;
  const tell = stepTask(workshop, about.tell, {
    step: 'tell-outage',
    comment: 'Says what was seen, what silence means and what a person can do. The alarm on failed executions speaks as well.',
    input: { event, facts: '$' },
    result: '$.told.end',
  });
  tell.addCatch(about.end, { resultPath: '$.told.endFailure' });
  const unwritten = note(workshop, about.unwritten, {
    comment: 'People are told also when nothing could be written down.',
    value: { endState: about.end.id, error, cause, at: '$$.Execution.StartTime', notRecorded: NOT_RECORDED },
    result: '$.ending',
  });
  const record = stepTask(workshop, about.record, {
    step: 'close-outage',
    comment: 'Gives the lock back with the incident left open.',
    input: { outage: '$.outage', outcome, facts: '$' },
    result: '$.ending',
  });
  record.addCatch(unwritten.next(tell), { resultPath: '$.recordingFailure' });
  return record.next(tell.next(about.end));
}

const NOT_RECORDED = ['story and lock: the task that writes them failed'];

/** Bad input, or the incident table did not answer: nothing was done, and people hear that nobody handles it. */
function notOpened(workshop: DependencyWorkshop, failed: sfn.Fail): sfn.IChainable {
  const keep = note(workshop, 'Keep why nothing was opened', {
    comment: 'The execution input is dropped: it was not understood and must not be taken for state.',
    value: { failure: '$', told: {} },
  });
  const name = note(workshop, 'Name why nothing was opened', {
    comment: 'The end of the execution shows the cause.',
    value: { error: '$.failure.Error', cause: 'States.JsonToString($.failure)' },
    result: '$.ending',
  });
  const tell = stepTask(workshop, 'Tell people that nothing was opened', {
    step: 'tell-outage',
    comment: 'Whoever started this believes that an outage is being handled; it is not.',
    input: { event: 'dependency-failed', facts: '$' },
    result: '$.told.end',
  });
  tell.addCatch(name, { resultPath: '$.told.endFailure' });
  return keep.next(tell).next(name).next(failed);
}

function untold(workshop: DependencyWorkshop): sfn.IChainable {
  return note(workshop, 'Name why nobody was told', {
    comment: 'Telling is tried once: the alarm on failed executions goes another way.',
    value: {
      error: 'NobodyWasTold',
      cause: "States.Format('the application is back to normal; but people could not be told: {}', States.JsonToString($.failure))",
    },
    result: '$.ending',
  }).next(end(workshop, 'Back, but nobody was told', 'The application is back; the alarm on failed executions is what people hear.'));
}

const end = ({ scope }: DependencyWorkshop, name: string, comment: string) =>
  new sfn.Fail(scope, name, { comment, errorPath: '$.ending.error', causePath: '$.ending.cause' });
