import type { DatabaseNode, Plan } from '../../../lib/plan/schema.ts';
import type { DatabaseControl } from '../../ports/database-control.ts';
import { type DatabaseAccess, nodeTarget, type SessionTarget, writerTarget } from './access.ts';
import { commitLocally } from './commit-locally.ts';
import { lookAtPrimary, writeHeartbeat } from './heartbeat.ts';
import { asPortError } from './port-errors.ts';
import { repoint } from './repoint.ts';
import { inSession, type Session } from './session.ts';
import { CREATE_MISSING_SLOTS } from './sql/create-missing-slots.ts';
import { PROMOTE, type PromoteRow } from './sql/promote.ts';
import { setSynchronousStandbys } from './synchronous-standbys.ts';
import { verifyRow } from './verify-row.ts';

/** Seconds the answer of `pg_promote` may take beyond the time it was told to wait. */
const ANSWER = 2;

/** Changes on a node, each in a session of its own; errors say whether the change may have happened (port-errors.ts). */
export function postgresControl(plan: Pick<Plan, 'database'>, access: DatabaseAccess): DatabaseControl {
  const work = <T>(what: string, target: SessionTarget, seconds: number, change: (session: Session) => Promise<T>): Promise<T> =>
    inSession(target, access, seconds, change).catch(asPortError(`${what} on ${target.label}`));
  const on = <T>(node: DatabaseNode, what: string, seconds: number, change: (session: Session) => Promise<T>) =>
    work(what, nodeTarget(node), seconds, change);
  return {
    async promote(node, patienceSeconds) {
      const wait = Math.max(1, Math.floor(patienceSeconds));
      const [row] = await on(node, 'pg_promote', wait + ANSWER, (session) => session.change<PromoteRow>(PROMOTE, [wait]));
      return row?.promoted ?? false;
    },
    async createSlots(node, slots, deadlineSeconds) {
      await on(node, 'creation of slots', deadlineSeconds, (session) => session.change(CREATE_MISSING_SLOTS, [slots]));
    },
    repoint: (standby, upstream, deadlineSeconds) =>
      on(standby, `re-pointing to ${upstream.id}`, deadlineSeconds, (session) => repoint(session, standby, upstream, access.port)),
    setSynchronousStandbys: (node, setting, deadlineSeconds) =>
      on(node, 'synchronous_standby_names', deadlineSeconds, (session) => setSynchronousStandbys(session, setting)),
    commitHeartbeat: (node, deadlineSeconds) =>
      on(node, 'heartbeat', deadlineSeconds, async (session) =>
        writeHeartbeat(session, node, access.vantage, await lookAtPrimary(session, node)),
      ),
    commitLocally: (node, deadlineSeconds) =>
      on(node, 'local commit', deadlineSeconds, (session) => commitLocally(session, `${access.vantage} switch`)),
    verifyThroughName: (incidentId, deadlineSeconds) =>
      work('verification', writerTarget(plan), deadlineSeconds, (session) => verifyRow(session, incidentId)),
  };
}
