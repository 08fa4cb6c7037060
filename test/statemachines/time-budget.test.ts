import { functionSeconds, gateSeconds, machineTimeoutSeconds, slowestPathSeconds, taskSeconds } from '../../lib/plan/time-budget.ts';
import { timeBudgets } from '../../statemachines/time-budgets.ts';
import { planOf } from '../support/ports/builders.ts';
import { golden, type State, stateOf, successors } from '../support/statemachines/golden.ts';

const plan = planOf();
const { restartGrace, unreachablePatience, instanceStopPatience } = plan.failover;

/** The two loops: the step ends them, after the plan's patience and one more round. */
const LOOPS: Record<string, { round: string[]; patience: number }> = {
  'Assess primary': { round: ['Wait before looking again'], patience: restartGrace + unreachablePatience },
  'Check that the instance stopped': {
    round: ["Stop old primary's instance", 'Wait for the instance to stop'],
    patience: instanceStopPatience,
  },
};

/** Seconds one visit may take, every attempt and every interval used up. */
function visit(state: State): number {
  const retries = (state.Retry ?? []).map(
    ({ MaxAttempts, IntervalSeconds }) => MaxAttempts * (IntervalSeconds + (state.TimeoutSeconds ?? 0)),
  );
  return (state.TimeoutSeconds ?? state.Seconds ?? 0) + retries.reduce((sum, one) => sum + one, 0);
}

function seconds(name: string): number {
  const loop = LOOPS[name];
  const once = visit(stateOf(name));
  if (loop === undefined) return once;
  return once + loop.patience + loop.round.reduce((sum, one) => sum + visit(stateOf(one)), 0) + once;
}

type Path = { seconds: number; states: string[] };

const isGate = (state: State) => state.Resource === 'arn:aws:states:::lambda:invoke.waitForTaskToken';

/** Slowest way from a state to an end; a way back into a state on the way belongs to a loop. Every loop found is noted. */
function slowest(name: string, onTheWay: readonly string[], known: Map<string, Path>, backEdges: Set<string>): Path {
  if (isGate(stateOf(name))) return { seconds: 0, states: [] };
  const before = known.get(name);
  if (before !== undefined) return before;
  const ways = successors(stateOf(name)).flatMap((next) => {
    if (next !== name && !onTheWay.includes(next)) return [slowest(next, [...onTheWay, name], known, backEdges)];
    backEdges.add(`${name} -> ${next}`);
    return [];
  });
  const worst = ways.reduce<Path>((worse, one) => (one.seconds > worse.seconds ? one : worse), { seconds: 0, states: [] });
  const path = { seconds: seconds(name) + worst.seconds, states: [`${name} ${seconds(name)} s`, ...worst.states] };
  known.set(name, path);
  return path;
}

test('the slowest path on which no person is asked fits the objective of the plan; it is printed', () => {
  const backEdges = new Set<string>();
  const path = slowest(golden.StartAt, [], new Map(), backEdges);
  const allowed = plan.objectives.scenarios.databaseFailoverAtWorst;
  // On stderr, which `npm test` shows: the critical path is for people.
  process.stderr.write(
    `longest path without human gates: ${path.seconds} s, allowed ${allowed} s; machine with every gate open to its end: ${golden.TimeoutSeconds} s\n  ${path.states.filter((one) => !one.endsWith(' 0 s')).join('\n  ')}\n`,
  );
  expect([...backEdges].sort()).toEqual([
    "Instance stopped? -> Stop old primary's instance",
    'Instance stopped? -> Wait for the instance to stop',
    'Wait before looking again -> Assess primary',
  ]);
  expect(path.seconds).toBeLessThanOrEqual(slowestPathSeconds(plan));
  expect(slowestPathSeconds(plan) - path.seconds).toBeLessThan(30);
  expect(slowestPathSeconds(plan)).toBeLessThanOrEqual(allowed);
});

test('the machine outlives its slowest path with every gate open until the end, and the look after each approval', () => {
  const gates = Object.entries(golden.States).filter(([, state]) => isGate(state));
  const afterwards = gates.flatMap(([, { Next = '' }]) =>
    (stateOf(Next).Choices ?? []).flatMap((one) => (one.StringEquals === 'approve' ? [visit(stateOf(one.Next))] : [])),
  );
  expect(gates).toHaveLength(3);
  const waiting = gates.reduce((sum, [, state]) => sum + visit(state), 0);
  expect(waiting).toBe(3 * gateSeconds(plan));
  expect(golden.TimeoutSeconds).toBe(machineTimeoutSeconds(plan));
  expect(golden.TimeoutSeconds).toBeGreaterThanOrEqual(slowestPathSeconds(plan) + waiting + afterwards.reduce((sum, one) => sum + one, 0));
});

test('every function ends before its task, so that the step itself says what is unknown', () => {
  const [functions, tasks] = [functionSeconds(plan), taskSeconds(plan)];
  for (const [step, limit] of Object.entries(functions)) expect(tasks[step as keyof typeof tasks]).toBeGreaterThan(limit);
});

test('every function outlives the patience its step may use', () => {
  const slow = planOf(({ failover }) =>
    Object.assign(failover, { hostCommandPatience: 40, promotionPatience: 90, verificationPatience: 100 }),
  );
  const limits = functionSeconds(slow);
  expect(limits['fence-primary']).toBeGreaterThan(40);
  expect(limits['promote-standby']).toBeGreaterThan(90);
  expect(limits['promote-through-sql']).toBeGreaterThan(90);
  expect(limits['verify-recovery']).toBeGreaterThan(100);
  expect(limits['await-writer-record']).toBeGreaterThan(100);
});

test('a plan whose patience does not fit its own worst case is refused with both figures', () => {
  const impatient = planOf((changed) => {
    changed.failover.instanceStopPatience = 600;
  });
  expect(() => timeBudgets(impatient)).toThrow(/takes [0-9]+ s .* allowed objectives\.scenarios\.databaseFailoverAtWorst = 900 s/);
});
