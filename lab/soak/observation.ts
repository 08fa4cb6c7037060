import type { Execution } from '../cloud/cloud.ts';
import type { LedgerEntry } from '../estate/estate.ts';
import type { TimelineEvent } from '../timeline.ts';

/** What the lab saw of a soak; times are ISO 8601. */
export type SoakEvidence = {
  from: string;
  /** End of the sending; what the clients were told afterwards counts. */
  to: string;
  /** Region of the primary. */
  region: string;
  /** Seconds between two ticks of the probe, from the plan. */
  heartbeatSeconds: number;
  primaryBefore: string;
  /** `null`: there was no primary, or more than one. */
  primaryAfter: string | null;
  ledger: readonly LedgerEntry[];
  /** Payment numbers on the primary afterwards. */
  onPrimary: ReadonlySet<number>;
  executions: readonly Execution[];
  events: readonly TimelineEvent[];
  /** Why a standby does not stream or the quorum is not met; nothing when all is well. */
  obstacle: string | undefined;
  /** Work on the estate that failed, or was not done at all. */
  mishaps: readonly string[];
};

type Metric = Extract<TimelineEvent, { kind: 'metric' }>;

/** Milliseconds since epoch at which the probe of the primary's region published a metric during the soak. */
function momentsOf(evidence: SoakEvidence, matches: (metric: Metric) => boolean): number[] {
  return duringTheSoak(evidence).flatMap((event) =>
    event.kind === 'metric' && event.region === evidence.region && matches(event) ? [Date.parse(event.at)] : [],
  );
}

export const duringTheSoak = ({ events, from }: SoakEvidence): TimelineEvent[] => events.filter((event) => event.at >= from);

const gapsOf = (moments: readonly number[]) => moments.slice(1).map((moment, index) => moment - (moments[index] ?? moment));

/** What was seen, for people. Gaps in seconds; they count from the first to the last moment of the soak, silence at either end included. */
export type SoakFigures = {
  ticks: number;
  missedTicks: number;
  longestHeartbeatGap: number;
  longestWriteGap: number;
  writes: number;
  writesFailed: number;
};

/** What was measured while it soaked; gaps count from its start to its end. */
export function figuresOf(evidence: SoakEvidence): SoakFigures {
  const { from, to, heartbeatSeconds, ledger } = evidence;
  const whole = (moments: readonly number[]) => [Date.parse(from), ...moments, Date.parse(to)].sort((one, other) => one - other);
  const ticks = momentsOf(evidence, ({ name }) => name === 'ProbeTick');
  const heartbeats = momentsOf(evidence, ({ name, value }) => name === 'PrimaryWritable' && value >= 1);
  const acknowledged = ledger.flatMap((entry) => entry.acknowledgedAt ?? []);
  const missed = (gap: number) => Math.max(0, Math.round(gap / (heartbeatSeconds * 1_000)) - 1);
  const longest = (moments: readonly number[]) => Math.max(...gapsOf(whole(moments))) / 1_000;
  return {
    ticks: ticks.length,
    missedTicks: gapsOf(whole(ticks)).reduce((sum, gap) => sum + missed(gap), 0),
    longestHeartbeatGap: longest(heartbeats),
    longestWriteGap: longest(acknowledged),
    writes: acknowledged.length,
    writesFailed: ledger.filter((entry) => entry.outcome !== 'acknowledged').length,
  };
}
