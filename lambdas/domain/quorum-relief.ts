import type { Plan } from '../../lib/plan/schema.ts';
import { compareLsn, parseLsn } from './lsn.ts';
import type { Follower } from './observation.ts';
import { formatSynchronousRule, parseSynchronousRule, type SynchronousRule } from './quorum.ts';

/** What was done about commits that hang: `not-needed`: one returned meanwhile; `held`: nothing was changed. */
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

type Stalled = {
  /** In force on the primary. */
  setting: string;
  /** WAL position of the primary at a look at least one heartbeat before the followers were listed. */
  position: string;
  followers: readonly Follower[];
};

/**
 * A follower acknowledges when it has flushed what the primary had a heartbeat ago. The state alone proves nothing: a standby that hangs or
 * whose network is cut is shown as streaming until `wal_sender_timeout`, and the commit that hangs lies behind what it flushed.
 */
const acknowledges = ({ state, flushedLsn }: Follower, position: string) =>
  state === 'streaming' && flushedLsn !== undefined && compareLsn(parseLsn(flushedLsn), parseLsn(position)) >= 0;

/**
 * The quorum without the standbys that acknowledge nothing, within the plan's bound (failover rules, evidence table, `commit-stalled`).
 * Only what hangs because of its standbys is relieved: where enough of them acknowledge, commits hang for another reason.
 */
export function decideRelief({ setting, position, followers }: Stalled, plan: Pick<Plan, 'database'>): ReliefDecision {
  const rule = parseSynchronousRule(setting);
  if (rule === undefined || rule.members.includes('*'))
    return { action: 'hold', why: `synchronous_standby_names is ${JSON.stringify(setting)}; required a list of named standbys` };
  const alive = new Set(followers.filter((one) => acknowledges(one, position)).map((one) => one.applicationName.toLowerCase()));
  const kept = rule.members.filter((name) => alive.has(name.toLowerCase()));
  const silent = rule.members.filter((name) => !alive.has(name.toLowerCase()));
  if (silent.length === 0 || (rule.method === 'any' && kept.length >= rule.count))
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
