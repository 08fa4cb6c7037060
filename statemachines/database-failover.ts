/**
 * Database failover: the primary is lost, a standby takes over, clients follow the writer name.
 *
 * When to use: the primary of this region does not accept writes and will not come back within the plan's patience. The alarm
 * PrimaryNotWritable starts it; a person starts it with `{}`.
 * When NOT to use: the primary works and should move (a planned switchover loses nothing), the whole region is lost (the machine of the
 * recovery region), or data was deleted by mistake (a promotion replicates the mistake; restore a backup).
 * What is lost at worst: writes no standby had received. Bounded before the promotion, and above the plan's RPO the run is held for a
 * person. With the synchronous quorum intact: nothing that was acknowledged.
 * Point of no return: "Promote standby". Before it, everything can be undone; after it the old primary may only come back as a standby.
 * A primary that answers and whose commits hang because of silent standbys is relieved of them instead, and the run ends red all the same.
 * Started again after an execution that promoted and failed later, it repeats nothing and finishes what is left.
 *
 * Runbook: docs/runbooks/database-failover.md
 */
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { Plan } from '../lib/plan/schema.ts';
import { KEEP_WHAT_DIVERGED } from '../lib/plan/steps.ts';
import { type Endings, endings } from './parts/endings.ts';
import { fenceOldPrimary } from './parts/fence.ts';
import { humanGate } from './parts/gate.ts';
import { promoteStandby } from './parts/promote.ts';
import { question } from './parts/question.ts';
import { relieveQuorum } from './parts/relieve.ts';
import { serveFromNewPrimary } from './parts/serve.ts';
import { startLadder } from './parts/start-ladder.ts';
import { note, type StepFunctions, stepTask, type Workshop } from './parts/step-task.ts';
import { RETRY } from './retry.ts';
import { timeBudgets } from './time-budgets.ts';

/**
 * The machine, first state first; each part is told where the recovery goes on. `$` is `MachineState` (lambdas/domain/machine-state.ts):
 * one field a step, replaced and never appended to, so it stays far below the 256 KiB a state may carry. Catches cannot catch
 * `States.Runtime` and `States.DataLimitExceeded`; the alarm on failed executions tells people then.
 */
export function databaseFailover(scope: Construct, functions: StepFunctions, ladder: sfn.IStateMachine, plan: Plan): sfn.IChainable {
  const workshop: Workshop = { scope, functions, ladder, budgets: timeBudgets(plan) };
  const ends = endings(workshop);
  const serve = once(() => serveFromNewPrimary(workshop, ends, () => verifyAndClose(workshop, ends)));
  const failOver = () => fenceOldPrimary(workshop, ends, () => promoteStandby(workshop, ends, serve));
  return openIncident(workshop, ends, () => assessPrimary(workshop, ends, { failOver, finish: serve }));
}

type Onwards = () => sfn.IChainable;

/** The same states for everybody who goes on to them. */
function once(build: Onwards): Onwards {
  let built: sfn.IChainable | undefined;
  return () => {
    built ??= build();
    return built;
  };
}

function openIncident(workshop: Workshop, ends: Endings, onwards: Onwards): sfn.IChainable {
  const open = stepTask(workshop, 'Open incident', {
    step: 'open-incident',
    comment: 'Reads the input and takes the lock. The input itself goes no further: nobody can pass off facts as seen by the machine.',
    input: { input: '$', execution: { id: '$$.Execution.Id', name: '$$.Execution.Name', startedAt: '$$.Execution.StartTime' } },
    resultSelector: { incident: '$', assessment: { attempt: 0 }, decisions: {}, told: {} },
    retry: RETRY.open,
  });
  open.addCatch(ends.notOpened);
  const running = new sfn.Fail(workshop.scope, 'Already running', {
    comment: 'Another execution owns the incident; the cause names it. Nothing was changed, and it tells people.',
    errorPath: '$.incident.error',
    causePath: '$.incident.cause',
  });
  const next = onwards();
  return open.next(
    question(workshop, 'Who owns the incident?', {
      field: '$.incident.status',
      answers: [
        ['already-running', running],
        ['opened', next],
        ['taken-over', next],
      ],
      failed: ends.failed,
    }),
  );
}

function assessPrimary(workshop: Workshop, ends: Endings, onwards: { failOver: Onwards; finish: Onwards }): sfn.IChainable {
  const { scope, budgets } = workshop;
  const assess = stepTask(workshop, 'Assess primary', {
    step: 'assess-primary',
    comment: 'What the primary itself answers, a write included, and what its standbys witness. The step bounds the waiting.',
    input: { incident: '$.incident', previous: '$.assessment', decisions: '$.decisions' },
    result: '$.assessment',
    retry: RETRY.look,
  });
  assess.addCatch(ends.failed, { resultPath: '$.failure' });
  const wait = new sfn.Wait(scope, 'Wait before looking again', { time: sfn.WaitTime.duration(budgets.betweenAssessments) });
  const falseAlarm = closeFalseAlarm(workshop, ends);
  const giveUp = humanGate(workshop, ends, {
    ask: 'Ask whether to give up the primary',
    answered: 'Give up the primary?',
    question: 'give-up-primary',
    field: 'giveUpPrimary',
    comment: 'Others still reach it. An approval is not acted on before the evidence was looked at once more.',
    approved: assess,
  });
  const field = '$.assessment.action';
  // The question before has let no other answer through; holding is what any other one would mean.
  const act = new sfn.Choice(scope, 'What is to be done?')
    .when(sfn.Condition.stringEquals(field, 'fail-over'), onwards.failOver())
    .when(sfn.Condition.stringEquals(field, 'ask'), giveUp)
    .when(sfn.Condition.stringEquals(field, 'finish'), takeUpPromotion(workshop).next(onwards.finish()))
    .when(sfn.Condition.stringEquals(field, 'relieve'), relieveQuorum(workshop, ends, falseAlarm))
    .when(sfn.Condition.stringEquals(field, 'stop'), ends.stopped)
    .otherwise(ends.held);
  const ladder = startLadder(workshop, act);
  const calls = (['fail-over', 'ask', 'finish', 'relieve', 'hold', 'stop'] as const).map((action) => [action, ladder] as const);
  const answers = [['wait', wait.next(assess)] as const, ['false-alarm', falseAlarm] as const, ...calls];
  return assess.next(question(workshop, 'What does the evidence say?', { field, answers, failed: ends.failed }));
}

function takeUpPromotion(workshop: Workshop): sfn.Pass {
  return note(workshop, 'Take up the promotion', {
    comment: 'An earlier execution of the incident promoted, and ended before its work was done: go on from there.',
    value: {
      incident: '$.incident',
      assessment: '$.assessment',
      ladder: '$.ladder',
      decisions: '$.decisions',
      told: '$.told',
      fencing: '$.assessment.takenUp.fencing',
      comparison: '$.assessment.takenUp.comparison',
      confirmation: '$.assessment.takenUp.confirmation',
    },
  });
}

function verifyAndClose(workshop: Workshop, ends: Endings): sfn.IChainable {
  const verify = stepTask(workshop, 'Verify through the name', {
    step: 'verify-recovery',
    comment: 'Create, read, update and delete a row as a client would; the application is healthy; nobody is left on the old primary.',
    input: { incident: '$.incident', comparison: '$.comparison', confirmation: '$.confirmation', fencing: '$.fencing' },
    result: '$.verification',
  });
  verify.addCatch(ends.failed, { resultPath: '$.failure' });
  const keep = stepTask(workshop, KEEP_WHAT_DIVERGED, {
    step: 'keep-divergence',
    comment:
      'Clients write again by now. What only the old disk holds is copied and decoded before anybody touches it; nothing here fails the run.',
    input: { incident: '$.incident', facts: '$' },
    result: '$.divergence',
  });
  const close = stepTask(workshop, 'Close the incident', {
    step: 'resolve-incident',
    comment: 'Measures, writes the report, gives the lock back.',
    input: { incident: '$.incident', outcome: 'recovered', facts: '$' },
    result: '$.resolution',
  });
  close.addCatch(ends.failed, { resultPath: '$.failure' });
  keep.addCatch(close, { resultPath: '$.divergenceFailure' });
  const tell = stepTask(workshop, 'Tell people that it recovered', {
    step: 'notify',
    comment: 'Only without a ladder. A topic that fails is written down in told; a recovery stays a recovery.',
    input: { event: 'recovered', facts: '$' },
    result: '$.told.recovered',
  });
  tell.addCatch(ends.untold, { resultPath: '$.failure' });
  const recovered = new sfn.Succeed(workshop.scope, 'Recovered');
  // Whatever else the ladder's start came to: telling people once too often is no harm.
  const whoTells = new sfn.Choice(workshop.scope, 'Does the ladder tell people?')
    .when(sfn.Condition.stringEquals('$.ladder.status', 'up'), recovered)
    .otherwise(tell.next(recovered));
  return verify.next(keep).next(close).next(whoTells);
}

function closeFalseAlarm(workshop: Workshop, ends: Endings): sfn.IChainable {
  const close = stepTask(workshop, 'Close the false alarm', {
    step: 'resolve-incident',
    comment: 'The primary acknowledges writes; nothing was changed.',
    input: { incident: '$.incident', outcome: 'false-alarm', facts: '$' },
    result: '$.resolution',
  });
  close.addCatch(ends.failed, { resultPath: '$.failure' });
  const tell = stepTask(workshop, 'Tell people that it was a false alarm', {
    step: 'notify',
    comment: 'Says what was seen, so that the alarm can be judged.',
    input: { event: 'false-alarm', facts: '$' },
    result: '$.told.recovered',
  });
  tell.addCatch(ends.untold, { resultPath: '$.failure' });
  return close.next(tell).next(new sfn.Succeed(workshop.scope, 'False alarm'));
}
