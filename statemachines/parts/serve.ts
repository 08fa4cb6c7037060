import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { NoSwitch } from '../../lambdas/domain/machine-state.ts';
import { NO_ANSWER } from '../retry.ts';
import type { Endings } from './endings.ts';
import { question } from './question.ts';
import { note, stepTask, type Workshop } from './step-task.ts';

const AFTER_PROMOTION = { incident: '$.incident', comparison: '$.comparison', confirmation: '$.confirmation' };
/** Somebody else acts on the same database; going on would work against them. */
const SOMEBODY_ELSE = ['IncidentTakenOver', 'NodeMoved', 'TwoPrimaries'] as const;

/**
 * Makes the promoted node the one clients write to: the writer name leads to it, standbys follow, the first commit returns, the
 * application reconnects. The record comes first because its change takes longest to be everywhere. Leaves `$.record`, `$.repointing`,
 * `$.synchronous`, `$.restarts`.
 */
export function serveFromNewPrimary(workshop: Workshop, ends: Endings, onwards: () => sfn.IChainable): sfn.IChainable {
  const follow = standbysFollow(workshop, ends, () => awaitAndRestart(workshop, ends, onwards()));
  return switchRecord(workshop, ends, follow);
}

/**
 * A switch without an answer is not repeated and not given up: verifying through the name decides (I6). One that failed fails the run, but
 * only once the new primary takes writes: clients with a multi-host connection string need no record (ADR 4).
 */
function switchRecord(workshop: Workshop, ends: Endings, next: sfn.IChainable): sfn.IChainable {
  const record = stepTask(workshop, 'Switch writer record', {
    step: 'switch-writer-record',
    comment: 'Compare and swap: only from the value the assessment saw, to a node seen writable on the new timeline (I3).',
    input: { ...AFTER_PROMOTION, assessment: '$.assessment' },
    result: '$.record',
  });
  const without = (name: string, status: NoSwitch['status'], comment: string) =>
    note(workshop, name, { comment, value: { status, caught: '$.record' }, result: '$.record' }).next(next);
  const unanswered = without('Take the switch as unanswered', 'unanswered', 'It may have happened: not repeated, looked at in the end.');
  const refused = without('Let the standbys follow first', 'refused', 'The run will fail; whoever finds the primary by itself can write.');
  record.addCatch(ends.failed, { errors: [...SOMEBODY_ELSE], resultPath: '$.failure' });
  record.addCatch(unanswered, { errors: [...NO_ANSWER], resultPath: '$.record' });
  record.addCatch(refused, { resultPath: '$.record' });
  return record.next(next);
}

function standbysFollow(workshop: Workshop, ends: Endings, onwards: () => sfn.IChainable): sfn.IChainable {
  const repoint = stepTask(workshop, 'Re-point other standbys', {
    step: 'repoint-standbys',
    comment: 'With a synchronous quorum the first commit waits for one of them.',
    input: AFTER_PROMOTION,
    result: '$.repointing',
  });
  const synchronous = setSynchronousStandbys(workshop, ends);
  const alone = note(workshop, 'Go on without standbys', {
    comment: 'The primary is promoted and nobody writes until its quorum fits: with no follower known the next step empties it, loudly.',
    value: { following: [], notFollowing: [{ node: 'unknown', reason: 're-pointing gave no answer, see repointingFailure' }] },
    result: '$.repointing',
  });
  repoint.addCatch(ends.failed, { errors: [...SOMEBODY_ELSE], resultPath: '$.failure' });
  repoint.addCatch(alone.next(synchronous), { resultPath: '$.repointingFailure' });
  return repoint.next(synchronous).next(onwards());
}

/** Fails the run when no commit returns: whoever follows the name waits there, and people are told so. */
function setSynchronousStandbys(workshop: Workshop, ends: Endings) {
  const task = stepTask(workshop, 'Set synchronous standbys', {
    step: 'set-synchronous-standbys',
    comment: 'A quorum of those that really follow, then the first heartbeat commit.',
    input: { ...AFTER_PROMOTION, repointing: '$.repointing' },
    result: '$.synchronous',
  });
  task.addCatch(ends.failed, { resultPath: '$.failure' });
  return task;
}

function awaitAndRestart(workshop: Workshop, ends: Endings, next: sfn.IChainable): sfn.IChainable {
  const restart = restartApplication(workshop, ends, next);
  const failed = new sfn.Pass(workshop.scope, 'Fail for the writer record', {
    comment: 'The standbys follow and commits return; the cause says why the record was not switched.',
    inputPath: '$.record.caught',
    resultPath: '$.failure',
  }).next(ends.failed);
  const inSync = awaitInSync(workshop, restart);
  return question(workshop, 'Is the record switched?', {
    field: '$.record.status',
    answers: [
      ['PENDING', inSync],
      ['already', inSync],
      ['unanswered', inSync],
      ['refused', failed],
    ],
    failed: ends.failed,
  });
}

function awaitInSync(workshop: Workshop, next: sfn.IChainable): sfn.IChainable {
  const inSync = stepTask(workshop, 'Wait for the writer record', {
    step: 'await-writer-record',
    comment: 'Until every DNS server knows the change: an application that is restarted before finds the old primary again.',
    input: { incident: '$.incident', assessment: '$.assessment', comparison: '$.comparison', record: '$.record' },
    result: '$.record',
  });
  inSync.addCatch(next, { resultPath: '$.inSyncFailure' });
  return inSync.next(next);
}

/** A restart that fails stops nothing: clients may reconnect by themselves, and the verification asks the application. */
function restartApplication(workshop: Workshop, ends: Endings, next: sfn.IChainable): sfn.IChainable {
  const restart = stepTask(workshop, 'Restart application', {
    step: 'restart-services',
    comment: 'So that no client keeps a connection to the old primary.',
    input: { incident: '$.incident', comparison: '$.comparison' },
    result: '$.restarts',
  });
  restart.addCatch(ends.failed, { errors: [...SOMEBODY_ELSE], resultPath: '$.failure' });
  restart.addCatch(next, { resultPath: '$.restartsFailure' });
  return restart.next(next);
}
