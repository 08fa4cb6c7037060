import type { Plan } from '../../lib/plan/schema.ts';
import type { Incident, ReliefIntent } from './incident.ts';
import { compareLsn, parseLsn } from './lsn.ts';
import type { Follower } from './observation.ts';
import { formatSynchronousRule, parseSynchronousRule, type SynchronousRule } from './quorum.ts';
import { nodeByStandbyName } from './topology.ts';

/** What was done about commits that hang; `not-needed`: one returned meanwhile; `held`: nothing was changed. */
export type QuorumRelief = {
  state: 'relieved' | 'not-needed' | 'held';
  why: string;
  /** `synchronous_standby_names` before; `''` where nothing was changed. */
  before: string;
  /** `synchronous_standby_names` now in force; `''` also when no standby is left in it. */
  setting: string;
  /** Names taken out. */
  silent: string[];
  at: string;
};

export type ReliefDecision = { action: 'relieve'; setting: string; silent: string[]; why: string } | { action: 'hold'; why: string };

export type Stalled = {
  /** Node id. */
  primary: string;
  /** In force on the primary. */
  setting: string;
  /** WAL position of the primary, and its followers at that look. */
  position: string;
  earlier: readonly Follower[];
  /** Its followers at least one heartbeat later. */
  followers: readonly Follower[];
};

const lower = (name: string) => name.toLowerCase();

/**
 * Names of followers that acknowledge: they have flushed what the primary had a heartbeat ago, or more than they had then, if slowly.
 * The state alone proves nothing: a standby that hangs or whose network is cut is shown as streaming until `wal_sender_timeout`, and the
 * commit that hangs lies behind what it flushed.
 */
function acknowledging({ position, earlier, followers }: Stalled): Set<string> {
  const flushed = ({ flushedLsn }: Follower) => (flushedLsn === undefined ? undefined : parseLsn(flushedLsn));
  const before = new Map(earlier.map((one) => [lower(one.applicationName), flushed(one)]));
  const acknowledges = (one: Follower) => {
    const now = flushed(one);
    if (one.state !== 'streaming' || now === undefined) return false;
    const then = before.get(lower(one.applicationName));
    return compareLsn(now, parseLsn(position)) >= 0 || (then !== undefined && compareLsn(now, then) > 0);
  };
  return new Set(followers.filter(acknowledges).map((one) => lower(one.applicationName)));
}

/**
 * Has everybody acknowledged whom a commit waits for? `ANY` waits for any so many. `FIRST` waits for the first so many that stream, in the
 * order of the list (PostgreSQL, `synchronous_standby_names`), so a silent one further down keeps nobody waiting.
 */
function waitsForNobody(rule: SynchronousRule, members: string[], alive: Set<string>, followers: readonly Follower[]): boolean {
  if (rule.method === 'any') return members.filter((name) => alive.has(lower(name))).length >= rule.count;
  const streaming = new Set(followers.filter((one) => one.state === 'streaming').map((one) => lower(one.applicationName)));
  const waited = members.filter((name) => streaming.has(lower(name))).slice(0, rule.count);
  return waited.length === rule.count && waited.every((name) => alive.has(lower(name)));
}

/**
 * The quorum without the standbys that acknowledge nothing, within the plan's bound (failover rules, evidence table, `commit-stalled`).
 * Only what hangs because of its standbys is relieved: where those that are waited for acknowledge, commits hang for another reason.
 */
export function decideRelief(stalled: Stalled, plan: Pick<Plan, 'database'>): ReliefDecision {
  const rule = parseSynchronousRule(stalled.setting);
  if (rule === undefined || rule.members.includes('*'))
    return { action: 'hold', why: `synchronous_standby_names is ${JSON.stringify(stalled.setting)}; required a list of named standbys` };
  const alive = acknowledging(stalled);
  // A list that is the same on every node also names the primary itself, which is nobody's standby.
  const members = rule.members.filter((name) => nodeByStandbyName(plan, name)?.id !== stalled.primary);
  const kept = members.filter((name) => alive.has(lower(name)));
  const silent = members.filter((name) => !alive.has(lower(name)));
  if (silent.length === 0 || waitsForNobody(rule, members, alive, stalled.followers))
    return { action: 'hold', why: `commits hang although ${kept.join(', ')} acknowledge what they receive; the cause is another one` };
  return withinBound(rule, kept, silent, plan.database.synchronous.atLeast);
}

function withinBound(rule: SynchronousRule, kept: string[], silent: string[], atLeast: number): ReliefDecision {
  const count = Math.min(rule.count, kept.length);
  const left = `${count} synchronous standby(s) would be left without ${silent.join(', ')}`;
  if (count < atLeast) return { action: 'hold', why: `${left}; the plan wants at least ${atLeast} (database.synchronous.atLeast)` };
  const setting = formatSynchronousRule({ method: rule.method, count, members: kept });
  return { action: 'relieve', setting, silent, why: `${silent.join(', ')} acknowledge nothing, so no commit returns` };
}

/** The note of a relief, together with that of an earlier one of the same primary in the incident. */
export function reliefIntent({ relieving }: Pick<Incident, 'relieving'>, { primary, before, silent }: ReliefIntent): ReliefIntent {
  if (relieving?.primary !== primary) return { primary, before, silent };
  return { primary, before: relieving.before, silent: [...new Set([...relieving.silent, ...silent])] };
}

/**
 * A setting a later failover may rest its proof on: none in an incident in which the quorum was relieved. A heartbeat that was waiting then
 * may have been acknowledged, and remembered under the old setting, without any standby; and a person may have changed the new one since.
 */
export function provableSetting(setting: string | null, { relieving }: Pick<Incident, 'relieving'>): string | null {
  return relieving === undefined ? setting : null;
}

const normal = (setting: string) => {
  const rule = parseSynchronousRule(setting);
  return rule === undefined ? setting.trim() : formatSynchronousRule(rule);
};

/**
 * Why a primary that acknowledges writes is no false alarm all the same, or `undefined`: its quorum was relieved in this incident and is not
 * back yet. `inForce`: `synchronous_standby_names` as seen; `null` when it could not be read.
 */
export function durabilityObjection(
  primary: string,
  inForce: string | null,
  { relieving }: Pick<Incident, 'relieving'>,
): string | undefined {
  if (relieving?.primary !== primary) return undefined;
  if (inForce !== null && normal(inForce) === normal(relieving.before)) return undefined;
  const seen = inForce === null ? 'unknown' : JSON.stringify(inForce);
  return `commits return, but perhaps without ${relieving.silent.join(', ')}: synchronous_standby_names is ${seen}, required ${relieving.before} again as before the relief`;
}
