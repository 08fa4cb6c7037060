import type { Fault } from './fault.ts';
import { breakThenKill } from './people-part.ts';

/** S3 refuses reports, evidence and post-mortems: the recovery says what it could not write down. */
export const reportsBucketDenied: Fault = {
  name: 'reports-bucket-denied',
  line: 'the bucket of the reports refuses every call, then the primary is killed',
  expected: { endState: 'Recovered', promoted: true, fencedBy: 'fence-postgres', unreported: 'the bucket refuses every call' },
  patienceSeconds: 110,
  inject: (stage) => breakThenKill(stage, 'reports-bucket', 'from now on the bucket of the reports refuses every call'),
};
