import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Catcher = { ErrorEquals: string[]; Next: string; ResultPath?: string };
export type Retrier = { ErrorEquals: string[]; IntervalSeconds: number; MaxAttempts: number; BackoffRate: number };
export type State = {
  Type: 'Task' | 'Choice' | 'Pass' | 'Wait' | 'Succeed' | 'Fail';
  Next?: string;
  End?: boolean;
  Default?: string;
  Choices?: { Variable: string; StringEquals?: string; Next: string }[];
  Catch?: Catcher[];
  Retry?: Retrier[];
  TimeoutSeconds?: number;
  TimeoutSecondsPath?: string;
  Seconds?: number;
  Resource?: string;
  Parameters?: Record<string, unknown>;
  ResultSelector?: unknown;
  ResultPath?: string;
  ErrorPath?: string;
  CausePath?: string;
};
export type Definition = { StartAt: string; TimeoutSeconds: number; States: Record<string, State> };

/** A committed definition: what a reviewer saw and what the rehearsal runs. */
export const goldenOf = (machine: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../../../statemachines/golden/${machine}.asl.json`), 'utf8')) as Definition;

export const golden = goldenOf('database-failover');

export function stateOf(name: string, definition = golden): State {
  const state = definition.States[name];
  if (state === undefined) throw new Error(`golden definition has no state "${name}"`);
  return state;
}

export const statesOf = (type: State['Type'], definition = golden) =>
  Object.entries(definition.States).filter(([, state]) => state.Type === type);

/** Every state a state may lead to. */
export function successors(state: State): string[] {
  const next = [state.Next, state.Default, ...(state.Choices ?? []).map((one) => one.Next), ...(state.Catch ?? []).map((one) => one.Next)];
  return [...new Set(next.filter((name) => name !== undefined))];
}
