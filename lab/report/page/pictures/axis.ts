import { type Markup, markup } from '../../../../messages/page/markup.ts';
import { at, centredInside, textWidth } from './picture.ts';

const FIGURES = 12;

/** Steps between two marks of an axis of seconds, the small ones first. */
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1_800, 3_600];

/** Maps seconds to units of a picture; `marks` are round seconds inside. */
export type Axis = { x(second: number): number; marks: number[] };

/** The figures below an axis; one at the edge moves inwards rather than being cut off. */
export function axisFigures({ x, marks }: Axis, baseline: number, width: number): Markup[] {
  return marks.map((mark) => {
    const own = textWidth(String(mark), FIGURES);
    const begin = centredInside(x(mark), own, [0, width]);
    return markup`<text class="pale" x="${at(begin + own / 2)}" y="${baseline}" text-anchor="middle">${mark}</text>`;
  });
}

/** An axis of seconds from `from` to `to` over the units from `left` to `right`, with about that many marks. */
export function axis([from, to]: readonly [number, number], [left, right]: readonly [number, number], about: number): Axis {
  const span = Math.max(to - from, 1);
  const step = STEPS.find((one) => span / one <= about) ?? Math.ceil(span / about / 3_600) * 3_600;
  const first = Math.ceil(from / step) * step;
  return {
    x: (second) => left + ((second - from) / span) * (right - left),
    marks: Array.from({ length: Math.floor((from + span - first) / step) + 1 }, (_, index) => first + index * step),
  };
}
