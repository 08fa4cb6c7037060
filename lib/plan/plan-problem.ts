import { type Document, isMap, isNode, isScalar, type LineCounter } from 'yaml';

/** One thing that is wrong with a plan file. `path` is dotted, list items by index from 0; `line` 0: the file as a whole. */
export type PlanProblem = { line: number; path: string; message: string };

export type PlanPath = readonly (string | number)[];

/** The plan file cannot be used; the message lists everything that is wrong with it, one line each: `file:line: path: what, seen, allowed`. */
export class InvalidPlan extends Error {
  override readonly name = 'InvalidPlan';
  readonly problems: readonly PlanProblem[];

  constructor(fileName: string, problems: readonly PlanProblem[]) {
    const place = ({ line, path }: PlanProblem) => `${fileName}${line === 0 ? '' : `:${line}`}: ${path === '' ? '' : `${path}: `}`;
    const lines = problems.map((problem) => `  ${place(problem)}${problem.message}`);
    super(`the plan has ${problems.length} problem${problems.length === 1 ? '' : 's'}; nothing was done:\n${lines.join('\n')}`);
    this.problems = problems;
  }

  /** What is wrong with the file itself, so that nothing in it could be judged. */
  static asWhole(fileName: string, message: string): InvalidPlan {
    return new InvalidPlan(fileName, [{ line: 0, path: '', message }]);
  }
}

export const dotted = (path: PlanPath) => path.join('.');

/** A value as people recognise it; long ones are cut. */
export function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : (JSON.stringify(value) ?? String(value));
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** Finds the line of a path; of a missing one, the line of what it is missing from. */
export class Locator {
  readonly #document: Document;
  readonly #lines: LineCounter;

  constructor(document: Document, lines: LineCounter) {
    this.#document = document;
    this.#lines = lines;
  }

  lineOf(path: PlanPath): number {
    for (let length = path.length; length >= 0; length -= 1) {
      const offset = this.#offsetOf(path.slice(0, length));
      if (offset !== undefined) return this.#lines.linePos(offset).line;
    }
    return 1;
  }

  /** The key when the path names an entry of a map, because that is where people look; else the value itself. */
  #offsetOf(path: PlanPath): number | undefined {
    const parent = path.length === 0 ? undefined : this.#document.getIn(path.slice(0, -1), true);
    const entry = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1)) : undefined;
    const node = entry?.key ?? (path.length === 0 ? this.#document.contents : this.#document.getIn(path, true));
    return isNode(node) ? node.range?.[0] : undefined;
  }

  valueAt(path: PlanPath): unknown {
    return path.reduce<unknown>(
      (value, key) => (value as Record<string | number, unknown> | undefined | null)?.[key],
      this.#document.toJS(),
    );
  }
}
