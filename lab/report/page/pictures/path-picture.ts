import { type Markup, markup } from '../../../../messages/page/markup.ts';
import type { Details } from '../../details.ts';
import type { Report } from '../../report.ts';
import { NARROW, picture } from './picture.ts';
import { timesOf, type Visit, visitsOf } from './visits.ts';

const ROW = 38;
const LINE_X = 9;

function stop(visit: Visit, index: number, type: string | undefined, faultAt: string): Markup {
  const y = index * ROW + 14;
  const look = `stop ${type?.toLowerCase() ?? ''} ${visit.outcome}`;
  return markup`
<g><circle class="${look}" cx="${LINE_X}" cy="${y}" r="5"/><text x="24" y="${y + 4}">${visit.name}</text><text class="pale" x="24" y="${y + 18}">${timesOf(visit, faultAt)}</text></g>`;
}

/** The states that were entered, one below the other in the order of their first entry: for a phone and for paper. */
export function pathPicture(report: Report, details: Details): Markup {
  const { machine, fault } = details;
  const visits = visitsOf(report, details);
  const typeOf = (name: string) => machine.states.find((state) => state.name === name)?.type;
  return picture(
    {
      id: 'path-picture',
      title: 'The way the machine took',
      description: visits.map((visit) => visit.name).join(', then '),
      size: NARROW,
      height: visits.length * ROW + 8,
    },
    markup`<line class="way taken" x1="${LINE_X}" x2="${LINE_X}" y1="14" y2="${(visits.length - 1) * ROW + 14}"/>`,
    visits.map((visit, index) => stop(visit, index, typeOf(visit.name), fault.at)),
  );
}
