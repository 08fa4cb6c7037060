import { type Markup, markup } from '../../../../messages/page/markup.ts';
import type { Details } from '../../details.ts';
import type { Report } from '../../report.ts';
import { backWays, layersOf } from './graph-layers.ts';
import { type Link, type Place, rowsOf } from './graph-rows.ts';
import { type Shape, shapeOf } from './graph-shape.ts';
import { at, picture } from './picture.ts';
import { spineOf } from './spine.ts';
import { timesOf, type Visit, visitsOf } from './visits.ts';
import { wrapped } from './wrapped.ts';

const ROW = 66;
const HEIGHT = 46;
const MARGIN = 26;
const LETTERS = 12;

type Drawn = { places: Map<string, Place>; shape: Shape; visits: Map<string, Visit>; faultAt: string };

const topOf = (place: Place) => place.row * ROW + 4;
const leftOf = (place: Place) => place.x + MARGIN;
const middleOf = (place: Place) => leftOf(place) + place.width / 2;
/** Where a line leaves a place: the lower edge of a box; in a gap lines run through. */
const lowerOf = (place: Place) => topOf(place) + (place.state === undefined ? HEIGHT / 2 : HEIGHT);
const upperOf = (place: Place) => topOf(place) + (place.state === undefined ? HEIGHT / 2 : 0);

function box(place: Place, { shape, visits, faultAt }: Drawn): Markup | undefined {
  const state = shape.states.find(({ name }) => name === place.state);
  if (state === undefined) return undefined;
  const visit = visits.get(state.name);
  const look = `state ${visit === undefined ? 'other' : visit.outcome === 'failed' ? 'entered failed' : 'entered'} ${state.type.toLowerCase()}`;
  const lines = wrapped(state.name, place.width - 14, LETTERS, 2);
  const text = [
    ...lines.map((line) => ({ line, look: '' })),
    ...(visit === undefined ? [] : [{ line: timesOf(visit, faultAt), look: 'times' }]),
  ];
  const first = topOf(place) + HEIGHT / 2 - ((text.length - 1) * 13) / 2 + 4;
  const round = state.type === 'Choice' || state.type === 'Succeed' || state.type === 'Fail' ? 16 : 4;
  return markup`
<g class="${look}"><rect x="${at(leftOf(place))}" y="${topOf(place)}" width="${place.width}" height="${HEIGHT}" rx="${round}"/>${text.map(
    ({ line, look: letters }, index) =>
      markup`<text class="${letters}" x="${at(middleOf(place))}" y="${at(first + index * 13)}" text-anchor="middle">${line}</text>`,
  )}</g>`;
}

function line({ from, to, way }: Link, { places }: Drawn): Markup | undefined {
  const [start, end] = [places.get(from), places.get(to)];
  if (start === undefined || end === undefined) return undefined;
  const [x1, y1, x2, y2] = [middleOf(start), lowerOf(start), middleOf(end), upperOf(end)];
  const bend = (y2 - y1) / 2;
  const arrow = end.state === undefined ? undefined : markup` marker-end="url(#${way.taken > 0 ? 'arrow-taken' : 'arrow'})"`;
  return markup`<path class="${way.taken > 0 ? 'way taken' : 'way'}" d="M${at(x1)} ${at(y1)} C${at(x1)} ${at(y1 + bend)} ${at(x2)} ${at(y2 - bend)} ${at(x2)} ${at(y2)}"${arrow}/>`;
}

const twice = (one: number) => [one, one] as const;

/** A way back goes up: from a box at the right to the right side of its target, otherwise at the left of both. */
function lineBack(way: Shape['ways'][number], { places }: Drawn): Markup | undefined {
  const [start, end] = [places.get(way.from), places.get(way.to)];
  if (start === undefined || end === undefined) return undefined;
  const [y1, y2] = [topOf(start) + HEIGHT / 2, topOf(end) + HEIGHT / 2];
  const [x1, right] = [leftOf(start), leftOf(end) + end.width];
  const [x2, turn1, turn2] =
    x1 > right ? [right, x1 - MARGIN, right + MARGIN] : [leftOf(end), ...twice(Math.min(x1, leftOf(end)) - MARGIN + 4)];
  return markup`<path class="${way.taken > 0 ? 'way taken' : 'way'}" d="M${at(x1)} ${at(y1)} C${at(turn1)} ${at(y1)} ${at(turn2)} ${at(y2)} ${at(x2)} ${at(y2)}" marker-end="url(#${way.taken > 0 ? 'arrow-taken' : 'arrow'})"/>`;
}

const ARROWS = markup`<defs>${['arrow', 'arrow-taken'].map(
  (id) =>
    markup`<marker id="${id}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto" markerUnits="userSpaceOnUse"><path class="${id}" d="M0 0 L8 4 L0 8 z"/></marker>`,
)}</defs>`;

/** The whole machine, drawn from its definition; the way that was taken runs down the left side. */
export function graphPicture(report: Report, details: Details): Markup {
  const { machine, fault } = details;
  const shape = shapeOf(machine);
  const back = backWays(shape, machine.startAt);
  const forward = shape.ways.filter((way) => !back.has(way));
  const { rows, links } = rowsOf(shape, forward, layersOf(shape, forward, machine.startAt), spineOf(report.states.map(({ name }) => name)));
  const drawn: Drawn = {
    places: new Map(rows.flat().map((place) => [place.key, place])),
    shape,
    visits: new Map(visitsOf(report, details).map((visit) => [visit.name, visit])),
    faultAt: fault.at,
  };
  const right = Math.max(...rows.flat().map((place) => place.x + place.width));
  const byWeight = links.toSorted((a, b) => a.way.taken - b.way.taken);
  return picture(
    {
      id: 'graph-picture',
      title: 'Graph of the machine with the way it took',
      description: `${shape.states.length} states. Taken: ${[...drawn.visits.keys()].join(', then ')}.`,
      size: { name: 'wide', width: right + MARGIN + 4 },
      height: rows.length * ROW,
    },
    ARROWS,
    [...back].map((way) => lineBack(way, drawn)),
    byWeight.map((link) => line(link, drawn)),
    rows.flat().map((place) => box(place, drawn)),
  );
}
