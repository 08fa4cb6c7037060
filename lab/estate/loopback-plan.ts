import { createServer, isIPv4, type Server } from 'node:net';
import { stringify } from 'yaml';
import { z } from 'zod';
import { type Dependency, type Plan, planSchema } from '../../lib/plan/schema.ts';

/** 127.0 and 127.1 belong to the system's own services; the top is left to people. */
const FIRST_NETWORK = 16;
const LAST_NETWORK = 239;
const LOCK_PORT = 47_471;
const DEFAULT_PORTS = [5432];

/**
 * Chooses a loopback network for one rehearsal ("127.77"), free for these ports. It stays taken while this process lives, however it ends:
 * the kernel holds the lock (a listening socket), so that two rehearsals at once never share an address.
 *
 * @throws when no network is free, usually because a service of this computer listens on one of the ports on every address
 */
export async function choosePrefix(ports: readonly number[] = DEFAULT_PORTS): Promise<string> {
  const count = LAST_NETWORK - FIRST_NETWORK + 1;
  const start = Math.floor(Math.random() * count);
  let obstacle = '';
  for (let step = 0; step < count; step += 1) {
    const prefix = `127.${FIRST_NETWORK + ((start + step) % count)}`;
    const lock = await listening(`${prefix}.255.254`, LOCK_PORT).catch(() => undefined);
    if (lock === undefined) continue;
    obstacle = await obstacleAt(prefix, ports);
    if (obstacle === '') {
      lock.unref();
      return prefix;
    }
    lock.close();
    if (step >= 3) break;
  }
  throw new Error(
    `no loopback network is free for port ${ports.join(', ')}: ${obstacle || 'all are taken'}; stop what listens there on 0.0.0.0`,
  );
}

async function obstacleAt(prefix: string, ports: readonly number[]): Promise<string> {
  for (const port of ports) {
    try {
      (await listening(`${prefix}.1.10`, port)).close();
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
  return '';
}

function listening(address: string, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, address, () => resolve(server));
  });
}

/**
 * The same plan with every address on this rehearsal's loopback network: the region gives the third number, the order the fourth. Third parties
 * have a number of their own; nobody here has their certificates, so they are asked without TLS. Nothing else differs.
 */
export function loopbackPlan(plan: Plan, prefix: string): Plan {
  const known = new Map<string, string>();
  const counts = new Map<string, number>();
  const map = (region: string, address: string): string => {
    const index = plan.regions.findIndex((one) => one.name === region);
    const host = known.get(address) ?? `${prefix}.${index + 1}.${nextOf(counts, region)}`;
    known.set(address, host);
    return host;
  };
  const moved = <T extends { region: string; address: string }>(one: T): T => ({ ...one, address: map(one.region, one.address) });
  const nodes = plan.database.nodes.map(moved);
  const regions = plan.regions.map((region) => ({
    ...region,
    swarmManagers: region.swarmManagers.map((manager) => ({ ...manager, address: map(region.name, manager.address) })),
    healthUrl: movedUrl(region.healthUrl, (address) => map(region.name, address)),
  }));
  const redis = plan.redis === undefined ? {} : { redis: { ...plan.redis, nodes: plan.redis.nodes.map(moved) } };
  const dependencies = plan.dependencies.map((one, index) => ({
    ...one,
    probe: movedProbe(one.probe, `${prefix}.${THIRD_PARTIES}.${FIRST_HOST + index}`),
  }));
  return { ...plan, regions, database: { ...plan.database, nodes }, ...redis, dependencies };
}

const FIRST_HOST = 10;

function nextOf(counts: Map<string, number>, region: string): number {
  const next = counts.get(region) ?? FIRST_HOST;
  counts.set(region, next + 1);
  return next;
}

/** Third number of the addresses of third parties, and the port that every one of them has here. */
const THIRD_PARTIES = 253;
const THIRD_PARTY_PORT = 8443;

function movedProbe(probe: Dependency['probe'], address: string): Dependency['probe'] {
  if (!('url' in probe)) return { host: address, port: THIRD_PARTY_PORT };
  const { pathname, search } = new URL(probe.url);
  return { ...probe, url: `http://${address}:${THIRD_PARTY_PORT}${pathname}${search}` };
}

function movedUrl(text: string, map: (address: string) => string): string {
  const { hostname } = new URL(text);
  return isIPv4(hostname) ? text.replace(hostname, map(hostname)) : text;
}

/** The plan as a plan file: YAML that parses to this very plan, durations as text again. */
export function writePlan(plan: Plan): string {
  return stringify(asWritten(planSchema, plan));
}

/** The only values the schema transforms are lengths of time, so every transformed value is whole seconds. */
function asWritten(schema: z.core.$ZodType, value: unknown): unknown {
  if (value === undefined || value === null) return value;
  if (schema instanceof z.ZodPipe) return `${value}s`;
  if (schema instanceof z.ZodUnion) return typeof value === 'number' ? `${value}s` : value;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable)
    return asWritten(schema.unwrap(), value);
  if (schema instanceof z.ZodArray) return (value as unknown[]).map((one) => asWritten(schema.element, one));
  if (!(schema instanceof z.ZodObject)) return value;
  const fields = Object.entries(value as Record<string, unknown>).filter(([, one]) => one !== undefined);
  return Object.fromEntries(fields.map(([key, one]) => [key, asWritten(schema.shape[key], one)]));
}
