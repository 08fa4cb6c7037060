import { firstChoice, required } from '../first-choice.ts';
import type { Fault } from './fault.ts';

/** Somebody has promoted a standby by hand while the primary was well, and asks the machine for help. Choosing one throws writes away. */
export const splitBrain: Fault = {
  name: 'split-brain',
  line: 'somebody promoted a standby by hand although the primary works, and starts the machine',
  expected: {
    endState: 'Stopped: two primaries',
    promoted: false,
    notFenced: true,
    untouched: true,
    writesNeverStopped: true,
    twoWriters: 'a person promoted the second one by hand, and only a person may choose between them',
  },
  patienceSeconds: 60,
  async inject({ plan, cloud, estate, region, machine, primary, say }) {
    const { node } = estate.host(required(firstChoice(plan, primary.node)).id);
    say(`somebody promotes ${node} by hand; ${primary.node} works`);
    const [answer] = await estate.host(node).query<{ promoted: boolean }>('select pg_promote() as promoted');
    if (answer?.promoted !== true) throw new Error(`${node} did not promote`);
    say('a person starts the machine in the console');
    await cloud.startExecution(region, machine, { reason: 'which of the two is the primary?', force: false });
  },
};
