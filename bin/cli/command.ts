/** 0: done. 1: refused, or nobody knows. 2: not understood, nothing was asked of anybody. */
export const EXIT = { done: 0, refused: 1, usage: 2 } as const;

/** A sub-command: one file each, named in commands.ts. */
export type Command = {
  /** One line for the list of commands. */
  summary: string;
  help: string;
  /**
   * Carries it out and resolves with the exit status.
   *
   * @throws Usage
   */
  run(args: string[]): Promise<number>;
};

/** What was typed is not understood: the message says what was seen and what is required. */
export class Usage extends Error {
  override readonly name = 'Usage';
}

/** A line for who typed the command; what is wrong goes to stderr. */
export const say = (text: string): void => void process.stdout.write(`${text}\n`);
export const complain = (text: string): void => void process.stderr.write(`${text}\n`);
