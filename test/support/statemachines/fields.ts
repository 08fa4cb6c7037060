import { type Definition, type State, stateOf } from './golden.ts';

/** Paths a state reads: parameters, choice variables, error and cause. */
function reads(state: State): string[] {
  const found = [...JSON.stringify(state.Parameters ?? {}).matchAll(/"[A-Za-z]+\.\$":"([^"]+)"/g)].map((match) => match[1] ?? '');
  const inside = found.flatMap((path) => (path.startsWith('States.') ? [...path.matchAll(/\$[.\w]*/g)].map(([one]) => one) : [path]));
  const all = [...inside, state.ErrorPath ?? '', state.CausePath ?? ''];
  return all.filter((path) => path.startsWith('$.')).map((path) => path.split('.')[1] ?? '');
}

/** Fields of `$` that certainly exist when a state is entered: on every path to it somebody has written them. */
function certain(golden: Definition): Map<string, Set<string>> {
  const at = new Map<string, Set<string>>([[golden.StartAt, new Set<string>()]]);
  const queue = [golden.StartAt];
  const reach = (next: string, fields: Set<string>) => {
    const known = at.get(next);
    const met = known === undefined ? fields : new Set([...known].filter((field) => fields.has(field)));
    if (known !== undefined && met.size === known.size) return;
    at.set(next, met);
    queue.push(next);
  };
  const written = (fields: Set<string>, path: string | undefined, whole: unknown) =>
    path === undefined
      ? new Set(Object.keys((whole ?? {}) as object).map((key) => key.replace(/\.\$$/, '')))
      : new Set([...fields, path.split('.')[1] ?? '']);
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    const state = stateOf(name, golden);
    const fields = at.get(name) ?? new Set();
    const changes = state.Type === 'Task' || state.Type === 'Pass';
    const after = changes ? written(fields, state.ResultPath, state.Type === 'Pass' ? state.Parameters : state.ResultSelector) : fields;
    for (const next of [state.Next, state.Default, ...(state.Choices ?? []).map((one) => one.Next)]) if (next) reach(next, after);
    for (const one of state.Catch ?? []) reach(one.Next, written(fields, one.ResultPath, { Error: 0, Cause: 0 }));
  }
  return at;
}

/** What a state reads although some way to it did not write it, and states that no way leads to. */
export function missingReads(golden: Definition): { missing: string[]; unreachable: string[] } {
  const known = certain(golden);
  const missing = Object.entries(golden.States).flatMap(([name, state]) =>
    reads(state)
      .filter((field) => !known.get(name)?.has(field))
      .map((field) => `${name} reads $.${field}`),
  );
  return { missing, unreachable: Object.keys(golden.States).filter((name) => !known.has(name)) };
}
