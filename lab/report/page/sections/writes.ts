import { type Markup, markup } from '../../../../messages/page/markup.ts';
import type { Details } from '../../details.ts';
import type { Report } from '../../report.ts';
import { NARROW, WIDE } from '../pictures/picture.ts';
import { writesPicture } from '../pictures/writes-picture.ts';
import { count, duration } from '../wording.ts';
import { section } from './section.ts';

function sentence({ measured }: Report, { writes: { outage } }: Details): string {
  if (outage === null)
    return `Writes never stopped: the longest time without an acknowledged one was ${duration(measured.writeOutageSeconds)}.`;
  return outage.ended
    ? `Writes stopped for ${duration(measured.writeOutageSeconds)}, then they were back.`
    : `Writes stopped ${duration(measured.writeOutageSeconds)} before the end of the rehearsal and did not come back.`;
}

/** What the clients saw: writes per second with the outage shaded. */
export function writes(report: Report, details: Details): Markup {
  const { seconds } = details.writes;
  const content =
    seconds.length === 0 || report.measured.acknowledgedWrites === 0
      ? markup`<p>No write was acknowledged: nothing was measured.</p>`
      : markup`
<p>${sentence(report, details)} Clients wrote numbered payments through the application and the writer name; ${count(report.measured.acknowledgedWrites)} were acknowledged.</p>
${[WIDE, NARROW].map((size) => writesPicture(details, size))}
<p class="legend"><span class="swatch acknowledged"></span> acknowledged <span class="swatch unsuccessful"></span> failed or unanswered${details.writes.outage === null ? undefined : markup` <span class="swatch outage"></span> outage`}</p>`;
  return section('writes', 'Writes per second', content);
}
