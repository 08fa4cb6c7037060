import { type Markup, markup } from '../../../../messages/page/markup.ts';
import type { Details } from '../../details.ts';
import { duration } from '../wording.ts';
import { type Axis, axis, axisFigures } from './axis.ts';
import { at, centredInside, picture, type Size, textWidth } from './picture.ts';

type Second = { second: number; acknowledged: number; unsuccessful: number };
type Plot = { seconds: Second[]; scale: Axis; y(count: number): number; peak: number; size: Size };

const TOP = 24;
const PLOT_HEIGHT = 140;
const BOTTOM = TOP + PLOT_HEIGHT;
const LEFT = 34;
const LETTERS = 12;

function bars({ seconds, scale: { x }, y }: Plot): Markup[] {
  const one = (look: string, second: number, from: number, to: number) =>
    from === to
      ? undefined
      : markup`<rect class="${look}" x="${at(x(second) + 0.5)}" y="${at(y(to))}" width="${at(Math.max(1, x(second + 1) - x(second) - 1))}" height="${at(y(from) - y(to))}"/>`;
  return seconds.map(
    ({ second, acknowledged, unsuccessful }) =>
      markup`${one('acknowledged', second, 0, acknowledged)}${one('unsuccessful', second, acknowledged, acknowledged + unsuccessful)}`,
  );
}

function shade(outage: { from: number; to: number } | undefined, { scale: { x }, size }: Plot): Markup | undefined {
  if (outage === undefined) return undefined;
  const text = `no write for ${duration(outage.to - outage.from)}`;
  const width = textWidth(text, LETTERS);
  const begin = centredInside(x((outage.from + outage.to) / 2), width, [LEFT, size.width]);
  return markup`<rect class="outage" x="${at(x(outage.from))}" y="${TOP}" width="${at(x(outage.to) - x(outage.from))}" height="${PLOT_HEIGHT}"/><text class="flag" x="${at(begin + width / 2)}" y="14" text-anchor="middle">${text}</text>`;
}

function axes({ scale, y, peak, size }: Plot): Markup {
  return markup`
${[0, Math.round(peak / 2), peak].map(
  (count) =>
    markup`<line class="grid" x1="${LEFT}" x2="${size.width}" y1="${at(y(count))}" y2="${at(y(count))}"/><text class="pale" x="${LEFT - 6}" y="${at(y(count) + 4)}" text-anchor="end">${count}</text>`,
)}
${axisFigures(scale, BOTTOM + 16, size.width)}
<text class="pale" x="${size.width}" y="${BOTTOM + 34}" text-anchor="end">seconds since the fault</text>`;
}

/** Bars of a second each, the outage shaded, the fault marked. */
export function writesPicture({ writes, fault }: Details, size: Size): Markup {
  const since = (moment: string) => (Date.parse(moment) - Date.parse(fault.at)) / 1_000;
  const seconds = writes.seconds.map(({ at: moment, ...counts }) => ({ second: Math.round(since(moment)), ...counts }));
  const outage = writes.outage === null ? undefined : { from: since(writes.outage.from), to: since(writes.outage.to) };
  const moments = [0, ...seconds.flatMap(({ second }) => [second, second + 1]), ...(outage === undefined ? [] : [outage.from, outage.to])];
  const scale = axis(
    [Math.floor(Math.min(...moments)), Math.ceil(Math.max(...moments))],
    [LEFT, size.width - 8],
    size.name === 'wide' ? 12 : 5,
  );
  const peak = Math.max(2, ...seconds.map(({ acknowledged, unsuccessful }) => acknowledged + unsuccessful));
  const plot: Plot = { seconds, scale, peak, size, y: (count) => BOTTOM - (count / peak) * PLOT_HEIGHT };
  const rate = Math.max(0, ...seconds.map(({ acknowledged }) => acknowledged));
  return picture(
    {
      id: 'writes-picture',
      title: 'Writes per second',
      description: `Up to ${rate} acknowledged writes a second; ${outage === undefined ? 'no outage above a second' : `no write from second ${outage.from.toFixed(1)} to second ${outage.to.toFixed(1)} after the fault`}.`,
      size,
      height: BOTTOM + 42,
    },
    shade(outage, plot),
    axes(plot),
    bars(plot),
    markup`<line class="flag" x1="${at(scale.x(0))}" x2="${at(scale.x(0))}" y1="${TOP}" y2="${BOTTOM}"/>`,
  );
}
