import type { LatencyMode } from '../latency/latency.ts';

/** The stable contract of `report.json`; a change that removes or renames a field raises `schemaVersion`. Times are ISO 8601, durations seconds. */
export type Report = {
  schemaVersion: 1;
  scenario: string;
  fault: string;
  mode: 'failover';
  plan: string;
  verdict: 'passed' | 'failed';
  /** Why the verdict is `failed`, one sentence each: what was seen, what was required. Empty when passed. */
  reasons: string[];
  endState: string;
  startedAt: string;
  finishedAt: string;
  /** `aws`: AWS latencies were added (docs/latency.md), so the times are a forecast. */
  latency: LatencyMode;
  definitionSha256: string;
  objectives: { rtoSeconds: number; rpoSeconds: number };
  /** `null`: not applicable to this run or not measurable, never a silent zero. */
  measured: {
    detectionSeconds: number | null;
    recoveryTimeSeconds: number | null;
    writeOutageSeconds: number;
    acknowledgedWrites: number;
    acknowledgedWritesLost: number;
    writesAcceptedByFencedNode: number | null;
    dataLossBytes: number | null;
    dataLossSeconds: number | null;
  };
  database: { before: DatabasePosition; after: DatabasePosition };
  states: { name: string; enteredAt: string; exitedAt: string; outcome: 'succeeded' | 'failed' }[];
  checklist: { item: string; done: boolean; at: string | null; evidence: string }[];
  notifications: { at: string; topic: string; audience: string; subject: string }[];
  iam: { callsChecked: number; denied: Denial[]; unusedGrants: UnusedGrant[] };
};

export type Denial = { caller: string; action: string; resource: string };
export type UnusedGrant = { role: string; action: string; resource: string };

export type DatabasePosition = { primary: string | null; timeline: number | null };

/** Exit status of a rehearsal that was carried out: 0 when it passed, 1 when it did not. */
export function exitStatusOf(report: Pick<Report, 'verdict'>): 0 | 1 {
  return report.verdict === 'passed' ? 0 : 1;
}
