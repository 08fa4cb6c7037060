import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { defaultPlan } from '../lib/plan/default-plan.ts';
import { readPlan } from '../lib/plan/parse-plan.ts';
import { SEVERITIES } from '../lib/plan/severities.ts';
import { type DependencyOptions, dependencyNamed, visible } from './dependencies/arguments.ts';
import type { Fault } from './faults/fault.ts';
import { objectionTo } from './ladder/objection.ts';
import type { LadderOptions } from './ladder/rehearse-ladder.ts';
import { LATENCY_MODES, type LatencyMode } from './latency/latency.ts';
import type { Answer } from './person.ts';
import { type DependencyScenario, type LadderScenario, type Scenario, scenarios } from './scenarios.ts';

export type RehearseOptions = {
  scenario: string;
  /** Rehearsed one after the other. */
  faults: readonly Fault[];
  planFile: string;
  out: string | undefined;
  /** What people do when the machine asks them. */
  answer: Answer;
  latency: LatencyMode;
  keep: boolean;
  verbose: boolean;
};

/** A usage error: the message names what was given and everything that would have been valid. Exit status 2. */
export class Usage extends Error {
  override readonly name = 'Usage';
}

export type Command =
  | { do: 'rehearse'; options: RehearseOptions }
  | { do: 'rehearse-dependency'; options: DependencyOptions }
  | { do: 'rehearse-ladder'; options: LadderOptions }
  | { do: 'list' }
  | { do: 'help' };

const OPTIONS = {
  fault: { type: 'string', multiple: true },
  plan: { type: 'string' },
  out: { type: 'string' },
  approve: { type: 'boolean', default: false },
  silent: { type: 'boolean', default: false },
  latency: { type: 'string', default: 'none' },
  keep: { type: 'boolean', default: false },
  verbose: { type: 'boolean', default: false },
  dependency: { type: 'string' },
  severity: { type: 'string' },
  list: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

export const HELP = `Rehearse a scenario of the plan on this computer: the synthesized machine and the bundled functions
against real PostgreSQL servers, real clients and a real fault. Needs no AWS account.

  npm run rehearse -- [scenario] [options]

  scenario         default: database-failover
  --fault NAME     what breaks; default: the scenario's first fault; several times or "all": one after the other,
                   each from a fresh estate, with a table at the end
  --dependency NAME
                   of dependency-outage: its id or its name in the plan; default: the plan's first. Needs no PostgreSQL, runs on a fast clock
  --severity P1    of escalation: the incident's severity when it begins, P1 to P4; default: P1. Runs on a fast clock
  --plan FILE      plan to rehearse; default: the only config/*.plan.yaml
  --out DIR        folder for the report (report.html, report.md, report.json, details.json); default:
                   rehearsals/<time>-<scenario>-<fault>; with several faults: one folder for each in it
  --approve        the person who is asked by a human gate approves; default: declines, so nothing is promoted
  --silent         nobody answers: the gate waits as long as the plan says (failover.decisionPatience: half an hour in the first plan)
  --latency MODE   aws: what AWS takes is added to every emulated call (docs/latency.md), so that the times are a forecast; default: none
  --keep           leave the rehearsal folder (data folders, server and agent logs) in place; servers are stopped all the same
  --verbose        also show function calls, metrics, host output, questions of the machine and the functions' log lines
  --list           show scenarios and faults, a line each
  --help           show this page

Exit status: 0 every recovery did what scenario and fault require; 1 one did not; 2 usage or set-up error.
Ctrl-C stops everything that was started and removes the rehearsal folder.`;

/**
 * Reads the command line.
 *
 * @throws Usage naming the bad word and the valid ones: unknown option, scenario or fault, missing value, a word too many.
 */
export function readCommandLine(args: string[]): Command {
  const { values, positionals } = parseWords(args, OPTIONS);
  const scenario = scenarioNamed(positionals);
  if (scenario.kind === 'database') faultsNamed(scenario, values.fault ?? []);
  if (values.help) return { do: 'help' };
  if (values.list) return { do: 'list' };
  if (scenario.kind === 'dependency') return { do: 'rehearse-dependency', options: dependencyOptions(scenario, values) };
  if (values.dependency !== undefined) throw new Usage(`--dependency is of another scenario: ${nameOfKind('dependency')}`);
  if (scenario.kind === 'ladder') return { do: 'rehearse-ladder', options: ladderOptions(scenario, values) };
  if (values.severity !== undefined) throw new Usage(`--severity is of another scenario: ${nameOfKind('ladder')}`);
  const faults = faultsNamed(scenario, values.fault ?? []);
  const out = values.out === undefined ? undefined : usableFolder(values.out);
  return {
    do: 'rehearse',
    options: {
      scenario: scenario.name,
      faults,
      planFile: values.plan ?? defaultPlan(),
      out,
      answer: answerOf(values),
      latency: latencyIn(values.latency),
      keep: values.keep,
      verbose: values.verbose,
    },
  };
}

type Values = {
  fault?: string[];
  dependency?: string;
  severity?: string;
  plan?: string;
  out?: string;
  keep: boolean;
  verbose: boolean;
} & Record<'approve' | 'silent', boolean> & { latency: string };

/** @throws Usage for what this scenario does not have: nobody is asked, and its clock is the plan's */
function dependencyOptions(scenario: DependencyScenario, values: Values): DependencyOptions {
  const { approve, silent, latency, keep, verbose } = values;
  if (approve || silent || latency !== 'none')
    throw new Usage(`--approve, --silent and --latency have no meaning for ${scenario.name}; required without`);
  const planFile = values.plan ?? defaultPlan();
  const dependency = dependencyNamed(readPlan(planFile).dependencies, values.dependency, (text) => new Usage(text));
  const faults = faultsNamed(
    { name: `${scenario.name} of ${dependency.id}`, faults: visible(dependency, scenario.faults) },
    values.fault ?? [],
  );
  const out = values.out === undefined ? undefined : usableFolder(values.out);
  return { dependency: dependency.id, faults, planFile, out, keep, verbose };
}

/** @throws Usage for what this scenario does not have: nobody is asked at a gate, and its clock is the incident's */
function ladderOptions(scenario: LadderScenario, values: Values): LadderOptions {
  const { approve, silent, latency, keep, verbose } = values;
  if (approve || silent || latency !== 'none')
    throw new Usage(`--approve, --silent and --latency have no meaning for ${scenario.name}; required without`);
  const severity = SEVERITIES.find((one) => one === (values.severity ?? 'P1'));
  if (severity === undefined) throw new Usage(`unknown severity "${values.severity}"; valid: ${SEVERITIES.join(', ')}`);
  const planFile = values.plan ?? defaultPlan();
  const plan = readPlan(planFile);
  const wanted = values.fault ?? [];
  const able = scenario.faults.filter((course) => objectionTo(course, severity, plan) === undefined);
  const courses = wanted.join() === EVERY_FAULT ? able : faultsNamed(scenario, wanted);
  const [objection] = courses.flatMap((course) => objectionTo(course, severity, plan) ?? []);
  if (objection !== undefined) throw new Usage(objection);
  const out = values.out === undefined ? undefined : usableFolder(values.out);
  return { severity, courses, planFile, out, keep, verbose };
}

const nameOfKind = (kind: Scenario['kind']) => scenarios.find((one) => one.kind === kind)?.name ?? kind;

/** @throws Usage for an answer that is two */
function answerOf({ approve, silent }: { approve: boolean; silent: boolean }): Answer {
  if (approve && silent) throw new Usage('--approve and --silent are two answers; required one');
  return approve ? 'approve' : silent ? 'silent' : 'decline';
}

/**
 * Scenario and fault of a command line, the first of each where none is named.
 *
 * @throws Usage with the valid ones
 */
export function named(positionals: readonly string[], wanted: string | undefined): { scenario: string; fault: string } {
  const scenario = scenarioNamed(positionals);
  if (scenario.kind !== 'database') throw new Usage(`${scenario.name} is not measured; valid: ${nameOfKind('database')}`);
  const [fault] = faultsNamed(scenario, wanted === undefined ? [] : [wanted]);
  return { scenario: scenario.name, fault: fault?.name ?? '' };
}

function scenarioNamed(positionals: readonly string[]): Scenario {
  if (positionals.length > 1) throw new Usage(`one scenario at a time, but got: ${positionals.join(', ')}`);
  const name = positionals[0] ?? 'database-failover';
  const scenario = scenarios.find((known) => known.name === name);
  if (!scenario) throw new Usage(`unknown scenario "${name}"; valid: ${scenarios.map((known) => known.name).join(', ')}`);
  return scenario;
}

const EVERY_FAULT = 'all';

/** In the order in which they were named; without a name the scenario's first. */
function faultsNamed<F extends { name: string }>(
  { name, faults }: { name: string; faults: readonly F[] },
  wanted: readonly string[],
): readonly F[] {
  if (wanted.length === 1 && wanted[0] === EVERY_FAULT) return faults;
  const twice = wanted.find((one, index) => wanted.indexOf(one) !== index);
  if (twice !== undefined) throw new Usage(`--fault ${twice} is given twice; each is rehearsed once`);
  const unknown = wanted.find((one) => !faults.some((fault) => fault.name === one));
  if (unknown !== undefined)
    throw new Usage(
      `unknown fault "${unknown}" of ${name}; valid: ${faults.map((known) => known.name).join(', ')}, or ${EVERY_FAULT} alone`,
    );
  return wanted.length === 0 ? faults.slice(0, 1) : wanted.flatMap((one) => faults.find((fault) => fault.name === one) ?? []);
}

/** @throws Usage with the valid ones */
export function latencyIn(word: string): LatencyMode {
  const mode = LATENCY_MODES.find((known) => known === word);
  if (mode === undefined) throw new Usage(`unknown latency "${word}"; valid: ${LATENCY_MODES.join(', ')}`);
  return mode;
}

/**
 * Options and other words, each option at most once unless it is one that may be repeated.
 *
 * @throws Usage with the valid options
 */
export function parseWords<const Options extends NonNullable<ParseArgsConfig['options']>>(args: string[], options: Options) {
  const known = `valid options: ${Object.keys(options)
    .map((option) => `--${option}`)
    .join(', ')}`;
  const parsed = parse(args, options, known);
  const given = parsed.tokens.flatMap((token) => (token.kind === 'option' && !options[token.name]?.multiple ? [token.rawName] : []));
  const twice = given.find((name, index) => given.indexOf(name) !== index);
  if (twice !== undefined) throw new Usage(`${twice} is given twice; ${known}`);
  return parsed;
}

function parse<const Options extends NonNullable<ParseArgsConfig['options']>>(args: string[], options: Options, known: string) {
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true, tokens: true });
  } catch (error) {
    throw new Usage(`${error instanceof Error ? error.message.split('. ')[0] : String(error)}; ${known}`);
  }
}

/** Found out before anything is started: a report that cannot be written at the end would cost the whole rehearsal. */
function usableFolder(path: string): string {
  const folder = resolve(path);
  let existing = folder;
  while (!existsSync(existing)) existing = dirname(existing);
  try {
    if (!statSync(existing).isDirectory()) throw new Error('it is no folder');
    accessSync(existing, constants.W_OK | constants.X_OK);
  } catch (failure) {
    const why = failure instanceof Error ? failure.message : String(failure);
    throw new Usage(`--out ${path} cannot be used: ${existing}: ${why}; required a folder that can be written, or created`);
  }
  return folder;
}

/** Scenarios and faults, a line each. */
export function listing(): string {
  const rows = scenarios.flatMap(({ name, line, faults }) => [[name, line], ...faults.map((fault) => [`  ${fault.name}`, fault.line])]);
  const width = Math.max(...rows.map(([name = '']) => name.length)) + 2;
  return rows.map(([name = '', line = '']) => name.padEnd(width) + line).join('\n');
}
