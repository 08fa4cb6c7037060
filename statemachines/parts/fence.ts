import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Fencing } from '../../lambdas/domain/fencing.ts';
import { ACCEPT_MISSING_PROOF } from '../../lib/plan/steps.ts';
import { RETRY } from '../retry.ts';
import type { Endings } from './endings.ts';
import { humanGate } from './gate.ts';
import { question } from './question.ts';
import { note, stepTask, type Workshop } from './step-task.ts';

/**
 * Refusals after which the ladder is not climbed: somebody else acts, or the primary is back. Everything else, named or not, is no answer:
 * what Lambda, network or a defect withhold must not be the reason why the next rung is not tried.
 */
const REFUSED = ['IncidentTakenOver', 'NodeMoved', 'InvalidInput'] as const;

/**
 * The fencing ladder: host, then power switch, then a person. Goes on only with proof that the old primary cannot accept writes (I1).
 * Reads `$.incident`, `$.assessment`; leaves `$.fencing`.
 */
export function fenceOldPrimary(workshop: Workshop, ends: Endings, onwards: () => sfn.IChainable): sfn.IChainable {
  const fence = stepTask(workshop, 'Fence old primary', {
    step: 'fence-primary',
    comment: 'First rung: its host stops the server and forbids its start. Believed only when a look does not contradict it.',
    input: { incident: '$.incident', assessment: '$.assessment' },
    result: '$.fencing',
  });
  const unanswered = withoutAnswer(workshop, 'Take the fencing as unproven', {
    comment: 'No answer proves nothing; the next rung does not depend on the host.',
    rung: 'fence-postgres',
    state: 'unproven',
    node: '$.assessment.oldPrimary',
    at: '$.assessment.at',
    stopRequestedAt: '',
    evidence: [],
  });
  const next = onwards();
  const stop = stopInstance(workshop, ends, next);
  fence.addCatch(ends.failed, { errors: [...REFUSED], resultPath: '$.failure' });
  fence.addCatch(unanswered.next(stop), { resultPath: '$.fencingFailure' });
  const answers = [
    [true, next],
    [false, stop],
  ] as const;
  return fence.next(question(workshop, 'Fenced by its host?', { field: '$.fencing.proven', answers, failed: ends.failed }));
}

function stopInstance(workshop: Workshop, ends: Endings, fenced: sfn.IChainable): sfn.IChainable {
  const input = { incident: '$.incident', assessment: '$.assessment', fencing: '$.fencing' };
  const stop = stepTask(workshop, "Stop old primary's instance", {
    step: 'stop-instance',
    comment: 'Second rung: power off by force. Asking proves nothing, looking does.',
    input,
    result: '$.fencing',
  });
  const unanswered = withoutAnswer(workshop, 'Take the instance as stopping', {
    comment: 'The order may have arrived: look, within the same patience, before anything else (I6).',
    rung: 'stop-instance',
    state: 'stopping',
    node: '$.fencing.node',
    at: '$.fencing.at',
    stopRequestedAt: '$.fencing.stopRequestedAt',
    evidence: '$.fencing.evidence',
  });
  const wait = new sfn.Wait(workshop.scope, 'Wait for the instance to stop', {
    time: sfn.WaitTime.duration(workshop.budgets.betweenStopLooks),
  });
  stop.addCatch(ends.failed, { errors: [...REFUSED], resultPath: '$.failure' });
  stop.addCatch(unanswered.next(wait), { resultPath: '$.fencingFailure' });
  const check = stepTask(workshop, 'Check that the instance stopped', {
    step: 'check-instance-stopped',
    comment: 'Silence of EC2 is not a stop, and one that still runs is asked again. The step ends the waiting.',
    input,
    result: '$.fencing',
    retry: RETRY.look,
  });
  check.addCatch(ends.failed, { resultPath: '$.failure' });
  const answers = [
    ['fenced', fenced],
    ['stopping', wait],
    ['not-stopping', stop],
    ['unproven', unfenced(workshop, ends, fenced)],
  ] as const;
  const stopped = question(workshop, 'Instance stopped?', { field: '$.fencing.state', answers, failed: ends.failed });
  wait.next(check).next(stopped);
  return stop.next(wait);
}

/** Last rung: a person who names the risk. The promotion still refuses while the old primary is seen as one. */
function unfenced(workshop: Workshop, ends: Endings, onwards: sfn.IChainable): sfn.IChainable {
  const accepted = note(workshop, ACCEPT_MISSING_PROOF, {
    comment: 'Not proven: a named person took the risk in this run.',
    value: {
      proven: false,
      state: 'accepted',
      rung: '$.fencing.rung',
      node: '$.fencing.node',
      at: '$.decisions.promoteUnfenced.at',
      attempts: '$.fencing.attempts',
      stopRequestedAt: '$.fencing.stopRequestedAt',
      evidence: '$.fencing.evidence',
      accepted: '$.decisions.promoteUnfenced',
    },
    result: '$.fencing',
  }).next(onwards);
  return humanGate(workshop, ends, {
    ask: 'Ask whether to promote without proof',
    answered: 'Promote without proof?',
    question: 'promote-unfenced',
    field: 'promoteUnfenced',
    comment: 'Neither its host nor EC2 says that the old primary has stopped: two primaries are possible. No force skips this question.',
    approved: accepted,
  });
}

type Unanswered = { comment: string } & Pick<
  Record<keyof Fencing, unknown>,
  'rung' | 'state' | 'node' | 'at' | 'stopRequestedAt' | 'evidence'
>;

/** A `Fencing` in place of the answer that did not come. */
function withoutAnswer(workshop: Workshop, name: string, { comment, ...known }: Unanswered): sfn.Pass {
  return note(workshop, name, { comment, value: { proven: false, attempts: 0, ...known }, result: '$.fencing' });
}
