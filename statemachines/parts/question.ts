import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { note } from './step-task.ts';

/** What an answer leads to; `default` is never one of them. */
type Answers = readonly (readonly [answer: string | boolean, next: sfn.IChainable])[];

/**
 * A Choice over the values one field may have. A missing field and an unknown value lead to the failed ending, with a cause that names the
 * question: a machine that does not understand an answer must not end green.
 */
export function question(
  workshop: { scope: Construct },
  name: string,
  about: { field: string; answers: Answers; failed: sfn.IChainable },
): sfn.Choice {
  const { field, answers, failed } = about;
  const choice = new sfn.Choice(workshop.scope, name);
  const required = answers.map(([answer]) => String(answer)).join(', ');
  const unexpected = note(workshop, `No answer to: ${name}`, {
    comment: 'A step answered something this machine does not know; going on would be guessing.',
    value: { Error: 'UnexpectedAnswer', Cause: `${name} ${field.slice(2)} is missing or unknown; required one of ${required}` },
    result: '$.failure',
  }).next(failed);
  // `IsPresent: false` is not what every engine understands.
  choice.when(sfn.Condition.not(sfn.Condition.isPresent(field)), unexpected);
  for (const [answer, next] of answers) choice.when(equals(field, answer), next);
  return choice.otherwise(unexpected);
}

const equals = (field: string, answer: string | boolean) =>
  typeof answer === 'boolean' ? sfn.Condition.booleanEquals(field, answer) : sfn.Condition.stringEquals(field, answer);
