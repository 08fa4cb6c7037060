import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DEPENDENCY_OUTAGE, names } from '../../lib/plan/names.ts';
import type { Dependency } from '../../lib/plan/schema.ts';
import { startFastClock } from '../clock/fast-clock.ts';
import type { LabClock } from '../clock/lab-clock.ts';
import { startCloud } from '../cloud/start-cloud.ts';
import { endRehearsal } from '../estate/janitor.ts';
import { DidNotHappen, EventLog } from '../event-log.ts';
import { saveAll } from '../report/save-all.ts';
import { Timeline } from '../timeline.ts';
import { type WithoutHosts, whatIsThereBefore, withoutHosts } from '../without-hosts.ts';
import { Application, type Sighting } from './application.ts';
import type { DependencyOptions } from './arguments.ts';
import { runCourse, type Stage } from './course.ts';
import type { DependencyEvidence, Moments } from './evidence.ts';
import type { DependencyFault } from './faults.ts';
import { clockSentence, figures } from './figures.ts';
import { dependencyMarkdown } from './markdown.ts';
import { dependencyPage } from './page.ts';
import { type DependencyReport, dependencyReport } from './report.ts';
import { shower } from './show.ts';
import { startThirdParties } from './third-party.ts';

type Started = { stop(): Promise<void> | void };

/**
 * Rehearses the faults one after the other and prints each verdict when it is known. No PostgreSQL is started: the machine touches none.
 *
 * @throws what the preparation throws; nothing is left behind then
 */
export async function rehearseDependency(options: DependencyOptions, print: (text: string) => void): Promise<DependencyReport[]> {
  const timeline = new Timeline(options.verbose, print);
  return withoutHosts(options, timeline, async (prepared) => {
    const reports: DependencyReport[] = [];
    for (const fault of options.faults) {
      const report = await rehearseOne(fault, prepared, options, new Timeline(options.verbose, print));
      sayVerdict(report, print);
      print(`report: ${writeReport(report, folderOf(report, options))} (for people: report.html)`);
      reports.push(report);
    }
    return reports;
  });
}

async function rehearseOne(
  fault: DependencyFault,
  prepared: WithoutHosts,
  options: DependencyOptions,
  timeline: Timeline,
): Promise<DependencyReport> {
  const folder = join(prepared.folder, `${options.dependency}-${fault.name}`);
  mkdirSync(folder);
  const started: Started[] = [{ stop: () => endRehearsal(folder, options.keep) }];
  try {
    const clock = startFastClock();
    started.push(clock);
    timeline.say('clock', clockSentence({ clock: clock.name }));
    timeline.introduce(prepared.plan);
    const log = new EventLog(shower(timeline, options.verbose));
    const stage = await build({ ...prepared, folder }, { clock, log, dependency: options.dependency }, started);
    timeline.say('set-up', `stacks deployed; ${prepared.plan.dependencies.length} third parties answer`);
    const evidence = await strike(stage, fault);
    writeFileSync(join(folder, 'functions.log'), stage.cloud.functionLogs().join('\n'));
    writeFileSync(join(folder, 'events.jsonl'), evidence.events.map((event) => JSON.stringify(event)).join('\n'));
    const machine = names.machine(stage.plan, DEPENDENCY_OUTAGE);
    return dependencyReport(
      { fault, clock, definitionSha256: stage.cloud.definitionSha256(stage.plan.regions[0]?.name ?? '', machine) },
      evidence,
    );
  } finally {
    for (const one of started.reverse()) await one.stop();
  }
}

type With = { clock: LabClock; log: EventLog; dependency: string };

async function build(
  { plan, folder, prefix, assembly }: WithoutHosts,
  { clock, log, dependency: id }: With,
  started: Started[],
): Promise<Stage> {
  const dependency = plan.dependencies.find((one) => one.id === id) as Dependency;
  const third = await startThirdParties(plan);
  started.push(third);
  const cloud = await startCloud({ assembly, plan, folder, prefix, clock, hosts: false, onEvent: log.add });
  started.push(cloud);
  whatIsThereBefore(cloud, plan);
  await cloud.deploy();
  const sightings: Sighting[] = [];
  const onSight = (one: Sighting) => {
    sightings.push(one);
    log.add({ at: one.at, kind: 'application', node: one.region, text: `reads ${dependency.switch.parameter} = ${one.value}` });
  };
  const { parameter } = dependency.switch;
  const applications = plan.regions.map(({ name: region }) => new Application({ cloud, clock, region, parameter, onSight }));
  for (const one of applications) started.push(one);
  const party = third.parties.find((one) => one.id === id);
  if (party === undefined) throw new Error(`no third party ${id} was started`);
  return { plan, dependency, cloud, clock, log, party, applications, sightings };
}

async function strike(stage: Stage, fault: DependencyFault): Promise<DependencyEvidence> {
  const { plan, dependency, cloud, clock, log, sightings } = stage;
  const startedAt = new Date(clock.now()).toISOString();
  const moments: Moments = {};
  const brokenOff = await runCourse(stage, fault.outage, moments).then(
    () => undefined,
    (failure: unknown) => {
      if (failure instanceof DidNotHappen) return failure.message;
      throw failure;
    },
  );
  const machine = names.machine(plan, DEPENDENCY_OUTAGE);
  const executions = cloud.executions().filter((one) => one.machine === machine);
  const finishedAt = new Date(clock.now()).toISOString();
  return { plan, dependency, moments, brokenOff, events: [...log.events], executions, sightings, iam: cloud.iam(), startedAt, finishedAt };
}

function sayVerdict(report: DependencyReport, print: (text: string) => void): void {
  print('');
  for (const [what, measured, required] of figures(report))
    print(`  ${what.padEnd(40)} ${measured.padEnd(30)} ${required === '' ? '' : `required: ${required}`}`.trimEnd());
  print(`  ${clockSentence(report)}`);
  for (const reason of report.reasons) print(`  FAILED: ${reason}`);
  print(
    `\n${report.verdict.toUpperCase()}: ${report.scenario}, ${report.dependency.name}, fault ${report.fault}, ended in "${report.endState}"`,
  );
}

function folderOf({ startedAt, dependency, fault }: DependencyReport, { out, faults }: DependencyOptions): string {
  if (out !== undefined) return resolve(faults.length === 1 ? out : join(out, fault));
  return resolve(join('rehearsals', `${startedAt.replaceAll(/[:.]/g, '-')}-${DEPENDENCY_OUTAGE}-${dependency.id}-${fault}`));
}

function writeReport(report: DependencyReport, folder: string): string {
  saveAll(folder, [
    { name: 'report.json', body: `${JSON.stringify(report, null, 2)}\n` },
    { name: 'report.md', body: `${dependencyMarkdown(report)}\n` },
    { name: 'report.html', body: dependencyPage(report) },
  ]);
  return folder;
}
