import { defaultPlan } from '../../lib/plan/default-plan.ts';
import { parseWords, Usage } from '../command-line.ts';

export type SoakOptions = { minutes: number; planFile: string; verbose: boolean };

export const HELP = `Soak: an ordinary day of the estate, in short. Clients write, two standbys are restarted in good order, one after the other,
and the payments table is vacuumed in full; nothing is broken, so nothing may ring.

  npm run soak -- [--minutes N] [--plan FILE] [--verbose]   (defaults: 10, the only config/*.plan.yaml)

Exit status: 0 nothing rang, nobody was paged, every acknowledged write is there and every standby streams; 1 otherwise; 2 usage or set-up error.`;

const OPTIONS = {
  minutes: { type: 'string', default: '10' },
  plan: { type: 'string' },
  verbose: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** `undefined`: help is wanted. @throws Usage naming the bad word and the valid ones */
export function readSoakOptions(args: string[]): SoakOptions | undefined {
  const { values, positionals } = parseWords(args, OPTIONS);
  if (values.help) return undefined;
  if (positionals.length > 0) throw new Usage(`unknown word "${positionals[0]}"; required options only`);
  const minutes = Number(values.minutes);
  if (!/^[0-9]+(\.[0-9]+)?$/.test(values.minutes) || minutes < 0.5 || minutes > 1_440)
    throw new Usage(`--minutes ${values.minutes}; required a number from 0.5 to 1440`);
  return { minutes, planFile: values.plan ?? defaultPlan(), verbose: values.verbose };
}
