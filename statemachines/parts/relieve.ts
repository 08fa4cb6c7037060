import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Endings } from './endings.ts';
import { question } from './question.ts';
import { stepTask, type Workshop } from './step-task.ts';

/**
 * The primary is well and its standbys keep it from writing: nobody is fenced and nothing is promoted. Ends red also when clients write again,
 * because what they are told is committed is on fewer disks than the plan promises. Reads `$.assessment`, leaves `$.relief`.
 */
export function relieveQuorum(workshop: Workshop, ends: Endings, falseAlarm: sfn.IChainable): sfn.IChainable {
  const relieve = stepTask(workshop, 'Take silent standbys out of the quorum', {
    step: 'relieve-quorum',
    comment: 'Within the bound of the plan, written down first. Never a promotion: the primary answers.',
    input: { incident: '$.incident', assessment: '$.assessment' },
    result: '$.relief',
  });
  relieve.addCatch(ends.failed, { resultPath: '$.failure' });
  return relieve.next(
    question(workshop, 'Do commits return?', {
      field: '$.relief.state',
      answers: [
        ['relieved', ends.relieved],
        ['not-needed', falseAlarm],
        ['held', ends.held],
      ],
      failed: ends.failed,
    }),
  );
}
