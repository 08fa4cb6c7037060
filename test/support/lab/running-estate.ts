import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import type { Estate, EstateEvent } from '../../../lab/estate/estate.ts';
import { type Janitor, startJanitor } from '../../../lab/estate/janitor.ts';
import { choosePrefix, loopbackPlan } from '../../../lab/estate/loopback-plan.ts';
import { requirePostgresql } from '../../../lab/estate/postgresql-binaries.ts';
import { startEstate } from '../../../lab/estate/start-estate.ts';
import type { Plan } from '../../../lib/plan/schema.ts';
import { EstateCloud } from './estate-cloud.ts';
import { committedPlan } from './loopback.ts';

const HOSTS = join(import.meta.dirname, '../../../hosts');

export type EstateUnderTest = {
  plan: Plan;
  prefix: string;
  folder: string;
  estate: Estate;
  cloud: EstateCloud;
  janitor: Janitor;
  events: EstateEvent[];
};

/** The committed plan's estate with real servers, and a cloud that does nothing by itself. */
export async function runEstate(): Promise<EstateUnderTest> {
  await requirePostgresql(() => undefined);
  const folder = mkdtempSync(join(tmpdir(), 'reprise-estate-'));
  const janitor = startJanitor(folder, { keep: false });
  const prefix = await choosePrefix();
  const plan = loopbackPlan(committedPlan(), prefix);
  const cloud = await EstateCloud.start(plan, prefix);
  const events: EstateEvent[] = [];
  const estate = await startEstate({ plan, folder, prefix, cloud: cloud.asCloud(), onEvent: (event) => events.push(event) });
  return { plan, prefix, folder, estate, cloud, janitor, events };
}

/** Runs a host program through the host's agent and returns its report. */
export async function hostProgram(
  cloud: EstateCloud,
  instance: string,
  program: string,
  args: Record<string, string | number>,
): Promise<Record<string, unknown>> {
  const words = Object.entries(args).map(([name, value]) => `'${name}=${value}'`);
  const { stdout } = await cloud.run(instance, `bash ${HOSTS}/${program}.sh ${words.join(' ')}`);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

export const startGuardOf = (plan: Plan, node: string) => {
  const { address = '' } = plan.database.nodes.find((one) => one.id === node) ?? {};
  return { node, address, writer: plan.database.writer.name, unit: plan.database.unit, port: plan.database.port };
};

/** A client of the plan's role, as a function connects. Ends when `look` has ended. */
export async function asPlanRole<T>(
  { plan, cloud }: EstateUnderTest,
  node: string,
  look: (client: Client) => Promise<T>,
  { ssl: wanted, patienceMillis = 60_000 }: { ssl?: object | false; patienceMillis?: number } = {},
): Promise<T> {
  const {
    address: host,
    host: servername,
    region,
  } = plan.database.nodes.find((one) => one.id === node) ?? { address: '', host: '', region: '' };
  const { user, name: database, port, passwordParameter, tls } = plan.database;
  const ssl = wanted ?? { ca: cloud.parameters.get(`${region}${tls.caParameter}`), servername };
  const password = cloud.parameters.get(`${region}${passwordParameter}`);
  const client = new Client({ host, port, user, database, password, ssl, connectionTimeoutMillis: patienceMillis, query_timeout: 60_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await look(client);
  } finally {
    await Promise.race([client.end().catch(() => undefined), pause(500)]);
  }
}
