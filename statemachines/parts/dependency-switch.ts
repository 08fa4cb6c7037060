import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Direction } from '../../lambdas/domain/outage.ts';
import type { DependencyStep } from '../../lib/plan/steps.ts';
import { NO_ANSWER, RETRY } from '../retry.ts';
import type { DependencyBudgets } from '../time-budgets.ts';
import type { DependencyEndings } from './dependency-endings.ts';
import { question } from './question.ts';
import { type Bench, note, stepTask } from './step-task.ts';

/** The function behind every step of the machine for an external dependency. */
export type DependencyFunctions = Record<DependencyStep, lambda.IFunction>;

/** What every part of that machine needs in order to add its states. */
export type DependencyWorkshop = Bench<DependencyStep> & { budgets: DependencyBudgets };

/** State names, which people read in the console. */
type Words = {
  task: string;
  asked: string;
  look: string;
  holds: string;
  taken: string;
  unconfirmed: string;
  result: string;
  failure: string;
};

const WORDS: Readonly<Record<Direction, Words>> = {
  fallback: {
    task: 'Switch to the fallback',
    asked: 'Is it on the fallback?',
    look: 'Look whether it was switched',
    holds: 'Does it hold the fallback?',
    taken: 'Take it as switched',
    unconfirmed: 'Switch unconfirmed',
    result: '$.switched',
    failure: '$.switchFailure',
  },
  normal: {
    task: 'Switch back',
    asked: 'Is it back on normal?',
    look: 'Look whether it was switched back',
    holds: 'Does it hold the normal value?',
    taken: 'Take it as switched back',
    unconfirmed: 'Switch back unconfirmed',
    result: '$.switchedBack',
    failure: '$.switchBackFailure',
  },
};

/**
 * Writes the parameter once. Without an answer it is not written again: a look says what the application reads (I6). Goes on only when it
 * holds what is wanted; a third value is left to people.
 */
export function switchTo(workshop: DependencyWorkshop, ends: DependencyEndings, to: Direction, next: sfn.IChainable): sfn.IChainable {
  const words = WORDS[to];
  const write = stepTask(workshop, words.task, {
    step: 'switch-dependency',
    comment: `Only from the plan's other value to ${to}; what is there already is fine.`,
    input: { outage: '$.outage', to },
    result: words.result,
  });
  write.addCatch(lookAfter(workshop, ends, to, next), { errors: [...NO_ANSWER], resultPath: words.failure });
  write.addCatch(ends.failed, { resultPath: '$.failure' });
  return write.next(
    question(workshop, words.asked, {
      field: `${words.result}.state`,
      answers: [
        ['switched', next],
        ['already', next],
        ['refused', ends.refused],
      ],
      failed: ends.failed,
    }),
  );
}

function lookAfter(workshop: DependencyWorkshop, ends: DependencyEndings, to: Direction, next: sfn.IChainable): sfn.IChainable {
  const words = WORDS[to];
  const other: Direction = to === 'fallback' ? 'normal' : 'fallback';
  const look = stepTask(workshop, words.look, {
    step: 'look-at-dependency',
    comment: 'The write gave no answer: what the parameter holds decides, and it is not written again.',
    input: { outage: '$.outage' },
    result: '$.look',
    retry: RETRY.look,
  });
  look.addCatch(ends.failed, { resultPath: '$.failure' });
  const taken = note(workshop, words.taken, {
    comment: 'The answer was lost, the value is there.',
    value: { state: 'switched', to, at: '$.look.at', why: 'the write gave no answer; a look found the value there' },
    result: words.result,
  }).next(next);
  const unconfirmed = note(workshop, words.unconfirmed, {
    comment: 'It may still be written late; a person looks.',
    value: { Error: 'OutcomeUnknown', Cause: `the parameter was to be switched to ${to} and still holds the other value` },
    result: '$.failure',
  }).next(ends.failed);
  return look.next(
    question(workshop, words.holds, {
      field: '$.look.holds',
      answers: [
        [to, taken],
        [other, unconfirmed],
        ['other', ends.refused],
        ['missing', ends.refused],
      ],
      failed: ends.failed,
    }),
  );
}
