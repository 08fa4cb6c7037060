import { duration } from '../report/page/wording.ts';
import type { DependencyReport } from './report.ts';

/** The figures as rows of a table: what, measured, required. */
export function figures({ regions, objectives, iam }: DependencyReport): [string, string, string][] {
  return [
    ...regions.flatMap(
      ({ region, switchedAfterSeconds, switchedBackAfterSeconds, breaksSeen, applicationRead }): [string, string, string][] => [
        [
          `Switched to the fallback, ${region}`,
          duration(switchedAfterSeconds),
          `every look of ${duration(objectives.failAfterSeconds)} failed`,
        ],
        [
          `Switched back, ${region}`,
          duration(switchedBackAfterSeconds),
          `well for ${duration(objectives.stableForSeconds)} without a break`,
        ],
        [`Breaks in between, ${region}`, breaksSeen === null ? 'not measured' : String(breaksSeen), ''],
        [`The application read, ${region}`, applicationRead.map(({ value }) => value).join(', ') || 'nothing', ''],
      ],
    ),
    ['IAM calls checked', `${iam.callsChecked}, denied ${iam.denied.length}, grants never used ${iam.unusedGrants.length}`, 'denied 0'],
  ];
}

/** What the times say. */
export const clockSentence = ({ clock }: Pick<DependencyReport, 'clock'>) =>
  clock === 'fast'
    ? 'Fast clock: the times are those of the plan. Whenever nothing worked, the clock jumped to the next moment at which something does, for the rehearsed cloud and its functions alike.'
    : 'Real clock: every minute of it was waited for.';
