import { join } from 'node:path';
import type { RehearseOptions } from './command-line.ts';
import { answered, type Fault } from './faults/fault.ts';
import { type Preparation, prepare } from './preparation.ts';
import { rehearse } from './rehearsal.ts';
import { buildReport } from './report/build-report.ts';
import { detailsOf } from './report/details.ts';
import { figures, latencySentence } from './report/markdown.ts';
import { writtenForPeople } from './report/people-seen.ts';
import type { Report } from './report/report.ts';
import { writeReport } from './report/write-report.ts';
import type { Finished } from './summary.ts';
import { Timeline } from './timeline.ts';

/**
 * Rehearses the faults one after the other and prints each verdict when it is known. One that could not be carried out does not keep the
 * others from being rehearsed.
 *
 * @throws the obstacles of faults that this computer cannot rehearse, or what the preparation throws; nothing has been started then
 */
export async function rehearseAll(options: RehearseOptions, print: (text: string) => void): Promise<Finished[]> {
  const { faults, keep, verbose } = options;
  const hindered = faults.flatMap((fault) => {
    const obstacle = fault.obstacle?.();
    return obstacle === undefined ? [] : [`fault ${fault.name} cannot be rehearsed here: ${obstacle}`];
  });
  if (hindered.length > 0) throw new Error(`${hindered.join('\n')}\nname the other faults to rehearse those (--list shows all)`);
  const prepared = await prepare(options.planFile, { keep }, new Timeline(verbose, print));
  try {
    const finished: Finished[] = [];
    for (const [index, fault] of faults.entries()) {
      if (faults.length > 1) print(`\n${fault.name} (${index + 1} of ${faults.length}): ${fault.line}`);
      finished.push(await rehearseOne(answered(fault, options.answer), prepared, options, print));
    }
    return finished;
  } finally {
    await prepared.stop();
  }
}

async function rehearseOne(
  fault: Fault,
  prepared: Preparation,
  options: RehearseOptions,
  print: (text: string) => void,
): Promise<Finished> {
  const began = performance.now();
  const passed = () => ({ fault: fault.name, seconds: (performance.now() - began) / 1_000 });
  try {
    const rehearsed = await rehearse(fault, prepared, options, new Timeline(options.verbose, print));
    const report = buildReport({ scenario: options.scenario, latency: options.latency, ...rehearsed }, rehearsed.evidence);
    sayVerdict(report, print);
    // Last: whatever the disk says, the verdict has been said.
    const { evidence } = rehearsed;
    const folder = writeReport(report, detailsOf(evidence, rehearsed.plan, fault), writtenForPeople(evidence), folderOf(fault, options));
    print(`report: ${folder} (for people: report.html)`);
    return { ...passed(), report };
  } catch (error) {
    const obstacle = error instanceof Error ? (process.env.REPRISE_STACK ? (error.stack ?? error.message) : error.message) : String(error);
    process.stderr.write(`\nthe rehearsal could not be carried out: ${obstacle}\n`);
    return { ...passed(), obstacle };
  }
}

const folderOf = (fault: Fault, { out, faults }: RehearseOptions) =>
  out === undefined || faults.length === 1 ? out : join(out, fault.name);

function sayVerdict(report: Report, print: (text: string) => void): void {
  print('');
  for (const [what, measured, required] of figures(report))
    print(`  ${what.padEnd(36)} ${measured.padEnd(48)} ${required === '' ? '' : `required: ${required}`}`.trimEnd());
  print(`  ${latencySentence(report)}`);
  for (const reason of report.reasons) print(`  FAILED: ${reason}`);
  print(`\n${report.verdict.toUpperCase()}: ${report.scenario}, fault ${report.fault}, ended in "${report.endState}"`);
}
