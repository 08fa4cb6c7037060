import type { Fault } from './fault.ts';

/** The host is gone: nothing answers, nothing is refused, and no command reaches it. Only stopping the instance can fence it. */
export const hostLost: Fault = {
  name: 'host-lost',
  line: 'server and host agent are gone, the network to the host is silent; commands time out',
  expected: { endState: 'Recovered', promoted: true, fencedBy: 'stop-instance' },
  patienceSeconds: 110,
  async inject({ primary, say }) {
    say(`${primary.node} is gone: server, agent and network`);
    await primary.lose();
  },
};
