import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { RETRY } from '../retry.ts';
import type { Endings } from './endings.ts';
import { humanGate } from './gate.ts';
import { question } from './question.ts';
import { note, stepTask, type Workshop } from './step-task.ts';

/**
 * Refusals after which no other way to promote may be tried: somebody else acted, or the old primary may still write. Trying SQL after
 * one of these is how two primaries come about.
 */
const REFUSED = ['IncidentTakenOver', 'NodeMoved', 'TwoPrimaries', 'FencingNotProven', 'InvalidInput'] as const;

const DECIDED_ON = { incident: '$.incident', assessment: '$.assessment', fencing: '$.fencing', comparison: '$.comparison' };

/**
 * Chooses the candidate, promotes it through its host, looks; when it is still in recovery, once through SQL, and looks again. Whatever a
 * promotion answers, only a look says that it happened (I6). Leaves `$.comparison`, `$.promotion`, `$.confirmation`.
 */
export function promoteStandby(workshop: Workshop, ends: Endings, onwards: () => sfn.IChainable): sfn.IChainable {
  const compare = stepTask(workshop, 'Compare replica LSNs', {
    step: 'compare-standbys',
    comment: 'After fencing, so that positions stand still. Holds when the loss has no bound within the RPO.',
    input: { incident: '$.incident', assessment: '$.assessment', fencing: '$.fencing', decisions: '$.decisions' },
    result: '$.comparison',
    retry: RETRY.look,
  });
  compare.addCatch(ends.failed, { resultPath: '$.failure' });
  const gate = humanGate(workshop, ends, {
    ask: 'Ask whether to promote the candidate',
    answered: 'Promote the candidate?',
    question: 'promote-candidate',
    field: 'promoteCandidate',
    comment: 'A loss above the objective or not provable, or a standby of another region. An approval is for exactly what was asked.',
    approved: compare,
  });
  const promote = promotion(workshop, ends, 'Promote standby', 'promote-standby', 'Through its host. Point of no return.');
  const sql = promotion(workshop, ends, 'Promote through SQL', 'promote-through-sql', 'The other way to the same promotion, tried once.');
  const look = lookAtCandidate(workshop, ends, 'Look at the candidate');
  const lookAgain = lookAtCandidate(workshop, ends, 'Look at the candidate again');
  const next = onwards();
  const unconfirmed = unconfirmedPromotion(workshop, ends);
  afterwards(sql, lookAgain);
  lookAgain.next(promoted(workshop, ends, 'Promoted through SQL?', { next, unconfirmed, inRecovery: unconfirmed }));
  afterwards(promote, look);
  look.next(promoted(workshop, ends, 'Promoted?', { next, unconfirmed, inRecovery: sql }));
  return compare.next(
    question(workshop, 'Is there a candidate?', {
      field: '$.comparison.action',
      answers: [
        ['promote', promote],
        ['ask', gate],
        ['hold', ends.held],
      ],
      failed: ends.failed,
    }),
  );
}

function unconfirmedPromotion(workshop: Workshop, ends: Endings): sfn.IChainable {
  return note(workshop, 'Promotion unconfirmed', {
    comment: 'Both ways were tried or nobody can be asked; a third try could only make it worse.',
    value: { Error: 'PromotionUnconfirmed', Cause: '$.confirmation.evidence' },
    result: '$.failure',
  }).next(ends.failed);
}

type Ways = Record<'next' | 'inRecovery' | 'unconfirmed', sfn.IChainable>;

function promoted(workshop: Workshop, ends: Endings, name: string, { next, inRecovery, unconfirmed }: Ways): sfn.Choice {
  return question(workshop, name, {
    field: '$.confirmation.state',
    answers: [
      ['promoted', next],
      ['in-recovery', inRecovery],
      ['unreachable', unconfirmed],
    ],
    failed: ends.failed,
  });
}

function promotion(
  workshop: Workshop,
  ends: Endings,
  name: string,
  step: 'promote-standby' | 'promote-through-sql',
  comment: string,
): tasks.LambdaInvoke {
  const task = stepTask(workshop, name, { step, comment, input: DECIDED_ON, result: '$.promotion' });
  task.addCatch(ends.failed, { errors: [...REFUSED], resultPath: '$.failure' });
  return task;
}

/** Answer, refusal of the host, time-out, no answer: all lead to a look. */
function afterwards(task: tasks.LambdaInvoke, look: sfn.IChainable): void {
  task.addCatch(look, { resultPath: '$.promotionFailure' });
  task.next(look);
}

function lookAtCandidate(workshop: Workshop, ends: Endings, name: string): tasks.LambdaInvoke {
  const task = stepTask(workshop, name, {
    step: 'confirm-promotion',
    comment: 'Left recovery, on exactly the next timeline? A promotion that is not ours stops the run.',
    input: DECIDED_ON,
    result: '$.confirmation',
    retry: RETRY.look,
  });
  task.addCatch(ends.failed, { resultPath: '$.failure' });
  return task;
}
