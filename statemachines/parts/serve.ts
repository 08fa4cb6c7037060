import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { NO_ANSWER } from '../retry.ts';
import type { Endings } from './endings.ts';
import { note, stepTask, type Workshop } from './step-task.ts';

const AFTER_PROMOTION = { incident: '$.incident', comparison: '$.comparison', confirmation: '$.confirmation' };
/** Somebody else acts on the same database; going on would work against them. */
const SOMEBODY_ELSE = ['IncidentTakenOver', 'NodeMoved', 'TwoPrimaries'] as const;

/**
 * Makes the promoted node the one clients write to: standbys follow, the first commit returns, the writer name leads to it, the
 * application reconnects. Leaves `$.repointing`, `$.synchronous`, `$.record`, `$.restarts`.
 */
export function serveFromNewPrimary(workshop: Workshop, ends: Endings, onwards: () => sfn.IChainable): sfn.IChainable {
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
  return repoint.next(synchronous).next(switchAndRestart(workshop, ends, onwards()));
}

/** Fails the run when no commit returns: the name must not lead to a node that does not accept writes (I3). */
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

/**
 * A switch without an answer is not repeated and not given up: verifying through the name decides (I6). A restart that fails stops
 * nothing either: clients may reconnect by themselves, and the verification asks the application.
 */
function switchAndRestart(workshop: Workshop, ends: Endings, next: sfn.IChainable): sfn.IChainable {
  const record = stepTask(workshop, 'Switch writer record', {
    step: 'switch-writer-record',
    comment: 'Compare and swap: only from the value the assessment saw.',
    input: { incident: '$.incident', assessment: '$.assessment', comparison: '$.comparison', confirmation: '$.confirmation' },
    result: '$.record',
  });
  const restart = stepTask(workshop, 'Restart application', {
    step: 'restart-services',
    comment: 'So that no client keeps a connection to the old primary.',
    input: { incident: '$.incident', comparison: '$.comparison' },
    result: '$.restarts',
  });
  record.addCatch(restart, { errors: [...NO_ANSWER], resultPath: '$.recordFailure' });
  record.addCatch(ends.failed, { resultPath: '$.failure' });
  restart.addCatch(ends.failed, { errors: [...SOMEBODY_ELSE], resultPath: '$.failure' });
  restart.addCatch(next, { resultPath: '$.restartsFailure' });
  return record.next(restart).next(next);
}
