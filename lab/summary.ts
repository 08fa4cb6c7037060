import { type Report, exitStatusOf as statusOfReport } from './report/report.ts';

/** A rehearsal that was asked for: what came out, or why it could not be carried out. `seconds`: how long all of it took. */
export type Finished = { fault: string; seconds: number } & ({ report: Report } | { obstacle: string });

const NOT_CARRIED_OUT = 2;

/** Exit status of everything together: a rehearsal that was not carried out outweighs one that failed. */
export function exitStatusOf(finished: readonly Finished[]): number {
  return Math.max(...finished.map((one) => ('report' in one ? statusOfReport(one.report) : NOT_CARRIED_OUT)));
}

const HEAD = ['fault', 'verdict', 'ended in', 'detection', 'recovery', 'outage', 'lost', 'took'];

/** A table with a row for each rehearsal, and a last line that counts them. */
export function summary(finished: readonly Finished[]): string {
  const rows = [HEAD, ...finished.map(rowOf)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const count = (of: (one: Finished) => boolean) => finished.filter(of).length;
  const passed = count((one) => 'report' in one && one.report.verdict === 'passed');
  const failed = count((one) => 'report' in one && one.report.verdict === 'failed');
  const seconds = finished.reduce((sum, one) => sum + one.seconds, 0);
  const left = finished.length - passed - failed;
  return [...lines, `${passed} passed, ${failed} failed${left === 0 ? '' : `, ${left} not carried out`}, ${seconds.toFixed(0)} s`].join(
    '\n',
  );
}

function rowOf(one: Finished): string[] {
  const took = `${one.seconds.toFixed(1)} s`;
  if ('obstacle' in one) return [one.fault, 'not carried out', '', '', '', '', '', took];
  const { verdict, endState, measured } = one.report;
  const seconds = (figure: number | null) => (figure === null ? '-' : `${figure.toFixed(1)} s`);
  const { detectionSeconds, recoveryTimeSeconds, writeOutageSeconds, acknowledgedWritesLost } = measured;
  const figures = [detectionSeconds, recoveryTimeSeconds, writeOutageSeconds].map(seconds);
  return [one.fault, verdict === 'passed' ? 'passed' : 'FAILED', endState, ...figures, String(acknowledgedWritesLost), took];
}
