import type { RankedNode } from '../../lambdas/domain/comparison.ts';
import type { PhaseTimes } from '../../lambdas/domain/recovery-time.ts';
import type { Plan } from '../../lib/plan/schema.ts';
import type { Evidence } from '../evidence.ts';
import type { Fault } from '../faults/fault.ts';
import { audienceOf } from './audience-of.ts';
import { type MachineGraph, machineGraph } from './machine-graph.ts';
import { type Moment, momentsOf } from './moments.ts';
import { type NodeEnd, nodeEnds } from './node-ends.ts';
import { type PeopleSeen, peopleSeen } from './people-seen.ts';
import { type PhaseTime, phaseTimes } from './phase-times.ts';
import { reportedExecution, staysOf } from './stays.ts';
import { type WriteSeries, writeSeries } from './write-series.ts';

/** `details.json`: what people ask after they have read the report. No contract: it may grow and change. */
export type Details = {
  /** What broke, in a sentence, when (ISO 8601), and the end state that the fault requires. */
  fault: { line: string; at: string; requiredEndState: string };
  /** Executions of the machine in the order they started. */
  executions: { name: string; status: string; endState: string; input: unknown; error: string | null; cause: string | null }[];
  /** What the machine said about possible loss, in a sentence. */
  lossStatement: string | null;
  /** Why each node was or was not chosen, the chosen one first. */
  ranking: RankedNode[];
  /** Every node as the lab saw it at the end. */
  nodes: NodeEnd[];
  /** Seconds of each phase as the machine measured them in its last report; `null` when it wrote none. */
  measuredPhases: PhaseTimes | null;
  /** Every message as people got it. */
  messages: { at: string; audience: string; subject: string; body: string }[];
  /** Calls that the fault made a service refuse: what could not be told or written down. */
  withheld: { service: string; operation: string; reason: string; times: number }[];
  /** Ladder, status page and post-mortem. */
  people: PeopleSeen;
  /** Turning points in order of time. */
  moments: Moment[];
  /** First write that was verified through the name, ISO 8601; `null` when none was. */
  verifiedAt: string | null;
  /** Phases that took place. */
  phases: PhaseTime[];
  writes: WriteSeries;
  /** The machine's states, with the way the reported execution took. */
  machine: MachineGraph;
};

/** From the evidence of one rehearsal. */
export function detailsOf(
  evidence: Evidence,
  plan: Pick<Plan, 'name' | 'escalation' | 'languages'>,
  fault: Pick<Fault, 'line' | 'expected'>,
): Details {
  const { comparison } = evidence.claims;
  const execution = reportedExecution(evidence);
  const machine = machineGraph(evidence.definition, execution?.path ?? []);
  return {
    fault: { line: fault.line, at: evidence.faultAt, requiredEndState: fault.expected.endState },
    executions: executionsOf(evidence),
    lossStatement: comparison?.loss?.statement ?? null,
    ranking: comparison?.ranking ?? [],
    nodes: nodeEnds(evidence),
    measuredPhases: phasesIn(evidence.machineReports),
    messages: evidence.events.flatMap((event) =>
      event.kind === 'notification'
        ? [{ at: event.at, audience: audienceOf(event.topic, plan), subject: event.subject, body: event.message }]
        : [],
    ),
    withheld: withheldBy(evidence),
    people: peopleSeen(evidence, plan),
    moments: momentsOf(evidence),
    verifiedAt: evidence.claims.verification?.verifiedAt ?? null,
    phases: phaseTimes(evidence, staysOf(evidence, execution), machine),
    writes: writeSeries(evidence.ledger, evidence.faultAt),
    machine,
  };
}

function withheldBy({ events }: Evidence): Details['withheld'] {
  const refused = events.flatMap((event) => (event.kind === 'refused' && 'byFault' in event ? [event] : []));
  const alike = Map.groupBy(refused, ({ service, operation, reason }) => `${service} ${operation} ${reason}`);
  return [...alike.values()].flatMap((all) => {
    const [first] = all;
    return first === undefined ? [] : [{ service: first.service, operation: first.operation, reason: first.reason, times: all.length }];
  });
}

function executionsOf({ executions }: Evidence): Details['executions'] {
  return executions.map((one) => ({
    name: one.name,
    status: one.status,
    endState: one.path.at(-1) ?? 'none',
    input: one.input,
    error: one.error ?? null,
    cause: one.cause ?? null,
  }));
}

/** The machine's report spreads the phases over `measured` (lambdas/domain/incident-report.ts). */
function phasesIn(reports: Evidence['machineReports']): PhaseTimes | null {
  const last = reports.findLast((one) => typeof one.measured === 'object' && one.measured !== null);
  if (last === undefined) return null;
  const { detection, decision, fencing, promotion, switch: switched, verification, recoveryTime } = last.measured as PhaseTimes;
  return { detection, decision, fencing, promotion, switch: switched, verification, recoveryTime };
}
