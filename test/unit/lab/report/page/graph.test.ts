import { backWays, layersOf } from '../../../../../lab/report/page/pictures/graph-layers.ts';
import { graphPicture } from '../../../../../lab/report/page/pictures/graph-picture.ts';
import { rowsOf } from '../../../../../lab/report/page/pictures/graph-rows.ts';
import { shapeOf } from '../../../../../lab/report/page/pictures/graph-shape.ts';
import { spineOf } from '../../../../../lab/report/page/pictures/spine.ts';
import { wrapped } from '../../../../../lab/report/page/pictures/wrapped.ts';
import { REPORTED } from '../../../../support/lab/reported-runs.ts';
import { statesOf } from '../../../../support/statemachines/golden.ts';

const RUNS = ['recovered', 'held'] as const;

const drawn = (name: (typeof RUNS)[number]) => {
  const { report, details } = REPORTED[name]();
  const { machine } = details;
  const shape = shapeOf(machine);
  const back = backWays(shape, machine.startAt);
  const forward = shape.ways.filter((way) => !back.has(way));
  const layers = layersOf(shape, forward, machine.startAt);
  const path = report.states.map((state) => state.name);
  return { report, details, shape, back, forward, layers, path, ...rowsOf(shape, forward, layers, spineOf(path)) };
};

test('the way without its loops', () => {
  expect(spineOf(['a', 'b', 'c', 'b', 'c', 'd'])).toEqual(['a', 'b', 'c', 'd']);
  expect(spineOf([])).toEqual([]);
});

describe.each(RUNS)('the machine of a run that was %s', (name) => {
  const { shape, back, forward, layers, rows, path, report, details } = drawn(name);

  test('is drawn with every state that is more than a shape of data, and with every state that was entered', () => {
    const names = shape.states.map((state) => state.name);
    for (const type of ['Task', 'Choice', 'Wait', 'Succeed', 'Fail'] as const)
      expect(names).toEqual(expect.arrayContaining(statesOf(type).map(([state]) => state)));
    expect(names).toEqual(expect.arrayContaining(path));
    const picture = graphPicture(report, details).text;
    expect(picture.match(/<g class="state /g)).toHaveLength(names.length);
    expect(picture.match(/<g class="state entered/g)).toHaveLength(new Set(path).size);
  });

  test('every way that was taken is drawn', () => {
    const pairs = path.slice(1).map((to, index) => `${path[index]} > ${to}`);
    const ways = [...forward, ...back].filter((way) => way.taken > 0).map((way) => `${way.from} > ${way.to}`);
    expect(new Set(ways)).toEqual(new Set(pairs));
  });

  test('leads downwards everywhere but on its ways back', () => {
    for (const { from, to } of forward) expect(layers.get(to)).toBeGreaterThan(layers.get(from) ?? Number.NaN);
    expect([...back].map((way) => `${way.from} > ${way.to}`)).toContain('Wait before looking again > Assess primary');
  });

  test('no place lies on another, and the taken way has the left side to itself', () => {
    const spine = spineOf(path);
    for (const row of rows) {
      const sorted = row.toSorted((a, b) => a.x - b.x);
      for (const [index, place] of sorted.entries()) {
        const next = sorted[index + 1];
        if (next !== undefined) expect(next.x).toBeGreaterThan(place.x + place.width);
      }
      const left = sorted.filter((place) => place.x < 100).map((place) => place.state);
      expect(left.filter((state) => state === undefined || !spine.includes(state))).toEqual([]);
    }
  });
});

test('a machine of which nothing was entered is drawn as well', () => {
  const { report, details } = REPORTED['broken off']();
  expect(graphPicture(report, details).text).not.toContain('<g class="state entered');
});

test('names are wrapped to their box, and what is too long ends in an ellipsis', () => {
  expect(wrapped('Take silent standbys out of the quorum', 170, 12, 2)).toEqual(['Take silent standbys out', 'of the quorum']);
  expect(wrapped('a '.repeat(60).trim(), 40, 12, 2).at(-1)).toMatch(/…$/);
  expect(wrapped('x'.repeat(80), 70, 12, 2)).toEqual([expect.stringMatching(/^x{9}…$/)]);
});
