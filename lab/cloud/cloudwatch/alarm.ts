import type { ServiceContext } from '../service.ts';
import type { AlarmDefinition } from './alarm-definition.ts';
import { actionMessage, reasonDataOf, reasonOf, type StateView, stateChangeEvent } from './alarm-wording.ts';
import { evaluateAlarm } from './evaluate-alarm.ts';
import type { MetricStore } from './metric-store.ts';

/** Periods looked at beyond those evaluated. AWS gives no number for short periods; its examples look at 5 for 3. */
const RANGE_BEYOND = 2;

export type OnAction = (actionArn: string, subject: string, message: string) => void;

/** One alarm: its state, and what a change of it sets off. */
export class Alarm {
  readonly definition: AlarmDefinition;
  readonly #context: ServiceContext;
  readonly #store: MetricStore;
  readonly #onAction: OnAction;
  #state: StateView = { value: 'INSUFFICIENT_DATA', reason: 'Unchecked: Initial alarm creation', at: new Date() };

  constructor(definition: AlarmDefinition, context: ServiceContext, store: MetricStore, onAction: OnAction) {
    this.definition = definition;
    this.#context = context;
    this.#store = store;
    this.#onAction = onAction;
  }

  get state(): StateView {
    return this.#state;
  }

  /** Seconds between two evaluations; a period of minutes is looked at every minute. */
  get step(): number {
    return Math.min(this.definition.period, 60);
  }

  /** Looks at the periods that end at `end` (milliseconds since epoch). */
  evaluate(end: number, now: Date): void {
    const { metric, statistic, unit, period, evaluationPeriods } = this.definition;
    const length = period * 1_000;
    const periods = Array.from({ length: evaluationPeriods + RANGE_BEYOND }, (_, age) =>
      this.#store.statistic(metric, statistic, end - (age + 1) * length, end - age * length, unit),
    );
    const value = evaluateAlarm(this.definition, periods);
    if (value === 'retain') return;
    const reasonData = reasonDataOf(this.definition, periods, now);
    this.become({ value, reason: reasonOf(this.definition, value, periods), reasonData, at: now }, 'evaluation');
  }

  /** A state that stays the same sets nothing off. */
  become(next: StateView, by: 'evaluation' | 'SetAlarmState'): void {
    const previous = this.#state;
    if (previous.value === next.value) return;
    this.#state = next;
    const { region } = this.#context;
    const { name } = this.definition;
    const change = { region, name, from: previous.value, to: next.value, by, reason: next.reason };
    this.#context.onEvent({ at: next.at.toISOString(), kind: 'alarm', ...change });
    this.#context.putBusEvent(stateChangeEvent(this.#context, this.definition, previous, next));
    if (this.definition.actionsEnabled) this.#act(previous, next);
  }

  #act(previous: StateView, next: StateView): void {
    const { subject, message } = actionMessage(this.#context, this.definition, previous, next);
    for (const arn of this.definition.actions[next.value]) {
      try {
        this.#onAction(arn, subject, message);
      } catch (error) {
        const at = next.at.toISOString();
        this.#context.onEvent({ at, kind: 'refused', service: 'monitoring', operation: `action ${arn}`, reason: String(error) });
      }
    }
  }
}
