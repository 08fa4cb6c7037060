import { type Markup, markup } from '../../messages/page/markup.ts';
import { reportPage } from '../report/page/report-page.ts';
import { callsChecked } from '../report/page/sections/calls-checked.ts';
import { messagesSent } from '../report/page/sections/messages.ts';
import { section } from '../report/page/sections/section.ts';
import { table } from '../report/page/sections/table.ts';
import { clock, dayAndClock } from '../report/page/wording.ts';
import { clockSentence, figures } from './figures.ts';
import type { DependencyReport } from './report.ts';

/** `report.html` of a rehearsed outage. */
export function dependencyPage(report: DependencyReport): string {
  const title = `${report.verdict === 'passed' ? 'Passed' : 'Failed'}: rehearsal of ${report.scenario}, ${report.dependency.name}`;
  const footer = markup`<p>The verdict comes from what the lab itself saw: the parameter, what the application read, the looks, the executions and the messages. The same facts for programs: report.json (stable).</p>`;
  const measured = table('What was measured and required', ['what', 'measured', 'required'], figures(report));
  const sections = [
    verdict(report),
    section('figures', 'Measured', measured),
    course(report),
    executions(report),
    path(report),
    notifications(report),
    callsChecked(report),
  ];
  return reportPage(title, sections, footer, report.definitionSha256);
}

function verdict(report: DependencyReport): Markup {
  const { dependency, reasons, fault } = report;
  const passed = report.verdict === 'passed';
  return markup`
<header id="verdict" class="verdict ${report.verdict}">
<p class="kind">Disaster recovery rehearsal · plan ${report.plan}</p>
<h1><span class="badge">${passed ? '✓ Passed' : '✗ Failed'}</span> ${dependency.name} is out: ${report.endState}</h1>
<p class="meaning">${dependency.parameter} from “${dependency.normal}” to “${dependency.fallback}”, and back once it had been well for long enough without a break.</p>
<p>Rehearsed fault <b>${fault}</b>, with a relapse and an alarm that is delivered twice. ${passed ? 'Everything that is required was seen by the lab itself.' : 'What was required and was not seen:'}</p>
${passed ? undefined : markup`<ul class="reasons">${reasons.map((reason) => markup`<li>${reason}</li>`)}</ul>`}
<p class="fine">${dayAndClock(report.startedAt)} to ${dayAndClock(report.finishedAt)}. ${clockSentence(report)}</p>
</header>`;
}

const DONE: Readonly<Record<keyof DependencyReport['moments'], string>> = {
  outAt: 'Out',
  againAt: 'The same alarm delivered again',
  backAt: 'Well, for a while',
  flapAt: 'Out once more',
  heldAt: 'Well for good',
};

function course({ moments, regions }: DependencyReport): Markup {
  const done = Object.entries(moments).map(([moment, at]) => [DONE[moment as keyof typeof DONE], at === null ? 'not reached' : clock(at)]);
  const read = regions.flatMap(({ region, applicationRead }) =>
    applicationRead.map(({ at, value }) => [`The application of ${region} reads ${value}`, clock(at)]),
  );
  const rows = [...done, ...read].sort(([, one = ''], [, other = '']) => one.localeCompare(other));
  return section('course', 'What happened', table('Moments in their order', ['what', 'at'], rows));
}

function executions({ regions }: DependencyReport): Markup {
  const rows = regions.flatMap(({ region, executions: all }) => all.map(({ name, status, endState }) => [region, name, status, endState]));
  return section('executions', 'Executions', table('Executions of the machine', ['region', 'execution', 'status', 'end state'], rows));
}

function path({ states }: DependencyReport): Markup {
  const rows = states.map(({ name, enteredAt, exitedAt, outcome }) => [name, clock(enteredAt), clock(exitedAt), outcome]);
  return section(
    'path',
    'Path of the machine',
    markup`
<details><summary>${states.length} states, in the primary's region</summary>
${table('States in the order they were entered', ['state', 'entered', 'left', 'outcome'], rows)}</details>`,
  );
}

function notifications({ notifications: all }: DependencyReport): Markup {
  const sent = all.map(({ at, audience, region, ...rest }) => ({ ...rest, when: clock(at), to: markup`<b>${audience}</b> (${region})` }));
  return section('notifications', 'Notifications as sent', messagesSent(sent));
}
