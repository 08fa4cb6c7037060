import type { Fault } from './fault.ts';
import { breakThenKill } from './people-part.ts';

/** SNS takes no message: the database recovers all the same, and the report says what could not be told. */
export const snsDown: Fault = {
  name: 'sns-down',
  line: 'SNS takes no message any more, then the primary is killed',
  expected: { endState: 'Recovered', promoted: true, fencedBy: 'fence-postgres', untold: 'SNS answers every Publish with an error' },
  patienceSeconds: 110,
  inject: (stage) => breakThenKill(stage, 'sns', 'from now on SNS answers every Publish with an error'),
};
