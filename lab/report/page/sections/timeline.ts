import { type Markup, markup } from '../../../../messages/page/markup.ts';
import type { Details } from '../../details.ts';
import type { Report } from '../../report.ts';
import { phaseRows } from '../phase-rows.ts';
import { NARROW, WIDE } from '../pictures/picture.ts';
import { timelinePicture } from '../pictures/timeline-picture.ts';
import { capital, clock, duration, onFaultClock, sinceFault } from '../wording.ts';
import { section } from './section.ts';
import { table } from './table.ts';

/** A phase may be left and entered again many times: its first beginnings say enough. */
const BEGINNINGS = 3;

function beginnings(spans: readonly { from: number }[]): string {
  const first = spans.slice(0, BEGINNINGS).map(({ from }) => onFaultClock(from));
  return [...first, ...(spans.length > BEGINNINGS ? ['…'] : [])].join(', ');
}

/** When it happened: phases as a picture and in figures, and the turning points. */
export function timeline(report: Report, details: Details): Markup {
  const { fault, moments } = details;
  const rows = phaseRows(details).map(({ phase, spans, seconds, note }) => [
    capital(phase),
    beginnings(spans),
    seconds === null ? note : duration(seconds),
  ]);
  return section(
    'timeline',
    'Timeline',
    markup`<p>Seconds since the fault. Detection lasts from the last good probe to the alarm, the recovery from the last good probe to the first write verified through the name.</p>`,
    [WIDE, NARROW].map((size) => timelinePicture(report, details, size)),
    markup`<details><summary>The phases in figures</summary>
${table('Phases, when they began since the fault and how long they took', ['phase', 'began', 'took'], rows, 'times')}</details>
<h3>Turning points</h3>
<ol class="moments">${moments.map(
      ({ at, what }) => markup`
<li><span class="when">${sinceFault(at, fault.at)} <small>${clock(at)}</small></span> <span>${what}</span></li>`,
    )}</ol>`,
  );
}
