import type { Details } from '../../details.ts';
import type { Report } from '../../report.ts';
import { duration, sinceFault } from '../wording.ts';

/** All stays in a state together: when it was first entered, how often, seconds in all, and how the last stay ended. */
export type Visit = { name: string; enteredAt: string; times: number; seconds: number; outcome: 'succeeded' | 'failed' };

/** One for each state that was entered, in the order of the first entry. */
export function visitsOf({ states }: Pick<Report, 'states'>, { machine }: Pick<Details, 'machine'>): Visit[] {
  // An end state of the machine that is red by design is no failure of a step.
  const ends = new Set(machine.states.filter(({ type }) => type === 'Fail').map(({ name }) => name));
  const visits = new Map<string, Visit>();
  for (const { name, enteredAt, exitedAt, outcome } of states) {
    const seconds = (Date.parse(exitedAt) - Date.parse(enteredAt)) / 1_000;
    const known = visits.get(name);
    visits.set(name, {
      name,
      enteredAt: known?.enteredAt ?? enteredAt,
      times: (known?.times ?? 0) + 1,
      seconds: (known?.seconds ?? 0) + seconds,
      outcome: ends.has(name) ? 'succeeded' : outcome,
    });
  }
  return [...visits.values()];
}

/** A question takes milliseconds; its time would only be noise. */
const WORTH_SAYING = 0.05;

/** When, how long and how often, in a few signs. */
export function timesOf({ enteredAt, times, seconds, outcome }: Visit, faultAt: string): string {
  return [
    sinceFault(enteredAt, faultAt),
    ...(seconds >= WORTH_SAYING ? [duration(seconds)] : []),
    ...(times > 1 ? [`×${times}`] : []),
    ...(outcome === 'failed' ? ['failed'] : []),
  ].join(' · ');
}
