import { outageLeaseSeconds } from '../../lib/plan/dependency-budget.ts';
import type { Plan } from '../../lib/plan/schema.ts';
import { type Outage, outageFrom, outageScenario, severityOf } from '../domain/outage.ts';
import { dependencyNamed, parseOutageRequest } from '../domain/outage-request.ts';
import { incidentIdOf } from '../domain/request.ts';
import type { Ports } from '../ports/ports.ts';
import { tell } from './story.ts';

export type OpenOutageInput = { input: unknown; execution: { id: string; name: string; startedAt: string } };
export type OpenOutagePorts = Pick<Ports, 'outagesOf' | 'clock'>;

/**
 * Reads the execution input and takes the lock of the dependency. The same execution asking twice gets the same token; another one learns
 * who holds it.
 *
 * @throws InvalidInput before anything is written
 */
export async function openOutage({ input, execution }: OpenOutageInput, ports: OpenOutagePorts, plan: Plan): Promise<Outage> {
  const request = parseOutageRequest(input, plan);
  const severity = severityOf(dependencyNamed(plan, request.dependency));
  const now = ports.clock.now();
  const incidents = ports.outagesOf(request.dependency);
  const hold = await incidents.open({
    scenario: outageScenario(request.dependency),
    incidentId: incidentIdOf(execution),
    executionId: execution.id,
    severity,
    reason: request.reason,
    at: now.toISOString(),
    ownerExpiresAt: new Date(now.getTime() + outageLeaseSeconds(plan) * 1000).toISOString(),
  });
  const outage = outageFrom(request, severity, execution.id, hold);
  if (hold.status !== 'already-running')
    await tell({ incidents, clock: ports.clock }, outage, 'open-outage', `${hold.status} by ${request.trigger}: ${request.reason}`);
  return outage;
}
