import type { LabClock } from '../clock/lab-clock.ts';
import type { Execution } from '../cloud/cloud.ts';
import type { Denial, Report, UnusedGrant } from '../report/report.ts';
import { staysOf } from '../report/stays.ts';
import { type DependencyEvidence, type Moments, writesIn } from './evidence.ts';
import type { DependencyFault } from './faults.ts';
import { judgeDependency } from './judge.ts';
import { isOfElsewhere } from './show.ts';

/** The stable contract of `report.json` of this scenario; a change that removes or renames a field raises `schemaVersion`. Times ISO 8601, durations seconds. */
export type DependencyReport = {
  schemaVersion: 1;
  scenario: 'dependency-outage';
  fault: string;
  plan: string;
  dependency: { id: string; name: string; parameter: string; normal: string; fallback: string };
  verdict: 'passed' | 'failed';
  reasons: string[];
  endState: string;
  /** `fast`: the clock jumped over the time in which nothing worked, in every part of the rehearsed cloud alike. */
  clock: 'real' | 'fast';
  startedAt: string;
  finishedAt: string;
  definitionSha256: string;
  /** What the plan asks for. */
  objectives: { failAfterSeconds: number; stableForSeconds: number; lookEverySeconds: number };
  moments: Required<{ [K in keyof Moments]: string | null }>;
  /** `null`: it did not happen, never a silent zero. */
  regions: {
    region: string;
    /** From the outage to the switch, and from "well for good" to the switch back. */
    switchedAfterSeconds: number | null;
    switchedBackAfterSeconds: number | null;
    breaksSeen: number | null;
    applicationRead: { at: string; value: string }[];
    executions: { name: string; status: string; endState: string }[];
  }[];
  states: Report['states'];
  notifications: { at: string; region: string; audience: string; subject: string; body: string; sms: string | null }[];
  iam: { callsChecked: number; denied: Denial[]; unusedGrants: UnusedGrant[] };
};

type About = { fault: DependencyFault; clock: Pick<LabClock, 'name'>; definitionSha256: string };

/** `report.json` from the evidence of one rehearsal. The states are those of the region that is primary by preference. */
export function dependencyReport({ fault, clock, definitionSha256 }: About, evidence: DependencyEvidence): DependencyReport {
  const { plan, dependency, moments, executions } = evidence;
  const reasons = judgeDependency(evidence);
  const home = plan.regions.find(({ role }) => role === 'primary')?.name ?? '';
  const work = workIn(executions, home);
  const { id, name, failAfter, stableFor } = dependency;
  return {
    schemaVersion: 1,
    scenario: 'dependency-outage',
    fault: fault.name,
    plan: plan.name,
    dependency: { id, name, ...dependency.switch },
    verdict: reasons.length === 0 ? 'passed' : 'failed',
    reasons,
    endState: work?.path.at(-1) ?? 'none',
    clock: clock.name,
    startedAt: evidence.startedAt,
    finishedAt: evidence.finishedAt,
    definitionSha256,
    objectives: { failAfterSeconds: failAfter, stableForSeconds: stableFor, lookEverySeconds: plan.dependencyWatch.every },
    moments: { ...NO_MOMENTS, ...moments },
    regions: plan.regions.map((region) => regionOf(evidence, region.name)),
    states: staysOf({ events: [...evidence.events] }, work),
    notifications: notificationsIn(evidence),
    iam: evidence.iam,
  };
}

const NO_MOMENTS = { outAt: null, againAt: null, backAt: null, flapAt: null, heldAt: null };

const workIn = (executions: readonly Execution[], region: string) =>
  executions.find((one) => one.region === region && one.path.at(-1) !== 'Already handled');

function regionOf(evidence: DependencyEvidence, region: string): DependencyReport['regions'][number] {
  const { moments, executions, sightings } = evidence;
  const [out, back] = writesIn(evidence, region);
  const since = (from: string | undefined, to: string | undefined) =>
    from === undefined || to === undefined ? null : Number(((Date.parse(to) - Date.parse(from)) / 1_000).toFixed(1));
  const { output } = workIn(executions, region) ?? {};
  return {
    region,
    switchedAfterSeconds: since(moments.outAt, out?.at),
    switchedBackAfterSeconds: since(moments.heldAt, back?.at),
    breaksSeen: (output as { watch?: { breaks?: number } } | undefined)?.watch?.breaks ?? null,
    applicationRead: sightings.filter((one) => one.region === region).map(({ at, value }) => ({ at, value })),
    executions: executions
      .filter((one) => one.region === region)
      .map(({ name, status, path }) => ({ name, status, endState: path.at(-1) ?? 'nowhere' })),
  };
}

/** As people got them; what the alarms of this scenario say by themselves included. */
function notificationsIn({ events, plan }: DependencyEvidence): DependencyReport['notifications'] {
  return events.flatMap((event) => {
    if (event.kind !== 'notification' || isOfElsewhere(event)) return [];
    const { at, region, topic, subject, message, sms = null } = event;
    const audience = topic.split(':').at(-1)?.replace(`reprise-${plan.name}-`, '') ?? topic;
    return [{ at, region, audience, subject, body: message, sms }];
  });
}
