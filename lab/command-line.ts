import { parseArgs } from 'node:util';
import { scenarios } from './scenarios.ts';

export type RehearseOptions = {
  scenario: string;
  fault: string;
  planFile: string;
  out: string | undefined;
  keep: boolean;
  verbose: boolean;
};

/** A usage error: the message names what was given and everything that would have been valid. Exit status 2. */
export class Usage extends Error {
  override readonly name = 'Usage';
}

export type Command = { do: 'rehearse'; options: RehearseOptions } | { do: 'list' } | { do: 'help' };

const OPTIONS = {
  fault: { type: 'string' },
  plan: { type: 'string', default: 'config/taxcollector.plan.yaml' },
  out: { type: 'string' },
  keep: { type: 'boolean', default: false },
  verbose: { type: 'boolean', default: false },
  list: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

export const HELP = `Rehearse a scenario of the plan on this computer: the synthesized machine and the bundled functions
against real PostgreSQL servers, real clients and a real fault. Needs no AWS account.

  npm run rehearse -- [scenario] [options]

  scenario         default: database-failover
  --fault NAME     what breaks; default: the scenario's first fault
  --plan FILE      plan to rehearse; default: config/taxcollector.plan.yaml
  --out DIR        folder for report.json and report.md; default: rehearsals/<time>-<scenario>-<fault>
  --keep           leave the rehearsal folder (data folders, server and agent logs) in place; servers are stopped all the same
  --verbose        also show function calls, metrics, host output and the functions' log lines
  --list           show scenarios and faults, a line each
  --help           show this page

Exit status: 0 the recovery did what scenario and fault require; 1 it did not; 2 usage or set-up error.
Ctrl-C stops everything that was started and removes the rehearsal folder.`;

/**
 * Reads the command line.
 *
 * @throws Usage naming the bad word and the valid ones: unknown option, scenario or fault, missing value, a word too many.
 */
export function readCommandLine(args: string[]): Command {
  const { values, positionals } = parse(args);
  if (values.help) return { do: 'help' };
  if (values.list) return { do: 'list' };
  if (positionals.length > 1) throw new Usage(`one scenario at a time, but got: ${positionals.join(', ')}`);
  const name = positionals[0] ?? 'database-failover';
  const scenario = scenarios.find((known) => known.name === name);
  if (!scenario) throw new Usage(`unknown scenario "${name}"; valid: ${scenarios.map((known) => known.name).join(', ')}`);
  const fault = values.fault ?? scenario.faults[0]?.name ?? '';
  if (!scenario.faults.some((known) => known.name === fault)) {
    throw new Usage(`unknown fault "${fault}" of ${name}; valid: ${scenario.faults.map((known) => known.name).join(', ')}`);
  }
  return {
    do: 'rehearse',
    options: { scenario: name, fault, planFile: values.plan, out: values.out, keep: values.keep, verbose: values.verbose },
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true, strict: true });
  } catch (error) {
    const known = Object.keys(OPTIONS).map((option) => `--${option}`);
    throw new Usage(`${error instanceof Error ? error.message.split('. ')[0] : String(error)}; valid options: ${known.join(', ')}`);
  }
}

/** Scenarios and faults, a line each. */
export function listing(): string {
  return scenarios
    .flatMap((scenario) => [
      scenario.name.padEnd(20) + scenario.line,
      ...scenario.faults.map((fault) => `  ${fault.name.padEnd(18)}${fault.line}`),
    ])
    .join('\n');
}
