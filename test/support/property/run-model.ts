import { StateMachine } from 'aws-local-stepfunctions';
import type { Decision } from '../../../lambdas/domain/decision.ts';
import { askPerson } from '../../../lambdas/steps/ask-person.ts';
import { assessPrimary } from '../../../lambdas/steps/assess-primary.ts';
import { awaitWriterRecord } from '../../../lambdas/steps/await-writer-record.ts';
import { checkInstanceStopped } from '../../../lambdas/steps/check-instance-stopped.ts';
import { compareStandbys } from '../../../lambdas/steps/compare-standbys.ts';
import { confirmPromotion } from '../../../lambdas/steps/confirm-promotion.ts';
import { fencePrimary } from '../../../lambdas/steps/fence-primary.ts';
import { keepDivergence } from '../../../lambdas/steps/keep-divergence.ts';
import { notify } from '../../../lambdas/steps/notify.ts';
import { openIncident } from '../../../lambdas/steps/open-incident.ts';
import { promoteStandby } from '../../../lambdas/steps/promote-standby.ts';
import { promoteThroughSql } from '../../../lambdas/steps/promote-through-sql.ts';
import { recordOutcome } from '../../../lambdas/steps/record-outcome.ts';
import { relieveQuorum } from '../../../lambdas/steps/relieve-quorum.ts';
import { repointStandbys } from '../../../lambdas/steps/repoint-standbys.ts';
import { resolveIncident } from '../../../lambdas/steps/resolve-incident.ts';
import { restartServices } from '../../../lambdas/steps/restart-services.ts';
import { setSynchronousStandbys } from '../../../lambdas/steps/set-synchronous-standbys.ts';
import { stopInstance } from '../../../lambdas/steps/stop-instance.ts';
import { switchWriterRecord } from '../../../lambdas/steps/switch-writer-record.ts';
import { verifyRecovery } from '../../../lambdas/steps/verify-recovery.ts';
import type { Plan } from '../../../lib/plan/schema.ts';
import type { FailoverStep } from '../../../lib/plan/steps.ts';
import { machineTimeoutSeconds } from '../../../lib/plan/time-budget.ts';
import { render } from '../../../messages/render.ts';
import { START } from '../ports/builders.ts';
import { golden, statesOf } from '../statemachines/golden.ts';
import type { ClusterModel } from './cluster.ts';
import { portsOf, type RecoveryPorts } from './cluster-ports.ts';

type Step = (input: never, ports: RecoveryPorts, plan: Plan) => Promise<unknown>;

const STEPS: Record<FailoverStep, Step> = {
  'open-incident': openIncident,
  'assess-primary': assessPrimary,
  notify: (input: never, ports, plan) => notify(input, ports, plan, render),
  'ask-person': (input: never, ports, plan) => askPerson(input, ports, plan, render),
  'relieve-quorum': relieveQuorum,
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
  'await-writer-record': awaitWriterRecord,
  'restart-services': restartServices,
  'verify-recovery': verifyRecovery,
  'keep-divergence': keepDivergence,
  'resolve-incident': resolveIncident,
  'record-outcome': recordOutcome,
};

export type ModelRun = { end: string; path: string[]; last: Record<string, unknown> };

/** Who goes next of the executions that wait, whether the machine's whole time passes first, and whether the step is carried out twice. */
export type Turn = { who: number; overslept: boolean; twice: boolean };

/**
 * Lets several executions take turns, one step at a time: the next turn is given when each of them waits or has ended, so an order always
 * leads to the same history. Without turns left, everybody goes on in the order they came.
 */
export class Turns {
  readonly #order: Turn[];
  readonly #waiting: { execution: string; go: (turn: Turn) => void }[] = [];
  #running: number;

  constructor(executions: number, order: readonly Turn[] = []) {
    this.#running = executions;
    this.#order = [...order];
  }

  /** Resolves when it is this execution's turn; it keeps it until it asks again or ends. */
  next(execution: string): Promise<Turn> {
    const turn = new Promise<Turn>((go) => this.#waiting.push({ execution, go }));
    this.#give();
    return turn;
  }

  end(): void {
    this.#running -= 1;
    this.#give();
  }

  #give(): void {
    if (this.#waiting.length === 0 || this.#waiting.length < this.#running) return;
    this.#waiting.sort((a, b) => (a.execution < b.execution ? -1 : 1));
    const turn = this.#order.shift() ?? { who: 0, overslept: false, twice: false };
    const [chosen] = this.#waiting.splice(turn.who % this.#waiting.length, 1);
    chosen?.go(turn);
  }
}

const FENCING_QUESTIONS = ['Fenced by its host?', 'Instance stopped?'];

/** The golden definition, and one that never asks whether the old primary is fenced: then only the steps stand between it and two writers. */
export const MACHINES = {
  golden,
  careless: {
    ...golden,
    States: {
      ...golden.States,
      ...Object.fromEntries(FENCING_QUESTIONS.map((name) => [name, { Type: 'Pass', Next: 'Compare replica LSNs' }])),
    },
  },
};

type Execution = { name: string; input?: object; turns?: Turns; machine?: keyof typeof MACHINES };

/** One execution of the machine with the real steps in the modelled world; a second passes before every step. */
export async function runInModel(
  model: ClusterModel,
  { name: execution, input = {}, turns = new Turns(1), machine: kind = 'golden' }: Execution,
): Promise<ModelRun> {
  let last: Record<string, unknown> = {};
  const tasks = statesOf('Task');
  const ports = portsOf(model);
  model.forced ||= 'force' in input;
  const handlers = Object.fromEntries(
    tasks.map(([name, state]) => [
      name,
      async (given: unknown) => {
        const turn = await turns.next(execution);
        model.acting = `arn:${execution}`;
        model.pass(turn.overslept ? machineTimeoutSeconds(model.plan) + 1 : 1);
        if (String(state.Resource).endsWith('.waitForTaskToken')) return askAndWait(model, given as Waiting, ports) as never;
        const step = STEPS[String(state.Resource).replace(/^\$\{|\}$/g, '') as FailoverStep];
        const carryOut = () => step(structuredClone(given) as never, ports, model.plan);
        if (turn.twice) await carryOut().catch(() => undefined);
        const answer = await carryOut();
        const { proven } = answer as { proven?: boolean };
        if (proven === true && model.canWrite('db-1'))
          model.violations.push(`"${name}" called fencing proven while db-1 could accept writes`);
        if (name.startsWith('Compare')) last = answer as Record<string, unknown>;
        return JSON.parse(JSON.stringify(answer)) as never;
      },
    ]),
  );
  const machine = new StateMachine(MACHINES[kind] as never, { validationOptions: { noValidate: true } });
  const run = machine.run(input as never, {
    overrides: {
      taskResourceLocalHandlers: handlers,
      waitTimeOverrides: Object.fromEntries(statesOf('Wait').map(([name]) => [name, 0])),
      retryIntervalOverrides: Object.fromEntries(tasks.map(([name]) => [name, 0])),
    },
    context: {
      Execution: { Id: `arn:${execution}`, Name: execution, StartTime: START, Input: input as never },
      Task: { Token: execution },
    },
  });
  run.result.catch(() => undefined);
  const path: string[] = [];
  for await (const event of run.eventLogs) if (event.type === 'StateEntered') path.push(event.state.name);
  turns.end();
  return { end: path.at(-1) ?? 'nowhere', path, last };
}

type Waiting = { Payload: { taskToken: string } & Record<string, unknown> };

/** A task that waits for its token: the question is asked by the real step, and the model's person answers, or nobody does. */
async function askAndWait(model: ClusterModel, { Payload }: Waiting, ports: RecoveryPorts): Promise<Decision> {
  await STEPS['ask-person'](structuredClone(Payload) as never, ports, model.plan);
  const asked = model.asked.get(Payload.taskToken);
  if (asked === undefined || model.person === 'silent') throw Object.assign(new Error('no answer'), { name: 'States.Timeout' });
  const { question, about } = asked;
  if (question === 'give-up-primary' && model.person === 'approve') model.forced = true;
  if (question === 'promote-unfenced' && model.person === 'approve') model.acceptedUnfenced = true;
  return { question, about, decision: model.person, by: 'Rado', reason: 'the room burns', at: new Date(model.millis).toISOString() };
}
