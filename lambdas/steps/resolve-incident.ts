import type { Plan } from '../../lib/plan/schema.ts';
import type { Resolution } from '../domain/aftermath.ts';
import type { Incident } from '../domain/incident.ts';
import { buildReport, reportKey } from '../domain/incident-report.ts';
import type { MachineState } from '../domain/machine-state.ts';
import { phaseTimes } from '../domain/recovery-time.ts';
import { messageOf } from '../errors.ts';
import type { Ports } from '../ports/ports.ts';
import { isoNow } from './looking.ts';
import { tell } from './story.ts';

export type ResolveIncidentInput = { incident: Incident; outcome: 'recovered' | 'false-alarm'; facts: MachineState };
export type ResolveIncidentPorts = Pick<Ports, 'incidents' | 'reports' | 'clock' | 'region'>;

/**
 * Measures, writes the report and closes the incident. A report that cannot be written does not undo a recovery:
 * it is said in `notRecorded`. An incident that cannot be closed is an error.
 */
export async function resolveIncident(
  { incident, outcome, facts }: ResolveIncidentInput,
  ports: ResolveIncidentPorts,
  plan: Plan,
): Promise<Resolution> {
  await ports.incidents.assertOwner(incident);
  const resolvedAt = isoNow(ports.clock);
  const key = reportKey(incident.id, outcome, incident.token);
  const recoveryTimeSeconds = outcome === 'recovered' ? phaseTimes(facts).recoveryTime : null;
  const resolution: Resolution = { resolvedAt, recoveryTimeSeconds, reportKey: key, notRecorded: [] };
  const endState = outcome === 'recovered' ? 'Recovered' : 'False alarm';
  const report = buildReport(plan, { ...facts, resolution }, { region: ports.region, outcome, endState, writtenAt: resolvedAt });
  const notRecorded = await ports.reports.save(key, report).then(
    () => [],
    (failure: unknown) => [`report: ${messageOf(failure)}`],
  );
  await tell(ports, incident, 'resolve-incident', recoveryTimeSeconds === null ? endState : `${endState} in ${recoveryTimeSeconds} s`);
  await ports.incidents.resolve(incident, resolvedAt);
  return { ...resolution, notRecorded };
}
