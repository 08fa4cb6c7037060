import type { Candidate } from './comparison.ts';
import type { Promotion } from './promotion.ts';

/** Where the new primary left the timeline of the old one. */
export type Fork = {
  /** LSN, from which on only the old primary has what it wrote. */
  lsn: string;
  /** `false`: the candidate's position at the comparison. A record that was received in part lies across it, so a commit may be missing or counted too much. */
  exact: boolean;
};

/** A relation that the divergent WAL touches. */
export type DivergentRelation = {
  /** `tablespace/database/filenode`, as the WAL names it. */
  relation: string;
  /** `schema.name` on the new primary; absent for other databases, and for what was made after the fork: there the same number may be another relation. */
  name?: string;
  records: number;
  createdAfterFork: boolean;
};

/** What the host's program found (hosts/keep-divergence.sh); LSNs as text, times ISO 8601 by the clock of the old primary. */
export type DivergentWal = {
  to: string;
  bytes: number;
  records: number;
  commits: number;
  /** All of the WAL between fork and end was there: `commits` is exact, not a least. */
  whole: boolean;
  /** `null` when there is no commit or the time did not suffice to read that far. */
  firstCommitAt: string | null;
  lastCommitAt: string | null;
  xids: number[];
  relations: DivergentRelation[];
  /** Why the decoding ended there, in the words of pg_waldump: normally that no valid record follows. */
  ended: string;
  /** Folder on the host with the copy. */
  keptAt: string;
  keptSegments: number;
  /** What was left out, a sentence each. */
  gaps: string[];
};

/**
 * What only the old primary's disk holds, as the machine carries it. A commit in it was not necessarily acknowledged: with a synchronous
 * quorum its client may still have been waiting. Not knowing is a state with a reason, never a failure: the recovery has happened.
 */
export type Divergence = {
  /** `unreachable`: the instance was stopped, or the host did not answer. `skipped`: nobody was asked. */
  state: 'decoded' | 'nothing-diverged' | 'unreachable' | 'refused' | 'failed' | 'skipped';
  /** Node id of the old primary. */
  node: string;
  why: string;
  at: string;
  fork: Fork | null;
  bytes: number | null;
  commits: number | null;
  whole: boolean;
  firstCommitAt: string | null;
  lastCommitAt: string | null;
  /** Those with the most records; the evidence has more. */
  relations: DivergentRelation[];
  keptAt: string | null;
  /** Key in the bucket of reports; `null` when nothing was stored there. */
  evidenceKey: string | null;
  /** Commands a person can type, in this order, to read what was not read or more of it. */
  byHand: string[];
};

/** Relations the machine's state carries: it must stay far below 256 KiB. */
const MOST_RELATIONS = 20;

/** Beside the reports of the incident; the token keeps the evidence of each execution. */
export function divergenceKey(scenario: string, incidentId: string, token: number): string {
  return `${scenario}/${incidentId}/${token}-divergence.json`;
}

/** The fork as the promoted host read it, or the next best: a position that was known before the promotion. */
export function forkFrom(promotion: Promotion | undefined, { position }: Pick<Candidate, 'position'>): Fork {
  return promotion?.forkedAt === undefined ? { lsn: position, exact: false } : { lsn: promotion.forkedAt, exact: true };
}

/** Nothing was read: everything is unknown, and the reason is said. */
export function unread(state: Divergence['state'], about: Pick<Divergence, 'node' | 'why' | 'at' | 'fork' | 'byHand'>): Divergence {
  const nothing = { bytes: null, commits: null, whole: false, firstCommitAt: null, lastCommitAt: null, relations: [] };
  return { state, ...about, ...nothing, keptAt: null, evidenceKey: null };
}

/** What was read, in one sentence and in figures. */
export function readDivergence(
  wal: DivergentWal,
  about: Pick<Divergence, 'node' | 'at' | 'evidenceKey' | 'byHand'> & { fork: Fork; shortcomings: string[] },
): Divergence {
  const { node, at, fork, evidenceKey, byHand, shortcomings } = about;
  const { bytes, commits, whole, firstCommitAt, lastCommitAt, keptAt } = wal;
  return {
    state: bytes === 0 && whole ? 'nothing-diverged' : 'decoded',
    node,
    why: [statement(wal, node, fork), ...wal.gaps, ...shortcomings].join('; '),
    at,
    fork,
    bytes,
    commits,
    whole,
    firstCommitAt,
    lastCommitAt,
    relations: wal.relations.slice(0, MOST_RELATIONS),
    keptAt,
    evidenceKey,
    byHand: wal.gaps.length === 0 ? [] : byHand,
  };
}

function statement({ bytes, commits, whole, to }: DivergentWal, node: string, { lsn, exact }: Fork): string {
  const place = exact ? `the fork at ${lsn}` : `about the fork (the exact one is unknown; ${lsn} was the position before the promotion)`;
  if (bytes === 0 && whole) return `${node} holds nothing after ${place}`;
  return `${whole ? '' : 'at least '}${commits} commits in ${bytes} bytes of WAL that only ${node} holds, from ${place} to ${to}`;
}

/** The report of the host's program, or `undefined` when it is not understood. */
export function divergentWal(report: Record<string, unknown>): DivergentWal | undefined {
  const { to, bytes, records, commits, whole, firstCommitAt, lastCommitAt, xids, relations, ended, keptAt, keptSegments, gaps } = report;
  const texts = [to, ended, keptAt].every(isText) && listOf(gaps, isText);
  const figures = [bytes, records, commits, keptSegments].every(isCount) && listOf(xids, isCount) && typeof whole === 'boolean';
  const times = [firstCommitAt, lastCommitAt].every((one) => one === null || (isText(one) && !Number.isNaN(Date.parse(one))));
  if (!texts || !figures || !times || !listOf(relations, isRelation)) return undefined;
  return {
    to,
    bytes,
    records,
    commits,
    whole,
    firstCommitAt,
    lastCommitAt,
    xids,
    relations,
    ended,
    keptAt,
    keptSegments,
    gaps,
  } as DivergentWal;
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const listOf = (value: unknown, is: (one: unknown) => boolean): boolean => Array.isArray(value) && value.every(is);

function isRelation(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { relation, records, createdAfterFork } = value as Record<string, unknown>;
  return isText(relation) && /^\d+\/\d+\/\d+$/.test(relation) && isCount(records) && typeof createdAfterFork === 'boolean';
}

/** The same with names where the new primary knows them. */
export function named(wal: DivergentWal, names: Readonly<Record<string, string>>): DivergentWal {
  const relations = wal.relations.map((one) => {
    const name = names[one.relation];
    return name === undefined ? one : { ...one, name };
  });
  return { ...wal, relations };
}
