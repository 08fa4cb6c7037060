import type { DatabaseNode, Plan } from '../../lib/plan/schema.ts';
import type { CrudVerification, Verification } from '../domain/aftermath.ts';
import type { Comparison } from '../domain/comparison.ts';
import type { Fencing } from '../domain/fencing.ts';
import type { Incident } from '../domain/incident.ts';
import type { Confirmation } from '../domain/promotion.ts';
import { nodeByAddress, requireNode } from '../domain/topology.ts';
import { messageOf, NotYet } from '../errors.ts';
import type { Ports } from '../ports/ports.ts';
import { requireCandidate } from './candidate-guard.ts';
import { isoNow, lookSeconds, secondsSince } from './looking.ts';

export type VerifyRecoveryInput = { incident: Incident; comparison: Comparison; confirmation: Confirmation; fencing: Fencing };
export type VerifyRecoveryPorts = Pick<Ports, 'control' | 'probe' | 'resolver' | 'health' | 'clock'>;

/** Seconds the four statements through the name may take together. */
const CRUD_DEADLINE = 5;

/**
 * Sees with a client's eyes that the database is back: the name resolves to the new primary, a row can be created, read, updated and
 * deleted through it, the application says healthy, and nobody is left on the old node. Asks again every heartbeat until the plan's
 * patience ends; retries of the machine would add a function start to each try and, at worst, a whole time-out.
 *
 * @throws NotYet with what was not so at the last try
 */
export async function verifyRecovery(input: VerifyRecoveryInput, ports: VerifyRecoveryPorts, plan: Plan): Promise<Verification> {
  const { heartbeat, verificationPatience } = plan.failover;
  const since = isoNow(ports.clock);
  for (;;) {
    try {
      return await verifyOnce(input, ports, plan);
    } catch (failure) {
      if (!(failure instanceof NotYet) || secondsSince(ports.clock, since) + heartbeat > verificationPatience) throw failure;
      await ports.clock.sleep(heartbeat);
    }
  }
}

async function verifyOnce(
  { incident, comparison, fencing }: VerifyRecoveryInput,
  ports: VerifyRecoveryPorts,
  plan: Plan,
): Promise<Verification> {
  const { node } = requireCandidate(comparison, plan);
  const resolvedAddress = await requireName(node, ports, plan);
  const crud = await requireWrites(incident, node, ports, plan);
  const verifiedAt = isoNow(ports.clock);
  const [health, connectionsToOldNode] = await Promise.all([
    ports.health.ask(lookSeconds(plan)),
    ports.probe.clientsOf(requireNode(plan, fencing.node), plan.failover.heartbeat).then((clients) => clients ?? 0),
  ]);
  if (connectionsToOldNode > 0)
    throw new NotYet(`${connectionsToOldNode} clients are connected to ${fencing.node}; required none`, { condition: 'ClientsOnOldNode' });
  if (!health.healthy) throw new NotYet(`application says ${health.status}; required healthy`, { condition: 'ApplicationNotHealthy' });
  return { verifiedAt, crud, health, resolvedAddress, connectionsToOldNode };
}

async function requireName(node: DatabaseNode, ports: VerifyRecoveryPorts, plan: Plan): Promise<string> {
  const name = plan.database.writer.name;
  const addresses = await ports.resolver.addresses(name, lookSeconds(plan)).catch((failure: unknown) => {
    throw new NotYet(`${name} does not resolve: ${messageOf(failure)}`, { condition: 'NameNotResolved' });
  });
  if (addresses.length === 1 && addresses[0] === node.address) return node.address;
  throw new NotYet(`${name} resolves to ${addresses.join(', ') || 'nothing'}; required ${node.address}`, { condition: 'NameNotSwitched' });
}

async function requireWrites(incident: Incident, node: DatabaseNode, ports: VerifyRecoveryPorts, plan: Plan): Promise<CrudVerification> {
  const crud = await ports.control.verifyThroughName(incident.id, CRUD_DEADLINE).catch((failure: unknown) => {
    throw new NotYet(`a row could not be written through the name: ${messageOf(failure)}`, { condition: 'WriteThroughNameFailed' });
  });
  const answered = nodeByAddress(plan, [crud.serverAddress]);
  if (answered === undefined || answered.id === node.id) return crud;
  throw new NotYet(`${answered.id} answered through the name; required ${node.id}`, { condition: 'NameNotSwitched' });
}
