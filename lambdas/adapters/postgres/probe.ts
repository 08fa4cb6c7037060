import type { DatabaseNode } from '../../../lib/plan/schema.ts';
import type { NodeObservation } from '../../domain/observation.ts';
import { DependencyUnavailable } from '../../errors.ts';
import type { DatabaseProbe } from '../../ports/database-probe.ts';
import { type DatabaseAccess, nodeTarget } from './access.ts';
import { SqlFailure } from './failures.ts';
import { followerFrom, observationFrom } from './rows.ts';
import { inSession, type Session } from './session.ts';
import { type ClientsRow, COUNT_CLIENTS } from './sql/count-clients.ts';
import { type FollowerRow, LIST_FOLLOWERS } from './sql/list-followers.ts';
import { LOOK_AT_NODE, type NodeRow } from './sql/look-at-node.ts';
import { NAME_RELATIONS, type RelationNameRow } from './sql/name-relations.ts';
import { type NewestHeartbeatRow, READ_NEWEST_HEARTBEAT } from './sql/read-newest-heartbeat.ts';
import { type NewestHistoryRow, READ_NEWEST_HISTORY } from './sql/read-newest-history.ts';
import { UNREADINESS, type UnreadinessRow } from './sql/unreadiness.ts';
import { leftTimelineAt } from './timeline-history.ts';
import { tryWrite } from './try-write.ts';

/** The probe, and a look ahead that only the probe's handler uses. */
export type PostgresProbe = DatabaseProbe & {
  /** What a failover would miss on a node: rights of the role, settings. Rejects with `DependencyUnavailable`. */
  unreadiness(node: DatabaseNode, otherNodes: number, deadlineSeconds: number): Promise<string[]>;
};

/** Looks at nodes, each in a session of its own with its own deadline. */
export function postgresProbe(access: DatabaseAccess): PostgresProbe {
  const ask = <T>(node: DatabaseNode, deadlineSeconds: number, work: (session: Session) => Promise<T>, as = access): Promise<T> =>
    inSession(nodeTarget(node), as, deadlineSeconds, work).catch((thrown: unknown) => {
      if (!(thrown instanceof SqlFailure)) throw thrown;
      throw new DependencyUnavailable(`${node.id}: ${thrown.message}`, { condition: thrown.failure.kind }, { cause: thrown });
    });
  const rows = <Row>(node: DatabaseNode, deadlineSeconds: number, statement: string, values?: unknown[]): Promise<Row[]> =>
    ask(node, deadlineSeconds, (session) => session.read<Row>(statement, values));
  return {
    observe: (node, deadlineSeconds) => observe(node, deadlineSeconds, access),
    tryWrite: (node, deadlineSeconds) => tryWrite(node, deadlineSeconds, access),
    followers: async (primary, deadlineSeconds) => (await rows<FollowerRow>(primary, deadlineSeconds, LIST_FOLLOWERS)).map(followerFrom),
    clientsOf: (node, deadlineSeconds) =>
      rows<ClientsRow>(node, deadlineSeconds, COUNT_CLIENTS).then(
        ([row]) => row?.clients,
        () => undefined,
      ),
    leftTimelineAt: async (node, timeline, deadlineSeconds) => {
      const as = { ...access, replication: 'database' as const };
      const lsn = await ask(node, deadlineSeconds, (session) => leftTimelineAt(session, timeline), as);
      if (lsn !== undefined) return lsn;
      throw new DependencyUnavailable(`${node.id}: its history does not say where timeline ${timeline} was left`, { condition: 'NoFork' });
    },
    relationNames: async (node, relations, deadlineSeconds) => {
      const named = await rows<RelationNameRow>(node, deadlineSeconds, NAME_RELATIONS, [relations]);
      return Object.fromEntries(named.map(({ relation, name }) => [relation, name]));
    },
    unreadiness: async (node, others, deadlineSeconds) =>
      (await rows<UnreadinessRow>(node, deadlineSeconds, UNREADINESS, [others])).map((row) => row.finding),
  };
}

/**
 * Several statements on purpose: a right that is missing, or a heartbeat table that is missing, locked or damaged, must not hide that a
 * server answers, or that it is a primary. What a later one fails with stands in `failure` of an observation that is `reachable` all the same.
 */
async function observe(node: DatabaseNode, deadlineSeconds: number, access: DatabaseAccess): Promise<NodeObservation> {
  let seen: NodeRow | undefined;
  let history: NewestHistoryRow | undefined;
  let heartbeat: NewestHeartbeatRow | undefined;
  const known = () => observationFrom(node.id, { seen, history, heartbeat });
  try {
    await inSession(nodeTarget(node), access, deadlineSeconds, async (session) => {
      [seen] = await session.read<NodeRow>(LOOK_AT_NODE);
      if (seen?.standby) [history] = await session.read<NewestHistoryRow>(READ_NEWEST_HISTORY);
      [heartbeat] = await session.read<NewestHeartbeatRow>(READ_NEWEST_HEARTBEAT);
    });
    return known();
  } catch (thrown) {
    if (!(thrown instanceof SqlFailure)) throw thrown;
    return { ...known(), failure: thrown.failure };
  }
}
