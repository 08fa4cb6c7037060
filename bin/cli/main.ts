import { InvalidPlan } from '../../lib/plan/plan-problem.ts';
import { complain, EXIT, say, Usage } from './command.ts';
import { COMMANDS } from './commands.ts';

const HELP = `npx reprise <command>

${Object.entries(COMMANDS)
  .map(([name, { summary }]) => `  ${name.padEnd(12)} ${summary}`)
  .join('\n')}

"npx reprise <command> --help" shows what a command takes. Everything else is npx cdk (deploy), npm run rehearse and npm test.`;

/** `npx reprise`: finds the sub-command and runs it; resolves with the exit status. */
export async function main([name, ...args]: string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h') {
    (name === undefined ? complain : say)(HELP);
    return name === undefined ? EXIT.usage : EXIT.done;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    complain(`there is no command ${name}; there are: ${Object.keys(COMMANDS).join(', ')}`);
    return EXIT.usage;
  }
  if (args.includes('--help') || args.includes('-h')) {
    say(command.help);
    return EXIT.done;
  }
  try {
    return await command.run(args);
  } catch (failure) {
    if (!(failure instanceof Usage) && !(failure instanceof InvalidPlan)) throw failure;
    complain(failure instanceof Usage ? `${failure.message}\nnpx reprise ${name} --help shows what it takes` : failure.message);
    return EXIT.usage;
  }
}
