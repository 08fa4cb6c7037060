import type { Definition, State } from '../cloud/states/definition.ts';

export type GraphState = {
  name: string;
  /** Type of the state in the definition: Task, Choice, Pass, Wait, Succeed, Fail. */
  type: string;
  /** The task waits for somebody's answer (a task token). */
  waitsForPerson: boolean;
};

/** `by`: how the definition leads there. A failure that is caught and an answer nobody expected are ways too. */
export type Transition = { from: string; to: string; by: 'next' | 'answer' | 'no answer' | 'failure'; taken: number };

/** The machine as a picture needs it: its own states (not those inside a branch), where each may lead, and how often that way was taken. */
export type MachineGraph = { startAt: string; states: GraphState[]; transitions: Transition[] };

/** From the deployed definition and the path of an execution: names of states in the order they were entered. */
export function machineGraph(definition: Pick<Definition, 'StartAt' | 'States'>, path: readonly string[]): MachineGraph {
  const states = Object.entries(definition.States);
  const own = path.filter((name) => name in definition.States);
  return {
    startAt: definition.StartAt,
    states: states.map(([name, state]) => ({ name, type: state.Type, waitsForPerson: waitsForPerson(state) })),
    transitions: states.flatMap(([from, state]) =>
      waysFrom(state).map((way) => ({
        from,
        ...way,
        taken: own.filter((name, index) => name === from && own[index + 1] === way.to).length,
      })),
    ),
  };
}

const waitsForPerson = ({ Resource }: State) => String(Resource ?? '').endsWith('.waitForTaskToken');

/** One way to each state, by its first reason: an answer that leads where a failure leads too is an answer. */
function waysFrom(state: State): Pick<Transition, 'to' | 'by'>[] {
  const targets = (rules: unknown) => ((rules ?? []) as { Next: string }[]).map((rule) => rule.Next);
  const ways: Pick<Transition, 'to' | 'by'>[] = [
    ...targets([{ Next: state.Next }]).map((to) => ({ to, by: 'next' as const })),
    ...targets(state.Choices).map((to) => ({ to, by: 'answer' as const })),
    ...targets([{ Next: state.Default }]).map((to) => ({ to, by: 'no answer' as const })),
    ...targets(state.Catch).map((to) => ({ to, by: 'failure' as const })),
  ];
  return ways.filter((way, index) => way.to !== undefined && ways.findIndex((other) => other.to === way.to) === index);
}
