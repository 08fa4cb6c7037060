import { type Command, HELP, listing, readCommandLine, Usage } from './command-line.ts';
import { rehearse } from './rehearsal.ts';
import { buildReport } from './report/build-report.ts';
import { detailsOf } from './report/details.ts';
import { figures, latencySentence } from './report/markdown.ts';
import { exitStatusOf } from './report/report.ts';
import { writeReport } from './report/write-report.ts';
import { Timeline } from './timeline.ts';

const SUCCESS = 0;
const USAGE_OR_SETUP = 2;

async function main(args: string[]): Promise<number> {
  const command = commandOf(args);
  if (command.do === 'help') return print(HELP);
  if (command.do === 'list') return print(listing());
  const { options } = command;
  const timeline = new Timeline(options.verbose);
  const rehearsed = await rehearse(options, timeline);
  const report = buildReport({ scenario: options.scenario, latency: options.latency, ...rehearsed }, rehearsed.evidence);
  print('');
  for (const [what, measured, required] of figures(report))
    print(`  ${what.padEnd(36)} ${measured.padEnd(48)} ${required === '' ? '' : `required: ${required}`}`.trimEnd());
  print(`  ${latencySentence(report)}`);
  for (const reason of report.reasons) print(`  FAILED: ${reason}`);
  print(`\n${report.verdict.toUpperCase()}: ${report.scenario}, fault ${report.fault}, ended in "${report.endState}"`);
  // Last: whatever the disk says, the verdict has been said.
  const folder = writeReport(report, detailsOf(rehearsed.evidence, rehearsed.plan, rehearsed.fault), options.out);
  print(`report: ${folder} (for people: report.html)`);
  return exitStatusOf(report);
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
