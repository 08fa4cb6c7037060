import { parseArgs } from 'node:util';
import type { RegionLedger } from '../../lambdas/domain/ledger.ts';
import { defaultPlan } from '../../lib/plan/default-plan.ts';
import { names } from '../../lib/plan/names.ts';
import { readPlan } from '../../lib/plan/parse-plan.ts';
import { InvalidPlan } from '../../lib/plan/plan-problem.ts';
import type { Plan } from '../../lib/plan/schema.ts';
import { LEDGER } from '../../lib/plan/steps.ts';
import { allLedgers, ledgerText } from '../../messages/ledger/ledger-text.ts';
import { type Command, EXIT } from './command.ts';
import { invoke } from './invoke.ts';

/** What the command needs of the world: a function of a region that is asked, and where its words go. */
export type LedgerWorld = {
  ask(region: string, functionName: string, input: Period): Promise<RegionLedger>;
  out(text: string): void;
  err(text: string): void;
};

export type Period = { year?: number; month?: number };

const HELP = `reprise incidents: how many incidents there were, how long they took, and how available the service was

  --year 2026      another year than this one
  --month 11       another month of it than this one (of a year that is over: December)
  --region R       ask this region alone
  --json           the figures for programs
  --plan FILE      another plan than the only one in config

Every region of the plan is asked; one that does not answer is named, and what it alone knows is missing.
Exit status: 0 all regions answered, 1 not all did, 2 usage.
`;

/** Sub-command `incidents`: the ledger of all regions. */
export const incidents = {
  name: 'incidents',
  summary: 'how many incidents there were, how long they took, how available the service was',
  help: HELP,
  run: (args: string[]): Promise<number> => runIncidents(args, AWS),
} satisfies Command & { name: string };

/** As the sub-command, in any world. @returns the exit status */
export async function runIncidents(args: readonly string[], world: LedgerWorld): Promise<number> {
  const asked = optionsOf(args);
  if (typeof asked === 'string') {
    world.err(`${asked}\n\n${HELP}`);
    return EXIT.usage;
  }
  const { plan, regions, period, json } = asked;
  const functionName = names.step(plan, LEDGER);
  const results = await Promise.allSettled(regions.map((region) => world.ask(region, functionName, period)));
  const answers = results.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const silent = results.flatMap((one, index) =>
    one.status === 'rejected'
      ? [{ region: regions[index] ?? '', why: one.reason instanceof Error ? one.reason.message : String(one.reason) }]
      : [],
  );
  const all = allLedgers(answers, silent, plan);
  world.out(json ? `${JSON.stringify(all, null, 2)}\n` : ledgerText(all));
  return silent.length === 0 ? EXIT.done : EXIT.refused;
}

type Asked = { plan: Plan; regions: string[]; period: Period; json: boolean };

/** What is wrong with the words, as text, or what they ask for. */
function optionsOf(args: readonly string[]): Asked | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        year: { type: 'string' },
        month: { type: 'string' },
        region: { type: 'string' },
        plan: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
    const plan = readPlan(values.plan ?? defaultPlan());
    const known = plan.regions.map(({ name }) => name);
    if (values.region !== undefined && !known.includes(values.region))
      return `--region ${values.region} is not of the plan; allowed: ${known.join(', ')}`;
    const year = wholeIn('--year', values.year, 2000, 9999);
    const month = wholeIn('--month', values.month, 1, 12);
    const period = { ...(year === undefined ? {} : { year }), ...(month === undefined ? {} : { month }) };
    return { plan, regions: values.region === undefined ? known : [values.region], period, json: values.json };
  } catch (failure) {
    const isUsage =
      failure instanceof InvalidPlan || failure instanceof RangeError || (failure as { code?: string }).code?.startsWith('ERR_PARSE_ARGS');
    if (isUsage !== true) throw failure;
    return (failure as Error).message;
  }
}

function wholeIn(what: string, value: string | undefined, least: number, most: number): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (/^[0-9]+$/.test(value) && number >= least && number <= most) return number;
  throw new RangeError(`${what} ${value}: required a whole number from ${least} to ${most}`);
}

/** Calls a region's function with the credentials of whoever runs the command. Rejects with what AWS or the function says. */
export async function askFunction(region: string, functionName: string, input: Period): Promise<RegionLedger> {
  const answer = await invoke<RegionLedger>(region, functionName, input);
  if (answer.kind !== 'done') throw new Error(answer.why);
  return answer.output;
}

const AWS: LedgerWorld = {
  ask: askFunction,
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
};
