import { type Markup, markup } from '../../messages/page/markup.ts';
import { reportPage } from '../report/page/report-page.ts';
import { callsChecked } from '../report/page/sections/calls-checked.ts';
import { messagesSent } from '../report/page/sections/messages.ts';
import { section } from '../report/page/sections/section.ts';
import { table } from '../report/page/sections/table.ts';
import { CLOCK } from './markdown.ts';
import type { LadderReport } from './report.ts';
import { minutes } from './rungs.ts';

/** `report.html` of a rehearsed ladder. */
export function ladderPage(report: LadderReport): string {
  const title = `${report.verdict === 'passed' ? 'Passed' : 'Failed'}: rehearsal of ${report.scenario}, ${report.severity}, ${report.course}`;
  const footer = markup`<p>The verdict comes from what the lab itself saw: the messages as they arrived, the execution, the calls, the pages and documents. The same facts for programs: report.json.</p>`;
  const sections = [verdict(report), rungs(report), typed(report), messages(report), written(report), callsChecked(report)];
  return reportPage(title, sections, footer, report.definitionSha256);
}

function verdict({ verdict: said, plan, severity, endState, line, reasons }: LadderReport): Markup {
  const passed = said === 'passed';
  return markup`
<header id="verdict" class="verdict ${said}">
<p class="kind">Disaster recovery rehearsal · plan ${plan}</p>
<h1><span class="badge">${passed ? '✓ Passed' : '✗ Failed'}</span> Escalation of a ${severity}: ${endState}</h1>
<p class="meaning">${line}.</p>
<p>${passed ? 'Everything that is required was seen by the lab itself.' : 'What was required and was not seen:'}</p>
${passed ? undefined : markup`<ul class="reasons">${reasons.map((reason) => markup`<li>${reason}</li>`)}</ul>`}
<p class="fine">${CLOCK}</p>
</header>`;
}

function rungs({ rungs: all }: LadderReport): Markup {
  const rows = all.map((one) => [one.audience, minutes(one.plannedSeconds), one.toldSeconds === null ? 'never' : minutes(one.toldSeconds)]);
  return section(
    'rungs',
    'Who was told when',
    table('Rungs, since the start of the incident', ['audience', 'by the plan at', 'told at'], rows),
  );
}

function typed({ typed: all }: LadderReport): Markup {
  const rows = all.map(({ seconds, command, said }) => [minutes(seconds), markup`<code>${command}</code>`, said]);
  return section(
    'typed',
    'What the person typed, as a message had printed it',
    table('Commands and what the program said', ['at', 'command', 'said'], rows),
  );
}

function messages({ messages: all }: LadderReport): Markup {
  const sent = all.map(({ seconds, audience, ...rest }) => ({ ...rest, when: minutes(seconds), to: markup`<b>${audience}</b>` }));
  return section('notifications', 'Notifications as sent', messagesSent(sent));
}

function written({ files }: LadderReport): Markup {
  return section(
    'written',
    'Status page and post-mortem',
    files.length === 0
      ? markup`<p>Nothing was written.</p>`
      : markup`<p>As they were stored, beside this page:</p><ul>${files.map((name) => markup`<li><code>${name}</code></li>`)}</ul>`,
  );
}
