import type { Fault } from './fault.ts';

/** Nobody is left who could say anything or be promoted. What was acknowledged lies on one disk, and only a person can bring it back. */
export const allStandbysLost: Fault = {
  name: 'all-standbys-lost',
  line: 'every standby is gone, and the primary is killed',
  expected: {
    endState: 'Held for a person',
    promoted: false,
    notFenced: true,
    untouched: true,
    nobodyWrites: 'no standby is left that could be promoted, and the primary is down',
  },
  patienceSeconds: 90,
  async inject({ estate, primary, say }) {
    const standbys = estate.hosts().filter((host) => host.node !== primary.node);
    say(`${standbys.map((host) => host.node).join(', ')} are gone: server, agent and network; kill -9 of ${primary.node}`);
    await Promise.all(standbys.map((host) => host.lose()));
    await primary.killServer();
  },
};
