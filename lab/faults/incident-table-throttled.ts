import type { Fault } from './fault.ts';
import { breakThenKill } from './people-part.ts';

/**
 * DynamoDB throttles by partition. The timelines cannot be written or read any more; the lock, a partition of its own, can. People are told by
 * what the ladder carries, and of the end by what the lock says.
 */
export const incidentTableThrottled: Fault = {
  name: 'incident-table-throttled',
  line: 'timelines of the incident table are throttled, then the primary is killed',
  expected: {
    endState: 'Recovered',
    promoted: true,
    fencedBy: 'fence-postgres',
    unwritten: 'DynamoDB throttles every call about a timeline',
  },
  patienceSeconds: 110,
  inject: (stage) =>
    breakThenKill(stage, 'incident-partitions', 'from now on DynamoDB throttles every call about a timeline; the lock is left'),
};
