import { StateMachine } from 'aws-local-stepfunctions';
import type { Ports } from '../../../lambdas/ports/ports.ts';
import { assessPrimary } from '../../../lambdas/steps/assess-primary.ts';
import { checkInstanceStopped } from '../../../lambdas/steps/check-instance-stopped.ts';
import { compareStandbys } from '../../../lambdas/steps/compare-standbys.ts';
import { confirmPromotion } from '../../../lambdas/steps/confirm-promotion.ts';
import { fencePrimary } from '../../../lambdas/steps/fence-primary.ts';
import { notify } from '../../../lambdas/steps/notify.ts';
import { openIncident } from '../../../lambdas/steps/open-incident.ts';
import { promoteStandby } from '../../../lambdas/steps/promote-standby.ts';
import { promoteThroughSql } from '../../../lambdas/steps/promote-through-sql.ts';
import { recordOutcome } from '../../../lambdas/steps/record-outcome.ts';
import { repointStandbys } from '../../../lambdas/steps/repoint-standbys.ts';
import { resolveIncident } from '../../../lambdas/steps/resolve-incident.ts';
import { restartServices } from '../../../lambdas/steps/restart-services.ts';
import { setSynchronousStandbys } from '../../../lambdas/steps/set-synchronous-standbys.ts';
import { stopInstance } from '../../../lambdas/steps/stop-instance.ts';
import { switchWriterRecord } from '../../../lambdas/steps/switch-writer-record.ts';
import { verifyRecovery } from '../../../lambdas/steps/verify-recovery.ts';
import type { Plan } from '../../../lib/plan/schema.ts';
import type { FailoverStep } from '../../../lib/plan/steps.ts';
import { render } from '../../../messages/render.ts';
import { START } from '../ports/builders.ts';
import { golden, statesOf } from '../statemachines/golden.ts';
import type { ClusterModel } from './cluster.ts';

type Step = (input: never, ports: Ports, plan: Plan) => Promise<unknown>;

const STEPS: Record<FailoverStep, Step> = {
  'open-incident': openIncident,
  'assess-primary': assessPrimary,
  notify: (input: never, ports, plan) => notify(input, ports, plan, render),
  'fence-primary': fencePrimary,
  'stop-instance': stopInstance,
  'check-instance-stopped': checkInstanceStopped,
  'compare-standbys': compareStandbys,
  'promote-standby': promoteStandby,
  'confirm-promotion': confirmPromotion,
  'promote-through-sql': promoteThroughSql,
  'repoint-standbys': repointStandbys,
  'set-synchronous-standbys': setSynchronousStandbys,
  'switch-writer-record': switchWriterRecord,
  'restart-services': restartServices,
  'verify-recovery': verifyRecovery,
  'resolve-incident': resolveIncident,
  'record-outcome': recordOutcome,
};

export type ModelRun = { end: string; path: string[]; last: Record<string, unknown> };

/** What happens before the n-th step of an execution. */
export type Before = (stepNumber: number) => Promise<void>;

/** One execution of the golden definition with the real steps in the modelled world; a second passes before every step. */
export async function runInModel(model: ClusterModel, plan: Plan, execution: string, input: object, before: Before): Promise<ModelRun> {
  let number = 0;
  let last: Record<string, unknown> = {};
  const tasks = statesOf('Task');
  const handlers = Object.fromEntries(
    tasks.map(([name, state]) => [
      name,
      async (given: unknown) => {
        model.pass(1);
        await before(++number);
        const step = STEPS[String(state.Resource).replace(/^\$\{|\}$/g, '') as FailoverStep];
        const answer = await step(given as never, model.ports, plan);
        if (name.startsWith('Compare')) last = answer as Record<string, unknown>;
        return JSON.parse(JSON.stringify(answer)) as never;
      },
    ]),
  );
  const machine = new StateMachine(golden as never, { validationOptions: { noValidate: true } });
  const run = machine.run(input as never, {
    overrides: {
      taskResourceLocalHandlers: handlers,
      waitTimeOverrides: Object.fromEntries(statesOf('Wait').map(([name]) => [name, 0])),
      retryIntervalOverrides: Object.fromEntries(tasks.map(([name]) => [name, 0])),
    },
    context: { Execution: { Id: `arn:${execution}`, Name: execution, StartTime: START, Input: input as never } },
  });
  run.result.catch(() => undefined);
  const path: string[] = [];
  for await (const event of run.eventLogs) if (event.type === 'StateEntered') path.push(event.state.name);
  return { end: path.at(-1) ?? 'nowhere', path, last };
}
