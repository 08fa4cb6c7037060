import type { BenchCommand } from './arguments.ts';
import { distributionOf } from './distribution.ts';
import { FIGURES, type Figures } from './figures.ts';
import { oneRehearsal } from './one-rehearsal.ts';
import { figuresTable } from './tables.ts';

type Runs = Extract<BenchCommand, { do: 'rehearsals' }>;

/** Runs the rehearsals one after the other and prints the distributions; the number of those that failed. */
export async function benchRehearsals({ scenario, fault, runs, latency }: Runs, print: (text: string) => void): Promise<number> {
  const measured: Figures[] = [];
  let failed = 0;
  for (let run = 1; run <= runs; run += 1) {
    const { verdict, reasons, figures } = await oneRehearsal(scenario, fault, latency);
    if (verdict !== 'passed') failed += 1;
    measured.push(figures);
    process.stderr.write(`run ${run}/${runs}: ${verdict}, ${figures['whole rehearsal']?.toFixed(1)} s ${reasons.join('; ')}\n`);
  }
  print(`${scenario}, fault ${fault}, latency ${latency}${latency === 'aws' ? ' (AWS latencies added, docs/latency.md: a forecast)' : ''}`);
  print(figuresTable(FIGURES.map((name) => ({ name, distribution: distributionIn(measured, name) }))));
  if (failed > 0) print(`${failed} of ${runs} rehearsals FAILED`);
  return failed;
}

/** A failed rehearsal's figures count as well: leaving them out would flatter. */
function distributionIn(measured: readonly Figures[], name: (typeof FIGURES)[number]) {
  const values = measured.flatMap((one) => one[name] ?? []);
  return values.length === 0 ? undefined : distributionOf(values);
}
