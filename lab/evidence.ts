import { names } from '../lib/plan/names.ts';
import type { Plan } from '../lib/plan/schema.ts';
import { type Claims, claimsOf } from './claims.ts';
import type { Cloud, Execution, IamSummary } from './cloud/cloud.ts';
import type { DatabaseHost, Estate, LedgerEntry } from './estate/estate.ts';
import type { EventLog } from './event-log.ts';
import { fenceProof } from './fence-proof.ts';
import { firstChoice } from './first-choice.ts';
import type { Look } from './lookout.ts';
import type { Returned } from './old-primary-returns.ts';
import type { TimelineEvent } from './timeline.ts';

/** One look at one node by the lab's own administrator. */
export type NodeLook = {
  node: string;
  running: boolean;
  inRecovery: boolean | null;
  timeline: number | null;
  /** Timeline a standby streams on; `null` when it receives from nobody. */
  receives: number | null;
  /** `synchronous_standby_names` in force. */
  quorum: string | null;
};

export const answersAsPrimary = (look: NodeLook) => look.running && look.inRecovery === false;

/** The node that answers as primary; of two the one of before, which is the one that clients know. */
export function primaryIn(looks: readonly NodeLook[], before: string): NodeLook | undefined {
  const primaries = looks.filter(answersAsPrimary);
  return primaries.find((look) => look.node === before) ?? primaries[0];
}

/**
 * Everything the verdict rests on, looked up by the lab itself (ledger of the clients, rows on the servers, the zone, the executions);
 * what the machine says of itself is only compared with it.
 */
export type Evidence = {
  /** Region that held the primary when the fault struck. */
  region: string;
  faultAt: string;
  finishedAt: string;
  before: { primary: string; timeline: number };
  /** What the rehearsal waited for in vain, if it had to be broken off. */
  brokenOff: string | undefined;
  /** Record and nodes, several times a second, from before the fault to the end. */
  looks: readonly Look[];
  /** What became of the old primary when somebody started it again after the machine had ended; `undefined` when nobody did. */
  returned: Returned | undefined;
  nodesAfter: NodeLook[];
  recordBefore: string[];
  recordAfter: string[];
  /** Standby that the plan prefers while the primary of before is away. */
  firstChoice: string;
  /** How often each node's server took up a promotion, by its own log. */
  promotionsTakenUp: Record<string, number>;
  hostOf: Record<string, string>;
  instanceOf: Record<string, string>;
  ledger: readonly LedgerEntry[];
  /** Payment numbers on the node that is primary afterwards, the one of before where it still is; without any, on the disk of the one of before. */
  onPrimary: Set<number>;
  /** Payments the old primary accepted after it was fenced; `null` when its disk could not be read. */
  acceptedWhenFenced: number | null;
  executions: Execution[];
  claims: Claims;
  objectives: { rtoSeconds: number; rpoSeconds: number };
  events: readonly TimelineEvent[];
  iam: IamSummary;
  /** Reports the machine wrote to S3, newest last. */
  machineReports: Record<string, unknown>[];
  /** Where a secret was found that must not be there. */
  secretsSeen: string[];
};

type Scene = {
  plan: Plan;
  cloud: Cloud;
  estate: Estate;
  log: EventLog;
  region: string;
  machine: string;
  primary: DatabaseHost;
  faultAt: string;
  before: { primary: string; timeline: number; record: string[] };
  brokenOff: string | undefined;
  looks: readonly Look[];
  returned: Returned | undefined;
  stopLoad(): Promise<void>;
};

/** Looks at ledger, servers, zone, executions, reports and logs once everything has ended. */
export async function gatherEvidence(scene: Scene): Promise<Evidence> {
  const { plan, cloud, estate, log, before, faultAt } = scene;
  await scene.stopLoad();
  const nodesAfter = await Promise.all(estate.hosts().map(lookAt));
  const primaryAfter = primaryIn(nodesAfter, before.primary);
  const onPrimary = primaryAfter === undefined ? await numbersOnDisk(estate, before.primary) : await estate.payments(primaryAfter.node);
  const machineReports = await readReports(scene);
  const executions = cloud.executions().filter((execution) => execution.machine === scene.machine);
  return {
    region: scene.region,
    faultAt,
    finishedAt: new Date().toISOString(),
    before,
    brokenOff: scene.brokenOff,
    looks: scene.looks,
    returned: scene.returned,
    nodesAfter,
    recordBefore: before.record,
    recordAfter: recordOf(plan, cloud, scene.region),
    firstChoice: firstChoice(plan, before.primary)?.id ?? '',
    promotionsTakenUp: Object.fromEntries(estate.hosts().map((host) => [host.node, host.promotionsTakenUp()])),
    hostOf: Object.fromEntries(plan.database.nodes.map((node) => [node.id, node.host])),
    instanceOf: Object.fromEntries(plan.database.nodes.map((node) => [node.id, node.instance])),
    ledger: estate.load.ledger(),
    onPrimary,
    acceptedWhenFenced: primaryAfter?.node === before.primary ? 0 : await acceptedWhenFenced(scene),
    executions,
    claims: claimsOf(executions, log.events),
    objectives: { rtoSeconds: plan.objectives.scenarios.databaseFailover, rpoSeconds: plan.objectives.rpo },
    events: log.events,
    iam: cloud.iam(),
    machineReports,
    secretsSeen: secretsSeen(scene, machineReports),
  };
}

/** A disk that cannot be read holds nothing that is proven. */
async function numbersOnDisk(estate: Estate, node: string): Promise<Set<number>> {
  const rows = await estate.paymentsOnDisk(node).catch(() => []);
  return new Set(rows.map((row) => row.number));
}

async function lookAt(host: DatabaseHost): Promise<NodeLook> {
  const unknown = { node: host.node, inRecovery: null, timeline: null, receives: null, quorum: null };
  if (!host.serverRunning()) return { ...unknown, running: false };
  try {
    const [row] = await host.query<{ recovery: boolean; timeline: number; receives: number | null; quorum: string }>(
      `select pg_is_in_recovery() as recovery,
              case when pg_is_in_recovery() then (select timeline_id from pg_control_checkpoint())
                   else ('x' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8))::bit(32)::int end as timeline,
              current_setting('synchronous_standby_names') as quorum,
              (select received_tli from pg_stat_wal_receiver where status = 'streaming') as receives`,
    );
    if (row === undefined) return { ...unknown, running: true };
    const { recovery: inRecovery, receives, quorum } = row;
    return { node: host.node, running: true, inRecovery, timeline: Number(row.timeline), receives, quorum };
  } catch {
    return { ...unknown, running: true };
  }
}

/** Values of a region's writer record, as its resolver answers. */
export function recordOf(plan: Plan, cloud: Cloud, region: string): string[] {
  const zone = plan.regions.find((one) => one.name === region)?.network.privateZoneId ?? '';
  return cloud.records(zone).find((one) => one.name.replace(/\.$/, '') === plan.database.writer.name)?.values ?? [];
}

/** Payments the old primary accepted after the lab knew that it was fenced: read from its disk, or from the server when it runs after all. */
async function acceptedWhenFenced({ estate, log, before, primary }: Scene): Promise<number | null> {
  const proof = fenceProof(log.events, primary.instance);
  if (proof === undefined) return null;
  const since = Date.parse(proof.at);
  try {
    const rows = await estate.paymentsOnDisk(before.primary);
    return rows.filter((row) => row.acceptedAt > since).length;
  } catch {
    return null;
  }
}

async function readReports({ cloud, plan, region }: Scene): Promise<Record<string, unknown>[]> {
  const objects = await cloud.objects(region, names.reportBucket(plan, region));
  return objects.filter((object) => object.key.endsWith('.json')).map((object) => JSON.parse(object.body) as Record<string, unknown>);
}

/** Function logs, every state's input and output, reports and notifications are searched for the passwords of this rehearsal. */
function secretsSeen({ estate, cloud, log }: Scene, reports: unknown[]): string[] {
  const places: [string, string][] = [
    ['function logs', cloud.functionLogs().join('\n')],
    [
      'state input or output',
      JSON.stringify(log.events.filter((event) => event.kind.startsWith('state') || event.kind.startsWith('execution'))),
    ],
    ['host command output', JSON.stringify(log.events.filter((event) => event.kind === 'host-command'))],
    ['notifications', JSON.stringify(log.events.filter((event) => event.kind === 'notification'))],
    ['reports', JSON.stringify(reports)],
  ];
  return places.filter(([, text]) => estate.secrets.some((secret) => text.includes(secret))).map(([place]) => place);
}
