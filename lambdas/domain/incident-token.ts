import type { FailoverRequest, Incident, IncidentHold, Unfinished } from './incident.ts';

/** Who holds the lock now; fields are absent when nobody does. */
export type LockState = { owner?: string; token?: number };

/** Why an execution may not act any more, or `undefined` while the lock is its own (I5b). */
export function lateness(incident: Pick<Incident, 'executionId' | 'token'>, lock: LockState): string | undefined {
  if (lock.owner !== incident.executionId) return `the incident is owned by ${lock.owner ?? 'nobody'}; required ${incident.executionId}`;
  if (lock.token !== incident.token) return `the incident's token is ${lock.token ?? 'unknown'}; required ${incident.token}`;
  return undefined;
}

/** For `otherPromotion`: no node is excepted, so whoever was set out to be promoted is named. */
export const NOBODY = '';

/**
 * Why nobody but one node may be promoted in this incident, or `undefined`. A promotion that was set out and not seen to end may have
 * happened on a node that does not answer, or may still happen: promoting another one is how two primaries come about (I1, I6). A node that
 * is proven fenced by now cannot be one of them; `fenced` is its id.
 */
export function otherPromotion({ promoting }: Pick<Incident, 'promoting'>, candidate: string, fenced: string): string | undefined {
  if (promoting === undefined || promoting.node === candidate || promoting.node === fenced) return undefined;
  return `an earlier execution of this incident set out to promote ${promoting.node}, which may accept writes or become primary late; required ${promoting.node} again, or a person who makes sure that it never will`;
}

/** What an incident has unfinished, and nothing else of it. */
export function unfinishedOf({ promoting, relieving }: Unfinished): Unfinished {
  return { ...(promoting === undefined ? {} : { promoting }), ...(relieving === undefined ? {} : { relieving }) };
}

/** The incident as the machine carries it, from what was asked and what the record answered. */
export function incidentFrom(request: FailoverRequest, executionId: string, hold: IncidentHold): Incident {
  const { reason, force, trigger, alarm } = request;
  const { status, id, token, openedAt } = hold;
  const incident: Incident = {
    status,
    id,
    token,
    severity: 'P1',
    reason,
    force,
    trigger,
    openedAt,
    executionId,
    ...(alarm === undefined ? {} : { alarm }),
  };
  if (hold.status !== 'already-running') return { ...incident, ...unfinishedOf(hold) };
  return {
    ...incident,
    error: 'AlreadyRunning',
    cause: `incident ${id} is being handled by execution ${hold.owner} since ${openedAt}; this execution changes nothing`,
  };
}
