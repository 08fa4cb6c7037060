import type { Dependency } from '../../lib/plan/schema.ts';
import type { Outage } from './third-party.ts';

/** What a rehearsal does to a third party: out, well for too short a time, out once more, then well for good. */
export type DependencyFault = { name: string; line: string; outage: Outage };

/** The first one is the default. */
export const DEPENDENCY_FAULTS: readonly DependencyFault[] = [
  { name: 'refuses', line: 'nobody listens at the third party any more', outage: 'refuses' },
  { name: 'hangs', line: 'the third party takes connections and answers nothing', outage: 'hangs' },
  { name: 'errors', line: 'the third party answers HTTP 500', outage: 'errors' },
];

/** A probe that only connects sees no more of an outage than that nobody listens. */
export const faultsOf = ({ probe }: Pick<Dependency, 'probe'>): readonly DependencyFault[] =>
  DEPENDENCY_FAULTS.filter(({ outage }) => 'url' in probe || outage === 'refuses');
