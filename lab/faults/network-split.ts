import type { Fault } from './fault.ts';

/** Only we can't reach the primary; standbys still stream and clients still write. Promoting now would make two primaries. */
export const networkSplit: Fault = {
  name: 'network-split',
  line: 'the functions are cut from the primary; standbys and clients are not',
  expected: {
    endState: 'Held for a person',
    promoted: false,
    notFenced: true,
    untouched: true,
    writesNeverStopped: true,
    asked: ['give-up-primary'],
  },
  approved: {
    endState: 'Recovered',
    promoted: true,
    fencedBy: 'fence-postgres',
    // What was in force on a primary nobody here could ask is not known, so the quorum proves nothing.
    asked: ['give-up-primary', 'promote-candidate'],
    loss: 'bounded',
  },
  patienceSeconds: 115,
  async inject({ primary, estate, cloud, region, say }) {
    say(`no packet passes from the functions to ${primary.node} any more`);
    estate.cut(cloud.functionAddresses(region), primary.node);
  },
};
