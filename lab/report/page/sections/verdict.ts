import { type Markup, markup } from '../../../../messages/page/markup.ts';
import type { Details } from '../../details.ts';
import type { Report } from '../../report.ts';
import { capital, dayAndClock, duration } from '../wording.ts';

/** What an end state means to somebody who never saw the machine. */
const MEANING: Readonly<Record<string, (report: Report) => string>> = {
  Recovered: recovered,
  'False alarm': () => 'The database worked when the machine looked: nothing was fenced, nothing was promoted.',
  'Held for a person': () => 'The machine could not be certain, and no person approved: it promoted nothing, and told people.',
  'Stopped: two primaries': () =>
    'Two nodes accept writes. The machine touched neither and told people: which one to keep is not for a machine to choose.',
  'Writing, less durable': () =>
    'The database accepts writes again without the standbys that had stopped answering: a commit is on fewer nodes until they are back.',
  'Well, but nobody was told': () => 'The work was done, but the message about it reached nobody.',
  'Recovery failed': () => 'The machine did not recover the database. It ended failed and says why below.',
  'Already running': () => 'Every execution stood back for another one; none of them did the work.',
  none: () => 'No execution of the machine ran.',
};

function recovered({ database: { before, after }, measured, objectives }: Report): string {
  const who = `${after.primary ?? 'No node'} took over from ${before.primary ?? 'an unknown primary'}`;
  if (measured.recoveryTimeSeconds === null) return `${who}. The recovery time was not measured.`;
  return `${who}: ${duration(measured.recoveryTimeSeconds)} from the last good probe to the first verified write. The plan allows ${duration(objectives.rtoSeconds)}.`;
}

/** The verdict first, then what happened in words, then why it is not what was required. */
export function verdict(report: Report, details: Details): Markup {
  const passed = report.verdict === 'passed';
  const meaning = MEANING[report.endState]?.(report) ?? `The machine's last state was "${report.endState}".`;
  return markup`
<header id="verdict" class="verdict ${report.verdict}">
<p class="kind">Disaster recovery rehearsal · plan ${report.plan}</p>
<h1><span class="badge">${passed ? '✓ Passed' : '✗ Failed'}</span> ${capital(report.scenario.replaceAll('-', ' '))}: ${report.endState}</h1>
<p class="meaning">${meaning}</p>
<p>Rehearsed fault <b>${report.fault}</b>: ${details.fault.line}. Required end: “${details.fault.requiredEndState}”. ${
    passed ? 'Everything that scenario and fault require was seen by the lab itself.' : 'What was required and was not seen:'
  }</p>
${passed ? undefined : markup`<ul class="reasons">${report.reasons.map((reason) => markup`<li>${reason}</li>`)}</ul>`}
<p class="fine">${dayAndClock(report.startedAt)} to ${dayAndClock(report.finishedAt)}. Real PostgreSQL servers, clients and functions on one computer${
    report.latency === 'none' ? '; the latency of AWS is not in these figures' : `; latency of AWS calls: ${report.latency}`
  }.</p>
</header>`;
}
