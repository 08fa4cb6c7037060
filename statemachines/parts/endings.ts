import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { note, stepTask, type Workshop } from './step-task.ts';

/** Where the paths of a machine lead when nothing was recovered. All of them fail, after people were told. */
export type Endings = {
  /** With `$.incident` and `$.failure`. */
  failed: sfn.IChainable;
  /** With `$.resolution` and `$.failure`: the incident is closed, and the function that tells people failed. */
  untold: sfn.IChainable;
  /** With nothing but the error itself as state: there is no incident. */
  notOpened: sfn.IChainable;
  /** With `$.assessment`: a person has to decide, nothing was promoted. */
  held: sfn.IChainable;
  /** With `$.relief`: clients write again, to fewer disks than the plan promises. */
  relieved: sfn.IChainable;
  /** With `$.assessment`: two nodes accept writes. */
  stopped: sfn.IChainable;
};

const NOT_RECORDED = ['report, story and lock: the task that writes them failed'];

/** Builds every ending once; many paths lead to each. */
export function endings(workshop: Workshop): Endings {
  return {
    ...failedEndings(workshop),
    untold: untoldEnding(workshop),
    held: heldEnding(workshop, {
      event: 'held',
      outcome: 'held',
      unrecorded: HELD_WITHOUT_RECORD,
      end: 'Held for a person',
      error: 'HeldForAPerson',
      record: 'Write down why it is held',
      tell: 'Tell people that it is held',
      comment: 'Promoting without proof could lose writes or leave two primaries; silence means nothing is promoted.',
    }),
    relieved: heldEnding(workshop, {
      event: 'relieved',
      outcome: 'relieved',
      unrecorded: "States.Format('{}; they were taken out of the quorum; the report could not be written', $.relief.why)",
      end: 'Writing, less durable',
      error: 'DurabilityDegraded',
      record: 'Write down what the quorum is now',
      tell: 'Tell people that durability is degraded',
      comment:
        'Clients write again, but what they write is on fewer disks than the plan promises, until a person has seen to the standbys.',
    }),
    stopped: heldEnding(workshop, {
      event: 'stopped',
      outcome: 'held',
      unrecorded: HELD_WITHOUT_RECORD,
      end: 'Stopped: two primaries',
      error: 'TwoPrimaries',
      record: 'Write down who the two primaries are',
      tell: 'Tell people that there are two primaries',
      comment: 'Two nodes accept writes; choosing one of them throws the writes of the other away, so a person chooses.',
    }),
  };
}

function failedEndings(workshop: Workshop): Pick<Endings, 'failed' | 'notOpened'> {
  const end = fail(workshop, 'Recovery failed', 'The incident stays open; the report says how the database was left.');
  const tell = stepTask(workshop, 'Tell people that it failed', {
    step: 'notify',
    comment: 'With the real cause. A failure to tell changes nothing about the end; the alarm on failed executions speaks as well.',
    input: { event: 'failed', facts: '$' },
    result: '$.told.failed',
  });
  tell.addCatch(end, { resultPath: '$.told.failedFailure' });
  const unwritten = note(workshop, 'Name the cause without a record', {
    comment: 'People are told and the execution fails with the cause also when nothing could be written down.',
    value: ending({
      endState: 'Recovery failed',
      error: '$.failure.Error',
      cause: 'States.JsonToString($.failure)',
      at: '$$.Execution.StartTime',
    }),
    result: '$.ending',
  });
  const record = stepTask(workshop, 'Write down how it failed', {
    step: 'record-outcome',
    comment: 'Looks at every node, writes the report, gives the lock back with the incident left open.',
    input: { incident: '$.incident', outcome: 'failed', facts: '$' },
    result: '$.ending',
  });
  record.addCatch(unwritten.next(tell), { resultPath: '$.recordingFailure' });
  return {
    failed: record.next(tell.next(end)),
    notOpened: notOpenedEnding(workshop, end),
  };
}

/** Bad input, or the incident table did not answer: nothing was done, and people hear that no recovery is running. */
function notOpenedEnding(workshop: Workshop, end: sfn.Fail): sfn.IChainable {
  const keep = note(workshop, 'Keep why no incident was opened', {
    comment: 'The execution input is dropped: it was not understood and must not be taken for state.',
    value: { failure: '$', told: {} },
  });
  const name = note(workshop, 'Name why no incident was opened', {
    comment: 'The end of the execution shows the cause.',
    value: ending({
      endState: 'Recovery failed',
      error: '$.failure.Error',
      cause: 'States.JsonToString($.failure)',
      at: '$$.Execution.StartTime',
    }),
    result: '$.ending',
  });
  const tell = stepTask(workshop, 'Tell people that no incident was opened', {
    step: 'notify',
    comment: 'Whoever started this believes that a recovery runs; it does not.',
    input: { event: 'failed', facts: '$' },
    result: '$.told.failed',
  });
  tell.addCatch(name, { resultPath: '$.told.failedFailure' });
  return keep.next(tell).next(name).next(end);
}

/** Not green, because nobody knows (I4); and not "Recovery failed", because whoever read that would repair a database that is well. */
function untoldEnding(workshop: Workshop): sfn.IChainable {
  const end = fail(workshop, 'Well, but nobody was told', 'The incident is closed; the alarm on failed executions is what people hear.');
  return note(workshop, 'Name why nobody was told', {
    comment: 'Telling is tried once: the alarm on failed executions goes another way.',
    value: {
      error: 'NobodyWasTold',
      cause:
        "States.Format('the incident is closed, the report is {}; but people could not be told: {}', $.resolution.reportKey, States.JsonToString($.failure))",
    },
    result: '$.ending',
  }).next(end);
}

/** Which of assessment, fencing and comparison held it is the record's to say; without it, where to look. */
const HELD_WITHOUT_RECORD =
  "States.Format('{}; the report could not be written: why it was held may also be in fencing or comparison, in the input of this state', $.assessment.why)";

type Held = {
  event: 'held' | 'relieved' | 'stopped';
  outcome: 'held' | 'relieved';
  /** Cause of the end when nothing could be written down: text or `States.*`. */
  unrecorded: string;
  end: string;
  error: string;
  record: string;
  tell: string;
  comment: string;
};

function heldEnding(workshop: Workshop, held: Held): sfn.IChainable {
  const end = fail(workshop, held.end, held.comment);
  const tell = stepTask(workshop, held.tell, {
    step: 'notify',
    comment: 'Says what was seen, what silence means and what a person can do.',
    input: { event: held.event, facts: '$' },
    result: `$.told.${held.outcome}`,
  });
  tell.addCatch(end, { resultPath: `$.told.${held.outcome}Failure` });
  const unwritten = note(workshop, `${held.end}: without a record`, {
    comment: 'People are told also when nothing could be written down.',
    value: ending({ endState: held.end, error: held.error, cause: held.unrecorded, at: '$.assessment.at' }),
    result: '$.ending',
  });
  const record = stepTask(workshop, held.record, {
    step: 'record-outcome',
    comment: 'Looks at every node, writes the report, gives the lock back with the incident left open.',
    input: { incident: '$.incident', outcome: held.outcome, facts: '$' },
    result: '$.ending',
  });
  record.addCatch(unwritten.next(tell), { resultPath: '$.recordingFailure' });
  return record.next(tell.next(end));
}

const ending = (value: { endState: string; error: string; cause: string; at: string }) => ({
  ...value,
  reportKey: '',
  notRecorded: NOT_RECORDED,
});

const fail = ({ scope }: Workshop, name: string, comment: string) =>
  new sfn.Fail(scope, name, { comment, errorPath: '$.ending.error', causePath: '$.ending.cause' });
