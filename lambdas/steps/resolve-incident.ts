import type { Plan } from '../../lib/plan/schema.ts';
import type { Resolution } from '../domain/aftermath.ts';
import { recoveredFacts } from '../domain/facts.ts';
import type { Incident, ReliefIntent } from '../domain/incident.ts';
import { buildReport, reportKey } from '../domain/incident-report.ts';
import { assessmentOf, type MachineState } from '../domain/machine-state.ts';
import { measurementOf } from '../domain/measurement.ts';
import { durabilityObjection } from '../domain/quorum-relief.ts';
import { phaseTimes } from '../domain/recovery-time.ts';
import { requireNode } from '../domain/topology.ts';
import { messageOf, NodeMoved } from '../errors.ts';
import type { Ports } from '../ports/ports.ts';
import { isoNow, lookSeconds } from './looking.ts';
import { enter } from './story.ts';

export type ResolveIncidentInput = { incident: Incident; outcome: 'recovered' | 'false-alarm'; facts: MachineState };
export type ResolveIncidentPorts = Pick<Ports, 'incidents' | 'reports' | 'probe' | 'clock' | 'region' | 'bell'>;

/**
 * Measures, writes the report and closes the incident. A report that cannot be written does not undo a recovery:
 * it is said in `notRecorded`. An incident that cannot be closed is an error.
 *
 * @throws NodeMoved when the quorum that was relieved in this incident is not back, or not any more
 */
export async function resolveIncident(
  { incident, outcome, facts }: ResolveIncidentInput,
  ports: ResolveIncidentPorts,
  plan: Plan,
): Promise<Resolution> {
  const { relieving } = await ports.incidents.assertOwner(incident);
  const relieved = relieving !== undefined && relieving.primary === assessmentOf(facts)?.oldPrimary;
  if (outcome === 'false-alarm' && relieved) await requireQuorumBack(relieving, ports, plan);
  const resolvedAt = isoNow(ports.clock);
  const key = reportKey(incident.id, outcome, incident.token);
  const recoveryTimeSeconds = outcome === 'recovered' ? phaseTimes(facts).recoveryTime : null;
  const resolution: Resolution = { resolvedAt, recoveryTimeSeconds, reportKey: key, notRecorded: [] };
  const endState = outcome === 'recovered' ? 'Recovered' : 'False alarm';
  const report = buildReport(plan, { ...facts, resolution }, { region: ports.region, outcome, endState, writtenAt: resolvedAt });
  const saved = ports.reports.save(key, report).then(
    () => [],
    (failure: unknown) => [`report: ${messageOf(failure)}`],
  );
  const measurement = measurementOf(facts);
  const [notRecorded] = await Promise.all([saved, enter(ports, incident, 'measurement', 'what was measured', measurement)]);
  await ports.incidents.resolve(incident, resolvedAt, outcome);
  const recovered = outcome === 'recovered' ? { recovered: recoveredFacts(facts, plan, ports.region) } : {};
  const text = recoveryTimeSeconds === null ? endState : `${endState} in ${recoveryTimeSeconds} s`;
  await enter(ports, incident, 'resolved', text, { outcome, reportKey: key, ...recovered });
  // A ladder that is not woken finds out by itself at its next rung or update.
  await ports.bell.ring(incident.id).catch(() => undefined);
  return { ...resolution, notRecorded };
}

/** Looks again: an order to relieve the quorum whose outcome was unknown may have been carried out after the assessment (I6). */
async function requireQuorumBack(relieving: ReliefIntent, { probe }: ResolveIncidentPorts, plan: Plan): Promise<void> {
  const seen = await probe.observe(requireNode(plan, relieving.primary), lookSeconds(plan));
  const inForce = seen.role === 'primary' ? (seen.synchronousSetting ?? null) : null;
  const objection = durabilityObjection(relieving.primary, inForce, { relieving });
  if (objection !== undefined) throw new NodeMoved(objection);
}
