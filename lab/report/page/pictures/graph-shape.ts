import type { GraphState, MachineGraph, Transition } from '../../machine-graph.ts';

/** What of a machine is drawn: its states, and ways between two of them. */
export type Shape = { states: (GraphState & { taken: boolean })[]; ways: Transition[] };

/**
 * Leaves out what nobody reads: states that only shape data (Pass) unless they were entered, and the ways of a failure or of an answer nobody
 * expected unless they were taken: nearly every state has them, and they all lead to the same few states.
 */
export function shapeOf({ startAt, states, transitions }: MachineGraph): Shape {
  const entered = new Set([startAt, ...transitions.filter(({ taken }) => taken > 0).flatMap(({ from, to }) => [from, to])]);
  const hidden = new Set(states.filter(({ name, type }) => type === 'Pass' && !entered.has(name)).map(({ name }) => name));
  const ends = (name: string, seen: readonly string[] = []): string[] =>
    !hidden.has(name) || seen.includes(name)
      ? [name]
      : transitions.filter(({ from }) => from === name).flatMap(({ to }) => ends(to, [...seen, name]));
  const ways = transitions
    .filter(({ from, by, taken }) => !hidden.has(from) && (taken > 0 || by === 'next' || by === 'answer'))
    .flatMap((way) => ends(way.to).map((to) => ({ ...way, to })))
    .filter((way) => way.from !== way.to);
  return {
    states: states.filter(({ name }) => !hidden.has(name)).map((state) => ({ ...state, taken: entered.has(state.name) })),
    ways: ways.filter((way, index) => ways.findIndex(({ from, to }) => from === way.from && to === way.to) === index),
  };
}
