import type { Distance } from '../../distance.ts';

/** The answer of a service that is a distance away, where there is one. */
export function far<T>(distance: Distance | undefined, answer: () => Promise<T>): Promise<T> {
  return distance === undefined ? answer() : distance.ask(answer);
}
