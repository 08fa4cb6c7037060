import type { Fault } from './fault.ts';

/** The lost host boots again after the recovery, twice, as after a power cut; its service manager starts what it always started. */
export const oldPrimaryReturns: Fault = {
  name: 'old-primary-returns',
  line: 'the lost host boots again after the recovery, twice, while a client writes to it directly',
  expected: { endState: 'Recovered', promoted: true, fencedBy: 'stop-instance' },
  patienceSeconds: 110,
  comesBack: { times: 2, seconds: 4 },
  async inject({ primary, say }) {
    say(`${primary.node} is gone: server, agent and network`);
    await primary.lose();
  },
};
