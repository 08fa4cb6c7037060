import { names } from '../lib/plan/names.ts';
import type { Plan } from '../lib/plan/schema.ts';
import type { Built } from './built.ts';
import { type Claims, claimsOf } from './claims.ts';
import type { Cloud, Execution, IamSummary } from './cloud/cloud.ts';
import type { Definition } from './cloud/states/definition.ts';
import type { DatabaseHost, Estate, LedgerEntry } from './estate/estate.ts';
import { fenceProof } from './fence-proof.ts';
import { firstChoice } from './first-choice.ts';
import type { Look } from './lookout.ts';
import type { Returned } from './old-primary-returns.ts';
import { type PeoplePart, peoplePart } from './people-part.ts';
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
  /** Payments on the old primary's disk that the new primary does not have; `null` when it could not be read. */
  onlyOnOldDisk: number | null;
  executions: Execution[];
  /** The machine as it was deployed. */
  definition: Pick<Definition, 'StartAt' | 'States'>;
  claims: Claims;
  objectives: { rtoSeconds: number; rpoSeconds: number };
  events: readonly TimelineEvent[];
  iam: IamSummary;
  /** Reports the machine wrote to S3, newest last. */
  machineReports: Record<string, unknown>[];
  /** What the machine stored of the divergent WAL, newest token last. */
  divergence: StoredDivergence | undefined;
  people: PeoplePart;
  /** Where a secret was found that must not be there. */
  secretsSeen: string[];
};

/** As far as the verdict reads it. */
export type StoredDivergence = { wal?: { commits?: number } };

type Scene = Built & {
  faultAt: string;
  before: { primary: string; timeline: number; record: string[] };
  brokenOff: string | undefined;
  looks: readonly Look[];
  returned: Returned | undefined;
  stopLoad(): Promise<void>;
};

/** Looks at ledger, servers, zone, executions, reports and logs once everything has ended. */
export async function gatherEvidence(scene: Scene): Promise<Evidence> {
  const { plan, cloud, estate, log, before } = scene;
  await scene.stopLoad();
  const nodesAfter = await Promise.all(estate.hosts().map(lookAt));
  const primaryAfter = primaryIn(nodesAfter, before.primary);
  const onPrimary = primaryAfter === undefined ? await numbersOnDisk(estate, before.primary) : await estate.payments(primaryAfter.node);
  const stored = await readStored(scene);
  const machineReports = stored.filter((one) => !isDivergence(one)).map((one) => one.content);
  const onOldDisk = primaryAfter?.node === before.primary ? [] : await paymentsOnOldDisk(scene);
  const people = await peoplePart(scene);
  const executions = cloud.executions().filter((execution) => execution.machine === scene.machine);
  return {
    ...asRehearsed(scene),
    finishedAt: new Date().toISOString(),
    nodesAfter,
    recordBefore: before.record,
    recordAfter: recordOf(plan, cloud, scene.region),
    firstChoice: firstChoice(plan, before.primary)?.id ?? '',
    promotionsTakenUp: Object.fromEntries(estate.hosts().map((host) => [host.node, host.promotionsTakenUp()])),
    hostOf: Object.fromEntries(plan.database.nodes.map((node) => [node.id, node.host])),
    instanceOf: Object.fromEntries(plan.database.nodes.map((node) => [node.id, node.instance])),
    ledger: estate.load.ledger(),
    onPrimary,
    acceptedWhenFenced: primaryAfter?.node === before.primary ? 0 : acceptedWhenFenced(scene, onOldDisk),
    onlyOnOldDisk: onOldDisk?.filter((payment) => !onPrimary.has(payment.number)).length ?? null,
    executions,
    definition: cloud.definition(scene.region, scene.machine),
    claims: claimsOf(executions, log.events),
    objectives: { rtoSeconds: plan.objectives.scenarios.databaseFailover, rpoSeconds: plan.objectives.rpo },
    events: log.events,
    iam: cloud.iam(),
    machineReports,
    divergence: stored.findLast(isDivergence)?.content,
    people,
    secretsSeen: secretsSeen(scene, [stored, people]),
  };
}

const asRehearsed = ({ region, faultAt, before, brokenOff, looks, returned }: Scene) => ({
  region,
  faultAt,
  before,
  brokenOff,
  looks,
  returned,
});

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

type PaymentOnDisk = { number: number; acceptedAt: number };

/** Read from the old primary's disk, or from its server when it runs after all; `null` when neither can be read. */
async function paymentsOnOldDisk({ estate, before }: Scene): Promise<PaymentOnDisk[] | null> {
  return estate.paymentsOnDisk(before.primary).catch(() => null);
}

/** Payments the old primary accepted after the lab knew that it was fenced. */
function acceptedWhenFenced({ log, primary }: Scene, onOldDisk: PaymentOnDisk[] | null): number | null {
  const proof = fenceProof(log.events, primary.instance);
  if (proof === undefined || onOldDisk === null) return null;
  const since = Date.parse(proof.at);
  return onOldDisk.filter((payment) => payment.acceptedAt > since).length;
}

type Stored = { key: string; content: Record<string, unknown> };

/** Reports of executions and, beside them, what was decoded of the old primary's disk. */
async function readStored({ cloud, plan, region }: Scene): Promise<Stored[]> {
  const objects = await cloud.objects(region, names.reportBucket(plan, region));
  return objects.filter(({ key }) => key.endsWith('.json')).map(({ key, body }) => ({ key, content: JSON.parse(body) }) as Stored);
}

const isDivergence = ({ key }: Stored) => key.endsWith('-divergence.json');

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
    ['reports, status page or post-mortem', JSON.stringify(reports)],
  ];
  return places.filter(([, text]) => estate.secrets.some((secret) => text.includes(secret))).map(([place]) => place);
}
