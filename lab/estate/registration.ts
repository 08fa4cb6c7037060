import { isIPv4 } from 'node:net';
import type { DatabaseNode, Plan, PlanRegion } from '../../lib/plan/schema.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { ApplicationHost } from './application-host.ts';
import type { Authority } from './certificates.ts';
import type { RehearsedDatabaseHost } from './database-host.ts';
import type { Passwords } from './passwords.ts';

type Registered = {
  plan: Plan;
  cloud: Pick<Cloud, 'putParameter' | 'putZone' | 'registerInstance'>;
  authority: Authority;
  passwords: Passwords;
  primary: DatabaseNode;
  hosts: readonly RehearsedDatabaseHost[];
  application: ApplicationHost;
};

const HOST_TTL = 60;

/** What an estate has in its account before Reprise comes: parameters, private zones with their records, instances. */
export function registerEstate({ plan, cloud, authority, passwords, primary, hosts, application }: Registered): void {
  for (const region of plan.regions) {
    cloud.putParameter(region.name, plan.database.passwordParameter, passwords.plan);
    const { caParameter } = plan.database.tls;
    if (caParameter !== undefined) cloud.putParameter(region.name, caParameter, authority.pem);
    cloud.putZone(region.name, region.network.privateZoneId, recordsOf(plan, region, primary));
  }
  for (const { instance: id, region, address, ...host } of hosts.map(powered)) cloud.registerInstance({ id, region, address, ...host });
  for (const region of plan.regions) registerManagers(region, cloud, application);
}

const powered = (host: RehearsedDatabaseHost) => ({
  instance: host.instance,
  region: host.region,
  address: host.address,
  stop: () => host.lose(),
});

/** Managers without a running application are registered too: they exist, their agent does not answer. */
function registerManagers(region: PlanRegion, cloud: Registered['cloud'], application: ApplicationHost): void {
  for (const { instance: id, address } of region.swarmManagers) {
    const stop = id === application.instance ? () => application.powerOff() : async () => undefined;
    cloud.registerInstance({ id, region: region.name, address, stop });
  }
}

type ZoneRecord = Parameters<Cloud['putZone']>[2][number];

function recordsOf(plan: Plan, region: PlanRegion, primary: DatabaseNode): ZoneRecord[] {
  const { writer, nodes } = plan.database;
  const a = (name: string, address: string): ZoneRecord => ({ name, type: 'A', ttl: HOST_TTL, values: [address] });
  const healthHost = new URL(region.healthUrl).hostname;
  const manager = region.swarmManagers[0]?.address;
  return [
    { name: writer.name, type: 'CNAME', ttl: writer.ttl, values: [writerOf(plan, region, primary).host] },
    ...nodes.map((node) => a(node.host, node.address)),
    ...(plan.redis?.nodes ?? []).map((node) => a(node.host, node.address)),
    ...(manager === undefined || isIPv4(healthHost) ? [] : [a(healthHost, manager)]),
  ];
}

/** Each region's record points at its own node, so that losing a region needs no change of a private record. */
function writerOf(plan: Plan, region: PlanRegion, primary: DatabaseNode): DatabaseNode {
  const own = plan.database.nodes.filter((node) => node.region === region.name && node.promotable);
  if (primary.region === region.name) return primary;
  return own.sort((one, other) => one.priority - other.priority)[0] ?? primary;
}
