import type { Plan } from '../../lib/plan/schema.ts';
import { slowestPathSeconds } from '../../lib/plan/time-budget.ts';
import type { Incident } from '../domain/incident.ts';
import type { EntryData } from '../domain/incident-record.ts';
import { SCENARIO } from '../domain/incident-report.ts';
import { incidentFrom } from '../domain/incident-token.ts';
import { incidentIdOf, parseRequest } from '../domain/request.ts';
import type { Ports } from '../ports/ports.ts';
import { ring } from './recording.ts';
import { enter, tell } from './story.ts';

export type OpenIncidentInput = { input: unknown; execution: { id: string; name: string; startedAt: string } };
export type OpenIncidentPorts = Pick<Ports, 'incidents' | 'bell' | 'clock' | 'region'>;

/**
 * Reads the execution input and takes the incident's lock. The same execution asking twice gets the same token;
 * another one learns who holds it.
 *
 * @throws InvalidInput before anything is written
 */
export async function openIncident({ input, execution }: OpenIncidentInput, ports: OpenIncidentPorts, plan: Plan): Promise<Incident> {
  const request = parseRequest(input);
  const now = ports.clock.now();
  const hold = await ports.incidents.open({
    scenario: SCENARIO,
    incidentId: incidentIdOf(execution),
    executionId: execution.id,
    severity: 'P1',
    reason: request.reason,
    at: now.toISOString(),
    ownerExpiresAt: new Date(now.getTime() + slowestPathSeconds(plan) * 1000).toISOString(),
  });
  const incident = incidentFrom(request, execution.id, hold);
  const text = `${hold.status} by ${request.trigger}: ${request.reason}`;
  // Its ladder may sleep for half an hour, and page and messages say that nobody recovers. Beside the entry, so that it takes no time of its own;
  // waking takes longer than writing.
  if (hold.status === 'taken-over') await Promise.all([tell(ports, incident, 'open-incident', text), ring(incident.id, ports)]);
  if (hold.status === 'opened') await enter(ports, incident, 'opened', text, openingOf(incident, ports.region));
  return incident;
}

function openingOf({ severity, trigger, executionId, reason }: Incident, region: string): EntryData['opened'] {
  return { severity, scenario: SCENARIO, trigger, region, executionId, reason };
}
