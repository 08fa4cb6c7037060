import type { RankedNode } from '../../lambdas/domain/comparison.ts';
import type { Plan } from '../../lib/plan/schema.ts';
import type { Execution } from '../cloud/cloud.ts';
import type { Evidence } from '../evidence.ts';
import type { Fault } from '../faults/fault.ts';
import { judge } from '../judge.ts';
import { acknowledgedWritesLost, detectionSeconds, recoveryTimeSeconds, writeOutageSeconds } from '../measure.ts';
import type { Report } from './report.ts';

type About = { scenario: string; fault: Fault; plan: Plan; definitionSha256: string; startedAt: string };

/** The execution that did the work: the one that did not stand back. */
function workingExecution(evidence: Evidence): Execution | undefined {
  return evidence.executions.find((execution) => execution.path.at(-1) !== 'Already running') ?? evidence.executions[0];
}

/** `report.json` from the evidence of one rehearsal. */
export function buildReport(about: About, evidence: Evidence): Report {
  const { plan, fault } = about;
  const execution = workingExecution(evidence);
  const reasons = judge(evidence, fault.expected);
  const after = evidence.nodesAfter.find((look) => look.running && look.inRecovery === false);
  const facts = executionFacts(evidence, execution);
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
    latency: 'none',
    definitionSha256: about.definitionSha256,
    objectives: { rtoSeconds: plan.objectives.scenarios.databaseFailover, rpoSeconds: plan.objectives.rpo },
    measured: {
      detectionSeconds: detectionSeconds(evidence),
      recoveryTimeSeconds: recoveryTimeSeconds(evidence, facts.verification?.verifiedAt),
      writeOutageSeconds: writeOutageSeconds(evidence),
      acknowledgedWrites: evidence.ledger.filter((entry) => entry.outcome === 'acknowledged').length,
      acknowledgedWritesLost: acknowledgedWritesLost(evidence).length,
      writesAcceptedByFencedNode: fault.expected.promoted ? evidence.acceptedWhenFenced : null,
      dataLossBytes: facts.comparison?.loss?.bytes ?? null,
      dataLossSeconds: facts.comparison?.loss?.seconds ?? null,
    },
    database: {
      before: { primary: evidence.before.primary, timeline: evidence.before.timeline },
      after: { primary: after?.node ?? null, timeline: after?.timeline ?? null },
    },
    states: statesOf(evidence, execution),
    checklist: checklistOf(evidence),
    notifications: notificationsOf(evidence, plan),
    iam: evidence.iam,
    executions: evidence.executions.map((one) => ({
      name: one.name,
      status: one.status,
      endState: one.path.at(-1) ?? 'none',
      input: one.input,
      error: one.error ?? null,
      cause: one.cause ?? null,
    })),
    lossStatement: facts.comparison?.loss?.statement ?? null,
    ranking: facts.comparison?.ranking ?? [],
  };
}

type Facts = {
  verification?: { verifiedAt?: string };
  comparison?: { loss?: { bytes: number | null; seconds: number | null; statement: string }; ranking?: RankedNode[] };
};

/** What the machine carried when it left its last state. */
function executionFacts(evidence: Evidence, execution: Execution | undefined): Facts {
  const left = evidence.events.findLast((event) => event.kind === 'state-left' && event.execution === execution?.arn);
  return (left?.kind === 'state-left' ? (left.output as Facts) : undefined) ?? {};
}

function statesOf(evidence: Evidence, execution: Execution | undefined): Report['states'] {
  const states: Report['states'] = [];
  for (const event of evidence.events) {
    if (!(event.kind === 'state-entered' || event.kind === 'state-left' || event.kind === 'state-failed')) continue;
    if (event.execution !== execution?.arn) continue;
    if (event.kind === 'state-entered') states.push({ name: event.state, enteredAt: event.at, exitedAt: event.at, outcome: 'succeeded' });
    const current = states.findLast((state) => state.name === event.state);
    if (!current) continue;
    current.exitedAt = event.at;
    if (event.kind === 'state-failed') current.outcome = 'failed';
  }
  return states;
}

function checklistOf(evidence: Evidence): Report['checklist'] {
  const report = evidence.machineReports.findLast((one) => Array.isArray(one.checklist));
  return (report?.checklist as Report['checklist'] | undefined) ?? [];
}

function notificationsOf(evidence: Evidence, plan: Plan): Report['notifications'] {
  return evidence.events.flatMap((event) => {
    if (event.kind !== 'notification') return [];
    const audience = event.topic.split(':').at(-1)?.replace(`reprise-${plan.name}-`, '') ?? event.topic;
    return [{ at: event.at, topic: event.topic, audience, subject: event.subject }];
  });
}
