import { latencyIn, named, parseWords, Usage } from '../command-line.ts';
import type { LatencyMode } from '../latency/latency.ts';

export type BenchCommand =
  | { do: 'help' }
  | { do: 'bundles' }
  | { do: 'rehearsals'; scenario: string; fault: string; runs: number; latency: LatencyMode };

export const HELP = `Measure: runs the same rehearsal several times and prints a distribution of every figure; before that, size and module
initialisation of every function's bundle.

  npm run bench -- [scenario] [--runs N] [--fault NAME] [--latency none|aws]
                   (defaults: database-failover, 5, the scenario's first fault, none)
  npm run bench -- bundles     only the bundles

Exit status: 0 every rehearsal passed; 1 one did not; 2 usage or set-up error.`;

const OPTIONS = {
  runs: { type: 'string', default: '5' },
  fault: { type: 'string' },
  latency: { type: 'string', default: 'none' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** @throws Usage naming the bad word and the valid ones */
export function readBenchCommand(args: string[]): BenchCommand {
  const { values, positionals } = parseWords(args, OPTIONS);
  if (values.help) return { do: 'help' };
  if (!/^[1-9][0-9]{0,2}$/.test(values.runs)) throw new Usage(`--runs ${values.runs}; required a whole number from 1 to 999`);
  const latency = latencyIn(values.latency);
  if (positionals.join() === 'bundles') return { do: 'bundles' };
  return { do: 'rehearsals', ...named(positionals, values.fault), runs: Number(values.runs), latency };
}
