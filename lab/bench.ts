import { type BenchCommand, HELP, readBenchCommand } from './bench/arguments.ts';
import { measureBundles } from './bench/bundles.ts';
import { machineLine } from './bench/machine.ts';
import { benchRehearsals } from './bench/rehearsals.ts';
import { bundlesTable } from './bench/tables.ts';

const print = (text: string) => void process.stdout.write(`${text}\n`);

async function carryOut(command: BenchCommand): Promise<number> {
  if (command.do === 'help') {
    print(HELP);
    return 0;
  }
  print(machineLine());
  print(`${bundlesTable(await measureBundles())}\n`);
  return command.do === 'bundles' || (await benchRehearsals(command, print)) === 0 ? 0 : 1;
}

async function main(args: string[]): Promise<number> {
  try {
    return await carryOut(readBenchCommand(args));
  } catch (failure) {
    process.stderr.write(`${failure instanceof Error ? failure.message : String(failure)}\nnpm run bench -- --help shows all options\n`);
    return 2;
  }
}

process.exit(await main(process.argv.slice(2)));
