import type { Phase } from '../../lambdas/domain/public-incident.ts';
import type { PastIncident } from '../../lambdas/domain/status-page.ts';

/** What users know a disaster by: scenarios of the plan, and `other` for what no machine covers. */
export type NoticedScenario =
  | 'database-failover'
  | 'region-failover'
  | 'data-recovery'
  | 'app-server-failure'
  | 'dependency-outage'
  | 'other';

/** The words of the status page in one language. `service`: what users know the service as ("payment of the vehicle tax"). */
export type StatusWords = {
  /** Name of the language in itself. */
  language: string;
  title(plan: string): string;
  well: string;
  wellMeaning: string;
  /** The big line of an incident. */
  incident(service: string): string;
  /** What users notice. */
  noticed: Record<NoticedScenario, (service: string) => string>;
  doing: Record<Phase, string>;
  labels: {
    noticed: string;
    since: string;
    doing: string;
    nextUpdate: string;
    severity: string;
    notice: string;
    state: string;
    languages: string;
  };
  /** The region that works on it has said nothing since. */
  silentSince(time: string): string;
  past: string;
  nonePast(days: number): string;
  columns: { date: string; duration: string; severity: string; happened: string };
  /** One neutral sentence about what is over. */
  happened: Record<NoticedScenario, string>;
  /** In place of that sentence when nothing was wrong. */
  falseAlarm: string;
  outcome: Record<Exclude<NonNullable<PastIncident['outcome']>, 'false-alarm'>, string>;
  noticeOf(time: string): string;
  asOf(time: string, timeZone: string): string;
  data: string;
  /** A label and its value on one line. */
  pair(label: string, value: string): string;
};
