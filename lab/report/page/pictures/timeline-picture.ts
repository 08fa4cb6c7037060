import { type Markup, markup } from '../../../../messages/page/markup.ts';
import type { Details } from '../../details.ts';
import type { Report } from '../../report.ts';
import { phaseRows } from '../phase-rows.ts';
import { capital, duration } from '../wording.ts';
import { type Axis, axis, axisFigures } from './axis.ts';
import { objectiveBar } from './objective-bar.ts';
import { at, centredInside, picture, type Size, textWidth } from './picture.ts';

type Row = { name: string; look: string; spans: { from: number; to: number }[]; took: string };

const LETTERS = 12;
const TOP = 34;
const BAR = 12;

function rowsOf(details: Details): Row[] {
  const { outage } = details.writes;
  const since = (moment: string) => (Date.parse(moment) - Date.parse(details.fault.at)) / 1_000;
  const silent = outage === null ? [] : [{ from: since(outage.from), to: since(outage.to) }];
  return [
    ...silent.map((span) => ({ name: 'no write', look: 'outage', spans: [span], took: duration(span.to - span.from) })),
    ...phaseRows(details).map(({ phase, spans, seconds, note }) => ({
      name: phase,
      look: `phase ${phase.replaceAll(' ', '-')}`,
      spans,
      took: seconds === null ? note : duration(seconds),
    })),
  ];
}

/** Wide: name, bars and duration side by side. Narrow: name and duration above the bars. */
function layout({ name, width }: Size): { left: number; right: number; rowHeight: number; barTop: number } {
  return name === 'wide'
    ? { left: 150, right: width - 90, rowHeight: 24, barTop: 6 }
    : { left: 6, right: width - 6, rowHeight: 36, barTop: 18 };
}

function row(one: Row, index: number, size: Size, { x }: Axis): Markup {
  const { left, rowHeight, barTop } = layout(size);
  const top = TOP + index * rowHeight;
  const baseline = top + (size.name === 'wide' ? barTop + BAR - 2 : 12);
  const bars = one.spans.map(({ from, to }) => {
    return markup`<rect class="${one.look}" x="${at(x(from))}" y="${top + barTop}" width="${at(Math.max(2, x(to) - x(from)))}" height="${BAR}" rx="2"/>`;
  });
  return markup`
<g>${bars}<text x="${size.name === 'wide' ? 0 : left}" y="${baseline}">${capital(one.name)}</text><text class="${one.spans.length === 0 ? 'pale' : 'strong'}" x="${size.width}" y="${baseline}" text-anchor="end">${one.took}</text></g>`;
}

function grid(scale: Axis, bottom: number, { width }: Size): Markup {
  const line = (x: number) => markup`<line class="grid" x1="${at(x)}" x2="${at(x)}" y1="${TOP - 4}" y2="${bottom}"/>`;
  return markup`${scale.marks.map((mark) => line(scale.x(mark)))}${axisFigures(scale, bottom + 15, width)}`;
}

function flag(text: string, look: string, second: number, { x }: Axis, size: Size, bottom: number): Markup {
  const width = textWidth(text, LETTERS);
  const begin = centredInside(x(second), width, [0, size.width]);
  return markup`<line class="${look}" x1="${at(x(second))}" x2="${at(x(second))}" y1="16" y2="${bottom}"/><text class="${look}" x="${at(begin + width / 2)}" y="12" text-anchor="middle">${text}</text>`;
}

/** The phases on an axis of seconds since the fault, the fault marked, and the recovery time against the objective below. */
export function timelinePicture(report: Report, details: Details, size: Size): Markup {
  const rows = rowsOf(details);
  const { rowHeight, left, right } = layout(size);
  const verified = details.verifiedAt === null ? undefined : (Date.parse(details.verifiedAt) - Date.parse(details.fault.at)) / 1_000;
  const ends = rows.flatMap(({ spans }) => spans.flatMap(({ from, to }) => [from, to])).concat(verified ?? []);
  const scale = axis([Math.floor(Math.min(0, ...ends)), Math.ceil(Math.max(1, ...ends))], [left, right], size.name === 'wide' ? 10 : 5);
  const bottom = TOP + rows.length * rowHeight + 4;
  const described = rows.map((one) => `${one.name}: ${one.took}`).join('; ');
  return picture(
    {
      id: 'timeline-picture',
      title: 'Phases of the recovery',
      description: described,
      size,
      height: bottom + 82,
    },
    grid(scale, bottom, size),
    // Before the rows, whose figures stay readable where a line crosses them.
    flag('fault', 'flag', 0, scale, size, bottom),
    verified === undefined ? undefined : flag('verified', 'flag reached', verified, scale, size, bottom),
    rows.map((one, index) => row(one, index, size, scale)),
    objectiveBar(report, bottom + 44, size),
  );
}
