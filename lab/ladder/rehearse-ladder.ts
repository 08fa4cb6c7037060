import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ESCALATION, names } from '../../lib/plan/names.ts';
import type { Plan, SeverityName } from '../../lib/plan/schema.ts';
import { type FastClock, startFastClock } from '../clock/fast-clock.ts';
import type { Cloud } from '../cloud/cloud.ts';
import { startCloud } from '../cloud/start-cloud.ts';
import { endRehearsal } from '../estate/janitor.ts';
import { EventLog } from '../event-log.ts';
import { peoplePart } from '../people-part.ts';
import { type SavedFile, writtenForPeople } from '../report/people-seen.ts';
import { saveAll } from '../report/save-all.ts';
import { Timeline } from '../timeline.ts';
import { type WithoutHosts, whatIsThereBefore, withoutHosts } from '../without-hosts.ts';
import type { Deed, LadderCourse } from './courses.ts';
import type { Lived, TypedCommand } from './lived.ts';
import { ladderMarkdown } from './markdown.ts';
import { ladderPage } from './page.ts';
import { type LadderReport, ladderReport } from './report.ts';
import { minutes } from './rungs.ts';
import { commandFor, type } from './shell-person.ts';

export type LadderOptions = {
  severity: SeverityName;
  courses: readonly LadderCourse[];
  planFile: string;
  out: string | undefined;
  keep: boolean;
  verbose: boolean;
};

const REASON = 'the rehearsal of the ladder';
/** What the person writes into commands. */
const WRITTEN = { by: 'Rehearsal person', reason: REASON, cause: 'rehearsed', resolution: 'the rehearsal is over' };
/** Seconds the ladder may take after the end until everybody was told; one that waits for an approval stays up, and is only looked at. */
const SETTLE = 120;

/**
 * Rehearses the ladder of an incident that a person opened, from a fresh cloud for each course: the synthesized machine and the bundled
 * functions, on a fast clock. No database is started.
 *
 * @throws what the preparation throws; nothing is left behind then
 */
export async function rehearseLadder(options: LadderOptions, print: (text: string) => void): Promise<LadderReport[]> {
  return withoutHosts(options, new Timeline(options.verbose, print), async (prepared) => {
    const reports: LadderReport[] = [];
    for (const course of options.courses) {
      const lived = await rehearseOne(course, prepared, options, print);
      const report = ladderReport(lived);
      sayVerdict(report, print);
      print(`report: ${writeReport(report, writtenForPeople(lived), options)} (for people: report.html)`);
      reports.push(report);
    }
    return reports;
  });
}

async function rehearseOne(
  course: LadderCourse,
  prepared: WithoutHosts,
  { severity, planFile, keep, verbose }: LadderOptions,
  print: (text: string) => void,
): Promise<Lived> {
  const { plan, assembly, prefix } = prepared;
  const folder = join(prepared.folder, course.name);
  mkdirSync(folder);
  const timeline = new Timeline(verbose, print);
  timeline.introduce(plan);
  const clock = startFastClock();
  const log = new EventLog((event) => timeline.show(event));
  let cloud: Cloud | undefined;
  try {
    timeline.say('clock', 'fast: it jumps over the waiting; every other second is real');
    cloud = await startCloud({ assembly, plan, folder, prefix, clock, hosts: false, onEvent: log.add });
    whatIsThereBefore(cloud, plan);
    await cloud.deploy();
    return await live({ cloud, plan, planFile, clock, severity, course, log, timeline });
  } finally {
    timeline.fallSilent();
    await cloud?.stop();
    clock.stop();
    await endRehearsal(folder, keep);
  }
}

type Life = {
  cloud: Cloud;
  plan: Plan;
  planFile: string;
  clock: FastClock;
  severity: SeverityName;
  course: LadderCourse;
  log: EventLog;
  timeline: Timeline;
};

async function live(life: Life): Promise<Lived> {
  const { cloud, plan, clock, severity, course, log } = life;
  const region = plan.regions[0]?.name ?? '';
  const machine = names.machine(plan, ESCALATION);
  const input = { severity, reason: REASON, impact: 'rehearsed: nobody can pay' };
  const execution = await clock.busy(() => cloud.startExecution(region, machine, input));
  const typed: TypedCommand[] = [];
  for (const deed of course.deeds) {
    await clock.sleep(Date.parse(execution.startedAt) + deed.after * 1_000 - clock.now());
    typed.push({ seconds: deed.after, ...(await carryOut(deed, region, life)) });
  }
  await clock.sleep(SETTLE * 1_000);
  return {
    ...{ course, severity, plan, execution: structuredClone(execution), events: log.events, typed, iam: cloud.iam() },
    people: await peoplePart({ cloud, plan, region }),
    definitionSha256: cloud.definitionSha256(region, machine),
    finishedAt: new Date(clock.now()).toISOString(),
  };
}

async function carryOut({ action, severity }: Deed, region: string, { cloud, planFile, clock, log, timeline }: Life) {
  const command = commandFor(action, { ...WRITTEN, ...(severity && { severity }) }, log.events);
  timeline.say('person', command);
  const { status, said } = await clock.busy(() => type(command, { cloud, region, planFile }));
  timeline.say('person', said);
  if (status !== 0) throw new Error(`the command of the messages was not taken, exit status ${status}: ${command}`);
  return { command, said };
}

function sayVerdict(report: LadderReport, print: (text: string) => void): void {
  print('\n  fast clock: the times are those of the incident, not of this computer\n');
  for (const { audience, seconds, subject } of report.messages)
    print(`  ${minutes(seconds).padStart(16)}  ${audience.padEnd(24)} ${subject}`);
  for (const reason of report.reasons) print(`  FAILED: ${reason}`);
  print(`\n${report.verdict.toUpperCase()}: ${report.scenario}, ${report.severity}, ${report.course}, ended in "${report.endState}"`);
}

function writeReport(report: LadderReport, documents: readonly SavedFile[], { out, courses }: LadderOptions): string {
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-');
  const own = `${stamp}-${ESCALATION}-${report.severity}-${report.course}`;
  const folder = resolve(out === undefined ? join('rehearsals', own) : courses.length === 1 ? out : join(out, report.course));
  saveAll(folder, [
    { name: 'report.json', body: `${JSON.stringify(report, null, 2)}\n` },
    { name: 'report.md', body: `${ladderMarkdown(report)}\n` },
    { name: 'report.html', body: ladderPage(report) },
    ...documents,
  ]);
  return folder;
}
