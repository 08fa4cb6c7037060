import { type Command, HELP, listing, readCommandLine, Usage } from './command-line.ts';
import { rehearseDependency } from './dependencies/rehearse-dependency.ts';
import { rehearseLadder } from './ladder/rehearse-ladder.ts';
import { exitStatusOf as exitStatusOfReport } from './report/report.ts';
import { rehearseAll } from './series.ts';
import { exitStatusOf, summary } from './summary.ts';

const SUCCESS = 0;
const USAGE_OR_SETUP = 2;

async function main(args: string[]): Promise<number> {
  const command = commandOf(args);
  if (command.do === 'help') return print(HELP);
  if (command.do === 'list') return print(listing());
  if (command.do === 'rehearse-dependency') return Math.max(...(await rehearseDependency(command.options, print)).map(exitStatusOfReport));
  if (command.do === 'rehearse-ladder') return Math.max(...(await rehearseLadder(command.options, print)).map(exitStatusOfReport));
  const finished = await rehearseAll(command.options, print);
  if (finished.length > 1) print(`\n${summary(finished)}`);
  return exitStatusOf(finished);
}

function commandOf(args: string[]): Command {
  try {
    return readCommandLine(args);
  } catch (error) {
    if (error instanceof Usage) process.stderr.write(`${error.message}\nnpm run rehearse -- --help shows all options\n`);
    else process.stderr.write(`${String(error)}\n`);
    process.exit(USAGE_OR_SETUP);
  }
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return SUCCESS;
}

main(process.argv.slice(2)).then(
  (status) => process.exit(status),
  (error) => {
    process.stderr.write(
      `\nthe rehearsal could not be carried out: ${error instanceof Error ? (process.env.REPRISE_STACK ? error.stack : error.message) : String(error)}\n`,
    );
    process.exit(USAGE_OR_SETUP);
  },
);
