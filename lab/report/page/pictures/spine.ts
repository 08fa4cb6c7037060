/**
 * The way that was taken without its loops: what was entered on a way that came back to where it began is left out. No state is in it twice,
 * so it can be drawn as a straight line.
 */
export function spineOf(path: readonly string[]): string[] {
  const spine: string[] = [];
  for (const name of path) {
    const known = spine.indexOf(name);
    if (known === -1) spine.push(name);
    else spine.length = known + 1;
  }
  return spine;
}
