import type { RankedNode } from '../../lambdas/domain/comparison.ts';
import type { PhaseTimes } from '../../lambdas/domain/recovery-time.ts';
import type { Plan } from '../../lib/plan/schema.ts';
import type { Evidence } from '../evidence.ts';

/** `details.json`: what people ask after they have read the report. No contract: it may grow and change. */
export type Details = {
  /** Executions of the machine in the order they started. */
  executions: { name: string; status: string; endState: string; input: unknown; error: string | null; cause: string | null }[];
  /** What the machine said about possible loss, in a sentence. */
  lossStatement: string | null;
  /** Why each node was or was not chosen, the chosen one first. */
  ranking: RankedNode[];
  /** Seconds of each phase as the machine measured them in its last report; `null` when it wrote none. */
  phases: PhaseTimes | null;
  /** Every message as people got it. */
  messages: { at: string; audience: string; subject: string; body: string }[];
};

/** From the evidence of one rehearsal. */
export function detailsOf(evidence: Evidence, plan: Pick<Plan, 'name'>): Details {
  const { comparison } = evidence.claims;
  return {
    executions: evidence.executions.map((one) => ({
      name: one.name,
      status: one.status,
      endState: one.path.at(-1) ?? 'none',
      input: one.input,
      error: one.error ?? null,
      cause: one.cause ?? null,
    })),
    lossStatement: comparison?.loss?.statement ?? null,
    ranking: comparison?.ranking ?? [],
    phases: phasesIn(evidence.machineReports),
    messages: evidence.events.flatMap((event) =>
      event.kind === 'notification'
        ? [{ at: event.at, audience: audienceOf(event.topic, plan), subject: event.subject, body: event.message }]
        : [],
    ),
  };
}

/** The machine's report spreads the phases over `measured` (lambdas/domain/incident-report.ts). */
function phasesIn(reports: Evidence['machineReports']): PhaseTimes | null {
  const last = reports.findLast((one) => typeof one.measured === 'object' && one.measured !== null);
  if (last === undefined) return null;
  const { detection, decision, fencing, promotion, switch: switched, verification, recoveryTime } = last.measured as PhaseTimes;
  return { detection, decision, fencing, promotion, switch: switched, verification, recoveryTime };
}

/** Name in the plan of the people behind a topic. */
export function audienceOf(topic: string, plan: Pick<Plan, 'name'>): string {
  return topic.split(':').at(-1)?.replace(`reprise-${plan.name}-`, '') ?? topic;
}
