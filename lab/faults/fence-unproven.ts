import type { Fault } from './fault.ts';

/**
 * The host is gone, no command reaches it, and its instance never gets from `stopping` to `stopped`, as one on broken hardware may. It may be
 * writing somewhere: only a person who knows better may go on.
 */
export const fenceUnproven: Fault = {
  name: 'fence-unproven',
  line: 'the host is gone, commands to it fail, and stopping its instance does not end',
  expected: {
    endState: 'Held for a person',
    promoted: false,
    asked: ['promote-unfenced'],
    nobodyWrites: 'the host of the primary is gone, and nobody approved a promotion without a proven fence',
  },
  approved: {
    endState: 'Recovered',
    promoted: true,
    fenceAccepted: 'a person answers for the old primary being off',
    asked: ['promote-unfenced', 'promote-candidate'],
    loss: 'unbounded',
  },
  patienceSeconds: 230,
  async inject({ primary, cloud, region, say }) {
    say(`the power switch of ${primary.node} is stuck`);
    cloud.sticksWhenStopping(region, primary.instance);
    say(`${primary.node} is gone: server, agent and network`);
    await primary.lose();
  },
};
