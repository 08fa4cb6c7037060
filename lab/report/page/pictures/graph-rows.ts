import type { Shape } from './graph-shape.ts';

type Way = Shape['ways'][number];

/** A place in a row: a state's box, or a gap through which lines pass on their way to `towards`. */
export type Place = { key: string; row: number; state: string | undefined; spine: boolean; width: number; x: number };
export type Link = { from: string; to: string; way: Way };

const BOX = 184;
const GAP = 8;
const SPACE = 12;
/** Left of everything that is not on the spine: room for ways back beside it. */
const BEGIN = BOX + 34;
const ROUNDS = 12;
/** Part of the way from the left that a place keeps in each round: rows stay close together, so that letters stay large. */
const PULL = 0.7;

export const gapKey = (towards: string, row: number) => `${row} > ${towards}`;

/**
 * Rows of places and the links between places of neighbouring rows. Lines to the same state share their gaps, so that many of them
 * become one line. The spine needs none: its states stand one below the other at the left, and nothing else stands there.
 */
export function rowsOf(
  { states }: Shape,
  forward: readonly Way[],
  layers: Map<string, number>,
  spine: readonly string[],
): { rows: Place[][]; links: Link[] } {
  const places = new Map<string, Place>();
  const rowOf = (name: string) => layers.get(name) ?? 0;
  for (const { name } of states)
    places.set(name, { key: name, row: rowOf(name), state: name, spine: spine.includes(name), width: BOX, x: 0 });
  const links: Link[] = [];
  for (const way of forward) {
    let from = way.from;
    const straight = spine.indexOf(way.to) === spine.indexOf(way.from) + 1 && spine.includes(way.from);
    for (let row = rowOf(way.from) + 1; !straight && row < rowOf(way.to); row += 1) {
      const key = gapKey(way.to, row);
      if (!places.has(key)) places.set(key, { key, row, state: undefined, spine: false, width: GAP, x: 0 });
      links.push({ from, to: key, way });
      from = key;
    }
    links.push({ from, to: way.to, way });
  }
  const rows = Array.from({ length: Math.max(...layers.values()) + 1 }, (_, row) =>
    [...places.values()].filter((place) => place.row === row),
  );
  arrange(rows, links);
  return { rows, links };
}

/** Places go near what they are linked with, row after row, down and up; the spine stays at the left. */
function arrange(rows: Place[][], links: readonly Link[]): void {
  const places = new Map(rows.flat().map((place) => [place.key, place]));
  const near = (place: Place) => {
    const linked = links.flatMap(({ from, to }) => (from === place.key ? [to] : to === place.key ? [from] : []));
    const middles = linked.flatMap((key) => middleOf(places.get(key)) ?? []);
    const mean = middles.length === 0 ? place.x : middles.reduce((sum, one) => sum + one, 0) / middles.length - place.width / 2;
    return BEGIN + (mean - BEGIN) * PULL;
  };
  for (const row of rows) pack(row, (place) => place.x);
  for (let round = 0; round < ROUNDS; round += 1) for (const row of round % 2 === 0 ? rows : rows.toReversed()) pack(row, near);
}

const middleOf = (place: Place | undefined) => (place === undefined ? undefined : place.x + place.width / 2);

/** In the order of where they would like to be, each as near to that as the ones before it allow. */
function pack(row: Place[], wanted: (place: Place) => number): void {
  const wishes = new Map(row.map((place) => [place, wanted(place)]));
  row.sort((a, b) => Number(b.spine) - Number(a.spine) || (wishes.get(a) ?? 0) - (wishes.get(b) ?? 0));
  let free = 0;
  for (const place of row) {
    place.x = place.spine ? free : Math.max(free, BEGIN, wishes.get(place) ?? 0);
    free = place.x + place.width + SPACE;
  }
}
