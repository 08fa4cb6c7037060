import type { Details } from '../report/details.ts';
import type { Report } from '../report/report.ts';

/** Names of the figures, in the order they are printed; seconds each. */
export const FIGURES = [
  'detection',
  'decision',
  'fencing',
  'promotion',
  'switch',
  'verification',
  'recovery time',
  'write outage',
  'whole rehearsal',
] as const;
export type Figures = Readonly<Record<(typeof FIGURES)[number], number | null>>;

/** What one rehearsal measured: phases by the machine's own clock, the rest by the lab's. `null`: not measured, or not in this fault. */
export function figuresOf(
  { measured }: Pick<Report, 'measured'>,
  { measuredPhases: phases }: Pick<Details, 'measuredPhases'>,
  wholeSeconds: number,
): Figures {
  return {
    detection: measured.detectionSeconds,
    decision: phases?.decision ?? null,
    fencing: phases?.fencing ?? null,
    promotion: phases?.promotion ?? null,
    switch: phases?.switch ?? null,
    verification: phases?.verification ?? null,
    'recovery time': measured.recoveryTimeSeconds,
    'write outage': measured.writeOutageSeconds,
    'whole rehearsal': wholeSeconds,
  };
}
