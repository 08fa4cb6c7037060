import type { ChecklistItem } from '../../lambdas/domain/checklist.ts';
import type { Plan } from '../../lib/plan/schema.ts';
import type { Execution } from '../cloud/cloud.ts';
import type { Evidence, NodeLook } from '../evidence.ts';
import type { Fault } from '../faults/fault.ts';
import { judge } from '../judge/judge.ts';
import { primaryAfter } from '../judge/requirement.ts';
import type { LatencyMode } from '../latency/latency.ts';
import { acknowledgedWritesLost, detectionSeconds, recoveryTimeSeconds, writeOutageSeconds } from '../measure.ts';
import { audienceOf } from './audience-of.ts';
import type { Report } from './report.ts';
import { reportedExecution, staysOf } from './stays.ts';

type About = { scenario: string; fault: Fault; plan: Plan; definitionSha256: string; startedAt: string; latency: LatencyMode };

/** `report.json` from the evidence of one rehearsal. */
export function buildReport(about: About, evidence: Evidence): Report {
  const { plan, fault } = about;
  const execution = reportedExecution(evidence);
  const reasons = judge(evidence, fault.expected);
  const after = primaryAfter(evidence);
  const { verification } = evidence.claims;
  return {
    schemaVersion: 1,
    scenario: about.scenario,
    fault: fault.name,
    mode: 'failover',
    plan: plan.name,
    verdict: reasons.length === 0 ? 'passed' : 'failed',
    reasons,
    endState: execution?.path.at(-1) ?? 'none',
    startedAt: about.startedAt,
    finishedAt: evidence.finishedAt,
    latency: about.latency,
    definitionSha256: about.definitionSha256,
    objectives: evidence.objectives,
    measured: {
      detectionSeconds: detectionSeconds(evidence),
      recoveryTimeSeconds: recoveryTimeSeconds(evidence, verification?.verifiedAt),
      writeOutageSeconds: writeOutageSeconds(evidence),
      acknowledgedWrites: evidence.ledger.filter((entry) => entry.outcome === 'acknowledged').length,
      acknowledgedWritesLost: acknowledgedWritesLost(evidence).length,
      writesAcceptedByFencedNode: evidence.acceptedWhenFenced,
      ...dataLoss(evidence, after),
    },
    database: {
      before: { primary: evidence.before.primary, timeline: evidence.before.timeline },
      after: { primary: after?.node ?? null, timeline: after?.timeline ?? null },
    },
    states: staysOf(evidence, execution),
    checklist: checklistOf(evidence, execution, plan),
    notifications: notificationsOf(evidence, plan),
    iam: evidence.iam,
  };
}

/** What the machine bounds the loss to. Where the old primary goes on, on its old timeline, nothing was given up. */
function dataLoss(evidence: Evidence, primary: NodeLook | undefined): Pick<Report['measured'], 'dataLossBytes' | 'dataLossSeconds'> {
  const untouched = primary?.node === evidence.before.primary && primary.timeline === evidence.before.timeline;
  if (untouched) return { dataLossBytes: 0, dataLossSeconds: 0 };
  const loss = evidence.claims.comparison?.loss;
  return { dataLossBytes: loss?.bytes ?? null, dataLossSeconds: loss?.seconds ?? null };
}

/**
 * The machine's own list, without what only it needs. It is written before the last message is sent, so whether people were told is the one
 * item that the lab completes, from the messages about this execution that it saw arrive.
 */
function checklistOf(evidence: Evidence, execution: Execution | undefined, plan: Plan): Report['checklist'] {
  const report = evidence.machineReports.findLast((one) => Array.isArray(one.checklist));
  const items = (report?.checklist as ChecklistItem[] | undefined) ?? [];
  const [told] = notificationsOf(evidence, plan, execution?.arn ?? 'no execution').slice(-1);
  return items.map(({ about, state: _, ...item }) =>
    about === 'people-told' && !item.done && told !== undefined
      ? { ...item, done: true, at: told.at, evidence: `told ${told.audience}: ${told.subject}` }
      : item,
  );
}

/** Messages as people got them; `about`: only those that say this. */
function notificationsOf(evidence: Evidence, plan: Plan, about = ''): Report['notifications'] {
  return evidence.events.flatMap((event) => {
    if (event.kind !== 'notification' || !event.message.includes(about)) return [];
    return [{ at: event.at, topic: event.topic, audience: audienceOf(event.topic, plan), subject: event.subject }];
  });
}
