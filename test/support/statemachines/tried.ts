import { type Definition, statesOf } from './golden.ts';
import { answersOf, catchOf, type Run } from './run-machine.ts';

/** What the paths of a test file tried of a definition, so that its last tests can say what was never tried. */
export class Tried {
  readonly #definition: Definition;
  readonly #seen = { path: new Set<string>(), caught: new Set<string>(), retried: new Set<string>(), answered: new Set<string>() };

  constructor(definition: Definition) {
    this.#definition = definition;
  }

  note(run: Run): Run {
    for (const kind of ['path', 'caught', 'retried', 'answered'] as const) for (const one of run[kind]) this.#seen[kind].add(one);
    return run;
  }

  statesNotEntered(): string[] {
    return Object.keys(this.#definition.States).filter((name) => !this.#seen.path.has(name));
  }

  catchesNotTaken(): string[] {
    const all = Object.entries(this.#definition.States).flatMap(([name, { Catch = [] }]) => Catch.map((one) => catchOf(name, one)));
    return all.filter((one) => !this.#seen.caught.has(one));
  }

  retriesNotUsed(): string[] {
    const all = Object.entries(this.#definition.States).filter(([, { Retry }]) => Retry !== undefined);
    return all.map(([name]) => name).filter((name) => !this.#seen.retried.has(name));
  }

  /** @param askedBefore questions that only known answers reach, so that `missing` is no answer of theirs */
  answersNotGiven(askedBefore: readonly string[] = []): string[] {
    const all = statesOf('Choice', this.#definition).flatMap(([name]) =>
      [...answersOf(name, this.#definition).answers, 'unknown', ...(askedBefore.includes(name) ? [] : ['missing'])].map(
        (one) => `${name} ${one}`,
      ),
    );
    return all.filter((one) => !this.#seen.answered.has(one));
  }
}
