import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseNode, Plan } from '../../lib/plan/schema.ts';
import type { Distance } from '../distance.ts';
import { ApplicationHost } from './application-host.ts';
import { createAuthority } from './certificates.ts';
import { createClusterTemplate } from './cluster-template.ts';
import { createCluster } from './create-cluster.ts';
import { RehearsedDatabaseHost } from './database-host.ts';
import type { Estate, EstateOptions } from './estate.ts';
import { findPostgresql } from './postgresql-binaries.ts';
import { registerEstate } from './registration.ts';
import { RunningEstate } from './running-estate.ts';
import { type ServerUser, serverUser } from './server-user.ts';

/** Third numbers from here on are where the servers themselves listen, behind their relays. */
const BEHIND_THE_RELAYS = 200;

/**
 * Starts the estate of a plan on this computer: parameters, zones and instances are registered with the cloud, then one PostgreSQL server
 * per database node, the application of the primary region, and an agent per host. Nothing sends payments yet.
 *
 * @throws what a server or the application said when it did not start; everything started until then is stopped again
 */
export async function startEstate(options: EstateOptions): Promise<Estate> {
  const { plan, folder, cloud, onEvent } = options;
  const found = findPostgresql();
  if (!found) throw new Error('PostgreSQL 15 or newer is not installed; requirePostgresql says how to install it');
  const user = serverUser();
  for (const path of [folder, join(folder, 'hosts')]) {
    mkdirSync(path, { recursive: true });
    chmodSync(path, 0o711); // the servers' user passes through
  }
  const first = firstPrimary(plan);
  const making = options.template ?? createClusterTemplate({ plan, folder, primary: first, programs: found.folder, user });
  const [authority, template] = await Promise.all([createAuthority(folder, options.conditions?.clocksAhead), making]);
  const { passwords } = template;
  const conditions = options.conditions ?? {};
  const hosts = databaseHosts(options, found.folder, user);
  const region = primaryRegion(plan);
  const application = new ApplicationHost({ plan, region, folder, cloud, authority, password: passwords.application, onEvent });
  const primary = hosts.find((host) => host.node === first.id) as RehearsedDatabaseHost;
  registerEstate({ plan, cloud, authority, passwords, primary: first, hosts, application });
  const { clocksAhead = {} } = conditions;
  const running = { plan, folder, programs: found.folder, user, hosts, application, passwords, authority, clocksAhead };
  const estate = new RunningEstate(running);
  try {
    await Promise.all(hosts.map((host) => host.host.boot()));
    await Promise.all([createCluster({ plan, primary, hosts, user, authority, template, conditions }), application.start()]);
    return estate;
  } catch (error) {
    await estate.stop();
    throw error;
  }
}

function databaseHosts(options: EstateOptions, programs: string, user: ServerUser): RehearsedDatabaseHost[] {
  const { plan, folder, cloud, conditions, onEvent } = options;
  const hostOfData = new Map(plan.database.nodes.map((node) => [join(folder, 'hosts', node.id, 'data'), node.address]));
  return plan.database.nodes.map((node) => {
    const listenAddress = behindTheRelay(node.address);
    const distanceTo = distanceFrom(node.region, options);
    const clockAhead = conditions?.clocksAhead?.[node.id];
    return new RehearsedDatabaseHost({
      ...{ plan, node, folder, cloud, programs, user, onEvent },
      ...{ listenAddress, hostOfData, distanceTo, clockAhead },
    });
  });
}

/** Hosts and functions of other regions are a distance away, where there is one. */
function distanceFrom(region: string, { plan, cloud, conditions }: EstateOptions): (source: string) => Distance | undefined {
  const elsewhere = plan.regions.filter((one) => one.name !== region).map((one) => one.name);
  const far = new Set([
    ...plan.database.nodes.filter((node) => elsewhere.includes(node.region)).map((node) => node.address),
    ...(conditions?.distance === undefined ? [] : elsewhere.flatMap((name) => cloud.functionAddresses(name))),
  ]);
  return (source) => (far.has(source) ? conditions?.distance : undefined);
}

function behindTheRelay(address: string): string {
  const [one, two, three, four] = address.split('.');
  return `${one}.${two}.${BEHIND_THE_RELAYS + Number(three)}.${four}`;
}

function primaryRegion(plan: Plan): Plan['regions'][number] {
  const region = plan.regions.find((one) => one.role === 'primary');
  if (!region) throw new Error('the plan has no primary region; required one to rehearse in');
  return region;
}

/** Preferred node of the primary region: the rehearsal begins as the plan likes it best. */
export function firstPrimary(plan: Plan): DatabaseNode {
  const region = primaryRegion(plan);
  const [node] = plan.database.nodes
    .filter((one) => one.region === region.name && one.promotable)
    .sort((one, other) => one.priority - other.priority);
  if (!node) throw new Error(`the primary region ${region.name} has no promotable database node; required one to rehearse with`);
  return node;
}
