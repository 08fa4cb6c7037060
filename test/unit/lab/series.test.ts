import type { RehearseOptions } from '../../../lab/command-line.ts';
import type { Fault } from '../../../lab/faults/fault.ts';
import { primaryKilled } from '../../../lab/faults/primary-killed.ts';
import { rehearseAll } from '../../../lab/series.ts';

test('faults that this computer cannot rehearse are refused together, before anything is started, with what they need', async () => {
  const lacking = (name: string, need: string): Fault => ({ ...primaryKilled, name, obstacle: () => need });
  const printed: string[] = [];
  const faults = [primaryKilled, lacking('one', 'it needs root'), lacking('two', 'it needs a library')];
  const options: RehearseOptions = {
    scenario: 'database-failover',
    faults,
    planFile: 'nowhere.yaml',
    out: undefined,
    answer: 'decline',
    latency: 'none',
    keep: false,
    verbose: false,
  };
  await expect(rehearseAll(options, (text) => printed.push(text))).rejects.toThrow(
    'fault one cannot be rehearsed here: it needs root\nfault two cannot be rehearsed here: it needs a library\nname the other faults',
  );
  expect(printed).toEqual([]);
});
