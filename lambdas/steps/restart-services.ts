import type { Plan } from '../../lib/plan/schema.ts';
import type { Restarts } from '../domain/aftermath.ts';
import type { Comparison } from '../domain/comparison.ts';
import type { Incident } from '../domain/incident.ts';
import { EffectRefused, OutcomeUnknown } from '../errors.ts';
import type { HostCommandOutcome, HostTarget } from '../ports/host-commands.ts';
import type { Ports } from '../ports/ports.ts';
import { isoNow } from './looking.ts';
import { tell } from './story.ts';

export type RestartServicesInput = { incident: Incident; comparison: Comparison };
export type RestartServicesPorts = Pick<Ports, 'incidents' | 'hosts' | 'clock' | 'region'>;

/** Restarts the services the plan names, all at the same time, so that no client keeps a connection to the old primary. */
export async function restartServices({ incident }: RestartServicesInput, ports: RestartServicesPorts, plan: Plan): Promise<Restarts> {
  const wanted = plan.services.filter((service) => service.restartAfterDatabaseFailover);
  const skipped = plan.services.filter((service) => !service.restartAfterDatabaseFailover).map((service) => service.name);
  await ports.incidents.assertOwner(incident);
  const restarts = wanted.map((service) => restartOne(service.name, incident, ports, plan));
  // One that fails early must not leave the others running unwatched.
  await Promise.allSettled(restarts);
  const restarted = await Promise.all(restarts);
  await tell(ports, incident, 'restart-services', `restarted ${restarted.map((one) => one.service).join(', ') || 'nothing'}`);
  return { restarted, skipped, at: isoNow(ports.clock) };
}

/** A manager that refused, because it is none any more or saw a newer incident, has changed nothing either. */
function didNothing(outcome: HostCommandOutcome): boolean {
  return outcome.kind === 'not-run' || (outcome.kind === 'finished' && outcome.report?.outcome === 'refused');
}

/** The next manager is asked only when the one before certainly did nothing. */
async function restartOne(
  service: string,
  incident: Incident,
  ports: RestartServicesPorts,
  plan: Plan,
): Promise<Restarts['restarted'][number]> {
  const managers: HostTarget[] = (plan.regions.find((region) => region.name === ports.region)?.swarmManagers ?? []).map(({ instance }) => ({
    instance,
    region: ports.region,
  }));
  const parameters = { incident: incident.id, token: String(incident.token), service };
  let outcome: HostCommandOutcome = { kind: 'not-run', why: `no manager in ${ports.region}` };
  for (const manager of managers) {
    outcome = await ports.hosts.run('restart-service', manager, parameters, plan.failover.hostCommandPatience);
    if (!didNothing(outcome)) break;
  }
  if (outcome.kind === 'unknown') throw new OutcomeUnknown(`restart of ${service} has an unknown outcome: ${outcome.why}`, { service });
  if (outcome.kind === 'not-run') throw new EffectRefused(`restart of ${service} did not run: ${outcome.why}`, { service });
  if (outcome.exitCode === 0) return { service, commandId: outcome.commandId };
  throw new EffectRefused(`restart of ${service} failed: ${outcome.report?.seen ?? (outcome.stderr || `exit code ${outcome.exitCode}`)}`, {
    service,
  });
}
