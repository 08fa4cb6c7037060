import type { Shape } from './graph-shape.ts';

type Way = Shape['ways'][number];

/** Ways that lead back to a state they came through; the others have no circle among them. */
export function backWays({ states, ways }: Shape, startAt: string): Set<Way> {
  const back = new Set<Way>();
  const open = new Set<string>();
  const done = new Set<string>();
  const walk = (name: string) => {
    open.add(name);
    for (const way of ways.filter(({ from }) => from === name)) {
      if (open.has(way.to)) back.add(way);
      else if (!done.has(way.to)) walk(way.to);
    }
    open.delete(name);
    done.add(name);
  };
  for (const name of [startAt, ...states.map((state) => state.name)]) if (!done.has(name)) walk(name);
  return back;
}

/** Row of each state: one below the lowest of those that lead to it. States that nothing drawn leads to stand beside the last rows. */
export function layersOf(shape: Shape, forward: readonly Way[], startAt: string): Map<string, number> {
  const layers = new Map<string, number>();
  const layer = (name: string): number => {
    const known = layers.get(name);
    if (known !== undefined) return known;
    const above = forward.filter(({ to }) => to === name).map(({ from }) => layer(from));
    const own = above.length === 0 ? 0 : Math.max(...above) + 1;
    layers.set(name, own);
    return own;
  };
  for (const { name } of shape.states) layer(name);
  sink(shape, forward, layers, startAt);
  return layers;
}

/** What begins in the first row only because its way is not drawn goes down as far as what follows it allows. */
function sink({ states }: Shape, forward: readonly Way[], layers: Map<string, number>, startAt: string): void {
  const last = Math.max(...layers.values());
  const roots = states.filter(({ name }) => name !== startAt && layers.get(name) === 0);
  for (const { name } of roots) {
    const below = forward.filter(({ from }) => from === name).map(({ to }) => layers.get(to) ?? last);
    layers.set(name, Math.max(0, Math.min(last, ...below) - 1));
  }
}
