import type { PlanPath } from '../plan-problem.ts';
import type { Plan } from '../schema.ts';
import { slowestPathSeconds } from '../time-budget.ts';
import type { CrossCheck, CrossProblem } from './cross-problem.ts';

/** The SSM agent takes a time-out of a document below this for an hour (`ValidateExecutionTimeout` of github.com/aws/amazon-ssm-agent). */
const SHORTEST_HOST_COMMAND = 5;

export const TIME_CHECKS: readonly CrossCheck[] = [
  { needs: [['objectives']], find: objectiveProblems },
  {
    needs: [
      ['database', 'writer', 'ttl'],
      ['objectives', 'scenarios', 'databaseFailover'],
    ],
    find: writerTtlProblems,
  },
  { needs: [['frontDoor'], ['objectives', 'scenarios', 'regionFailover']], find: frontDoorProblems },
  { needs: [['failover']], find: patienceProblems },
  {
    needs: [['failover'], ['regions'], ['objectives', 'scenarios', 'databaseFailoverAtWorst']],
    find: worstCaseProblems,
  },
];

const longer = (path: PlanPath, seconds: number, what: string, limit: number): CrossProblem[] =>
  seconds <= limit ? [] : [{ path, message: `${seconds} s is longer than ${what}; allowed ${limit} s` }];

const atLeast = (path: PlanPath, seconds: number, least: number, why = ''): CrossProblem[] =>
  seconds >= least ? [] : [{ path, message: `${seconds} s${why}; required at least ${least} s` }];

function objectiveProblems({ objectives }: Plan): CrossProblem[] {
  const { scenarios, rto, mttr } = objectives;
  const { databaseFailover, databaseFailoverAtWorst } = scenarios;
  return [
    ...longer(['objectives', 'mttr'], mttr, 'objectives.rto', rto),
    ...longer(['objectives', 'scenarios', 'databaseFailover'], databaseFailover, 'databaseFailoverAtWorst', databaseFailoverAtWorst),
    ...Object.entries(scenarios).flatMap(([scenario, seconds]) =>
      longer(['objectives', 'scenarios', scenario], seconds, 'objectives.rto', rto),
    ),
  ];
}

function writerTtlProblems({ database, objectives }: Plan): CrossProblem[] {
  const { ttl } = database.writer;
  const limit = objectives.scenarios.databaseFailover;
  const path = ['database', 'writer', 'ttl'];
  return [...longer(path, ttl, 'objectives.scenarios.databaseFailover', limit), ...atLeast(path, ttl, 1)];
}

function frontDoorProblems({ frontDoor, objectives }: Plan): CrossProblem[] {
  if (frontDoor === undefined) return [];
  return longer(['frontDoor', 'ttl'], frontDoor.ttl, 'objectives.scenarios.regionFailover', objectives.scenarios.regionFailover);
}

/** Durations that must not be nothing, and a heartbeat every alarm period holds at least one of. */
function patienceProblems({ failover }: Plan): CrossProblem[] {
  const { heartbeat, alarm, candidateHeartbeatAge } = failover;
  const durations = Object.entries(failover).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
  return [
    ...durations.flatMap(([name, seconds]) => atLeast(['failover', name], seconds, 1)),
    ...(['hostCommandPatience', 'promotionPatience'] as const).flatMap((name): CrossProblem[] =>
      failover[name] === 0 || failover[name] >= SHORTEST_HOST_COMMAND
        ? []
        : [
            {
              path: ['failover', name],
              message: `${failover[name]} s; required at least ${SHORTEST_HOST_COMMAND} s: the SSM agent takes less for an hour`,
            },
          ],
    ),
    ...longer(['failover', 'heartbeat'], heartbeat, 'failover.alarm.period', alarm.period),
    ...atLeast(['failover', 'candidateHeartbeatAge'], candidateHeartbeatAge, 3 * heartbeat, ' is less than three heartbeats'),
  ];
}

/** A plan that allows less than its slowest path without gates promises what its own patience does not. */
function worstCaseProblems(plan: Plan): CrossProblem[] {
  const slowest = slowestPathSeconds(plan);
  const allowed = plan.objectives.scenarios.databaseFailoverAtWorst;
  if (slowest <= allowed) return [];
  const message = `${allowed} s is less than the slowest path takes with the patience in failover, ${slowest} s; shorten a patience or admit a longer worst case`;
  return [{ path: ['objectives', 'scenarios', 'databaseFailoverAtWorst'], message }];
}
