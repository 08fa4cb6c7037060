import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ESCALATION, names } from '../../lib/plan/names.ts';
import type { Plan, SeverityName } from '../../lib/plan/schema.ts';
import { type FastClock, startFastClock } from '../clock/fast-clock.ts';
import type { Cloud, Execution } from '../cloud/cloud.ts';
import { startCloud } from '../cloud/start-cloud.ts';
import { endRehearsal } from '../estate/janitor.ts';
import { EventLog } from '../event-log.ts';
import { audienceOf } from '../report/audience-of.ts';
import { Timeline, type TimelineEvent } from '../timeline.ts';
import { type WithoutHosts, whatIsThereBefore, withoutHosts } from '../without-hosts.ts';
import type { LadderCourse } from './courses.ts';
import { type Heard, minutes, objections, rungsByThePlan } from './expected.ts';
import { commandFor, type } from './shell-person.ts';

export type LadderOptions = {
  severity: SeverityName;
  courses: readonly LadderCourse[];
  planFile: string;
  out: string | undefined;
  keep: boolean;
  verbose: boolean;
};

/** `report.json` of a rehearsed ladder. Seconds from the incident's start, by a clock that jumps over the waiting. */
export type LadderReport = {
  schemaVersion: 1;
  scenario: typeof ESCALATION;
  course: string;
  severity: SeverityName;
  clock: 'fast';
  verdict: 'passed' | 'failed';
  reasons: string[];
  endState: string;
  heard: Heard[];
  messages: { audience: string; subject: string; body: string }[];
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
      const report = await rehearseOne(course, prepared, options, print);
      sayVerdict(report, print);
      print(`report: ${writeReport(report, options)}`);
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
): Promise<LadderReport> {
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
    const execution = await live({ cloud, plan, planFile, clock, severity, course, log, timeline });
    return reportOf({ course, severity, plan, execution, events: log.events });
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

async function live({ cloud, plan, planFile, clock, severity, course, log, timeline }: Life): Promise<Execution> {
  const region = plan.regions[0]?.name ?? '';
  const input = { severity, reason: REASON, impact: 'rehearsed: nobody can pay' };
  const execution = await clock.busy(() => cloud.startExecution(region, names.machine(plan, ESCALATION), input));
  const start = Date.parse(execution.startedAt);
  for (const deed of course.deeds) {
    await clock.sleep(start + deed.after * 1_000 - clock.now());
    const command = commandFor(deed.action, { ...WRITTEN, ...(deed.severity && { severity: deed.severity }) }, log.events);
    timeline.say('person', command);
    const { status, said } = await clock.busy(() => type(command, { cloud, region, planFile }));
    timeline.say('person', said);
    if (status !== 0) throw new Error(`the command of the messages was not taken, exit status ${status}: ${command}`);
  }
  await clock.sleep(SETTLE * 1_000);
  return execution;
}

type Lived = { course: LadderCourse; severity: SeverityName; plan: Plan; execution: Execution; events: readonly TimelineEvent[] };

function reportOf({ course, severity, plan, execution, events }: Lived): LadderReport {
  const start = Date.parse(execution.startedAt);
  const messages = events.flatMap((event) => (event.kind === 'notification' ? [event] : []));
  const heard = messages.map(({ at, topic, subject }) => ({
    audience: audienceOf(topic, plan),
    seconds: (Date.parse(at) - start) / 1_000,
    subject,
  }));
  const end = course.deeds.find(({ action }) => action === 'resolve')?.after ?? 0;
  const reasons = objections(heard, rungsByThePlan(plan, severity, course), end);
  return {
    schemaVersion: 1,
    scenario: ESCALATION,
    course: course.name,
    severity,
    clock: 'fast',
    verdict: reasons.length === 0 ? 'passed' : 'failed',
    reasons,
    endState: execution.path.at(-1) ?? 'none',
    heard,
    messages: messages.map(({ topic, subject, message }) => ({ audience: audienceOf(topic, plan), subject, body: message })),
  };
}

function sayVerdict(report: LadderReport, print: (text: string) => void): void {
  print('\n  fast clock: the times are those of the incident, not of this computer\n');
  for (const { audience, seconds, subject } of report.heard) print(`  ${minutes(seconds).padStart(16)}  ${audience.padEnd(24)} ${subject}`);
  for (const reason of report.reasons) print(`  FAILED: ${reason}`);
  print(`\n${report.verdict.toUpperCase()}: ${report.scenario}, ${report.severity}, ${report.course}, ended in "${report.endState}"`);
}

function writeReport(report: LadderReport, { out, courses }: LadderOptions): string {
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-');
  const own = `${stamp}-${ESCALATION}-${report.severity}-${report.course}`;
  const folder = resolve(out === undefined ? join('rehearsals', own) : courses.length === 1 ? out : join(out, report.course));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
  return folder;
}
