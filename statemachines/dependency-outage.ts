/**
 * Dependency outage: a service of a third party does not answer, the application is switched to the fallback of the plan, and back again
 * once the service has been well for long enough without a break.
 *
 * When to use: an external dependency of the plan is out, seen from this region. Its alarm DependencyOut starts it; a person starts it with
 * `{"dependency": "<id or name>"}`, or with a `direction` to switch once and watch nothing.
 * When NOT to use: something of our own is out (its own scenario), or nothing outside answers from here: then it is our way out that is down,
 * and the machine switches nothing. Not for a value the plan does not know: a person sets that one, and the machine leaves it alone.
 * What is lost at worst: what the fallback cannot do, for as long as it is on. The machine changes one parameter and no data.
 * Point of no return: none. Every switch is undone by the other value.
 *
 * Runbook: docs/runbooks/dependency-outage.md
 */
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { Plan } from '../lib/plan/schema.ts';
import { type DependencyEndings, dependencyEndings } from './parts/dependency-endings.ts';
import { type DependencyFunctions, type DependencyWorkshop, switchTo } from './parts/dependency-switch.ts';
import { watchUntilStable } from './parts/dependency-watch.ts';
import { question } from './parts/question.ts';
import { stepTask } from './parts/step-task.ts';
import { RETRY } from './retry.ts';
import { dependencyBudgets } from './time-budgets.ts';

/**
 * The machine, first state first. `$` is `OutageState` (lambdas/domain/outage.ts). The watch replaces its field at every look, so the state
 * stays small however long it lasts.
 */
export function dependencyOutage(scope: Construct, functions: DependencyFunctions, plan: Plan): sfn.IChainable {
  const workshop: DependencyWorkshop = { scope, functions, budgets: dependencyBudgets(plan) };
  const ends = dependencyEndings(workshop);
  return openOutage(workshop, ends, lookAtDependency(workshop, ends));
}

function openOutage(workshop: DependencyWorkshop, ends: DependencyEndings, next: sfn.IChainable): sfn.IChainable {
  const { scope } = workshop;
  const open = stepTask(workshop, 'Open outage', {
    step: 'open-outage',
    comment: 'Reads the input and takes the lock of this one dependency. The input itself goes no further.',
    input: { input: '$', execution: { id: '$$.Execution.Id', name: '$$.Execution.Name', startedAt: '$$.Execution.StartTime' } },
    resultSelector: { outage: '$', watch: { looks: 0 }, told: {} },
    retry: RETRY.open,
  });
  open.addCatch(ends.notOpened);
  const handled = new sfn.Succeed(scope, 'Already handled', {
    comment: 'The alarm rang again while an execution was at work: a dependency that comes and goes does that. That one tells people.',
  });
  const running = new sfn.Fail(scope, 'Already running', {
    comment: 'What the person wanted was not done: an execution is at work, and the cause names it.',
    errorPath: '$.outage.error',
    causePath: '$.outage.cause',
  });
  return open.next(
    question(workshop, 'Who handles the outage?', {
      field: '$.outage.status',
      answers: [
        ['already-handled', handled],
        ['already-running', running],
        ['opened', next],
        ['taken-over', next],
      ],
      failed: ends.failed,
    }),
  );
}

function lookAtDependency(workshop: DependencyWorkshop, ends: DependencyEndings): sfn.IChainable {
  const look = stepTask(workshop, 'Look at the dependency', {
    step: 'look-at-dependency',
    comment: 'Again, with the others beside it: when all of them fail, it is the vantage that sees nothing.',
    input: { outage: '$.outage' },
    result: '$.look',
    retry: RETRY.look,
  });
  look.addCatch(ends.failed, { resultPath: '$.failure' });
  const back = switchTo(workshop, ends, 'normal', backToNormal(workshop, ends));
  const watch = watchUntilStable(workshop, ends, back);
  const out = switchTo(workshop, ends, 'fallback', tellThatItIsOut(workshop, ends, watch));
  return look.next(
    question(workshop, 'What does the look say?', {
      field: '$.look.action',
      answers: [
        ['switch', out],
        ['switch-back', back],
        ['watch', watch],
        ['false-alarm', closed(workshop, ends, FALSE_ALARM)],
        ['refuse', ends.refused],
        ['blind', ends.blind],
      ],
      failed: ends.failed,
    }),
  );
}

function tellThatItIsOut(workshop: DependencyWorkshop, ends: DependencyEndings, watch: sfn.IChainable): sfn.IChainable {
  const tell = stepTask(workshop, 'Tell people that it is out', {
    step: 'tell-outage',
    comment: 'The team, and the contact of the third party. A failure to tell stops nothing: the end is told as well.',
    input: { event: 'dependency-out', facts: '$' },
    result: '$.told.out',
  });
  const watched = question(workshop, 'Is it watched?', {
    field: '$.outage.watched',
    answers: [
      [true, watch],
      [false, closed(workshop, ends, BY_HAND)],
    ],
    failed: ends.failed,
  });
  tell.addCatch(watched, { resultPath: '$.told.outFailure' });
  return tell.next(watched);
}

type Close = { name: string; outcome: string; comment: string; end: string };
const FALSE_ALARM: Close = {
  name: 'Close the false alarm',
  outcome: 'false-alarm',
  comment: 'It answers, and the application is on its normal value: nothing was changed.',
  end: 'False alarm',
};
const BY_HAND: Close = {
  name: 'Close the switch by hand',
  outcome: 'by-hand',
  comment: 'A person wanted the fallback, and a person switches back.',
  end: 'Switched by hand',
};

function closed(workshop: DependencyWorkshop, ends: DependencyEndings, { name, outcome, comment, end }: Close): sfn.IChainable {
  const close = stepTask(workshop, name, {
    step: 'close-outage',
    comment,
    input: { outage: '$.outage', outcome, facts: '$' },
    result: '$.closing',
  });
  close.addCatch(ends.failed, { resultPath: '$.failure' });
  return close.next(new sfn.Succeed(workshop.scope, end));
}

function backToNormal(workshop: DependencyWorkshop, ends: DependencyEndings): sfn.IChainable {
  const close = stepTask(workshop, 'Close the outage', {
    step: 'close-outage',
    comment: 'The application is on its normal value; gives the lock back.',
    input: { outage: '$.outage', outcome: 'back', facts: '$' },
    result: '$.closing',
  });
  close.addCatch(ends.failed, { resultPath: '$.failure' });
  const tell = stepTask(workshop, 'Tell people that it is back', {
    step: 'tell-outage',
    comment: 'Whoever was told that it is out hears that it is over.',
    input: { event: 'dependency-back', facts: '$' },
    result: '$.told.back',
  });
  tell.addCatch(ends.untold, { resultPath: '$.failure' });
  return close.next(tell).next(new sfn.Succeed(workshop.scope, 'Back to normal'));
}
