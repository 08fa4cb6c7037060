import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LatencyMode } from '../latency/latency.ts';
import type { Details } from '../report/details.ts';
import type { Report } from '../report/report.ts';
import { type Figures, figuresOf } from './figures.ts';

const REHEARSE = join(import.meta.dirname, '../rehearse.ts');

/**
 * One rehearsal in a process of its own, as a person would start it.
 *
 * @throws when it could not be carried out; nothing was measured then
 */
export async function oneRehearsal(
  scenario: string,
  fault: string,
  latency: LatencyMode,
): Promise<{ verdict: Report['verdict']; reasons: string[]; figures: Figures }> {
  const out = mkdtempSync(join(tmpdir(), 'reprise-bench-'));
  try {
    const began = performance.now();
    const args = [REHEARSE, scenario, '--fault', fault, '--latency', latency, '--out', out];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    const status = await new Promise((resolve) => child.on('close', resolve));
    if (status !== 0 && status !== 1) throw new Error(`the rehearsal could not be carried out (exit status ${status})`);
    const seconds = (performance.now() - began) / 1_000;
    const report = written<Report>(out, 'report.json');
    return {
      verdict: report.verdict,
      reasons: report.reasons,
      figures: figuresOf(report, written<Details>(out, 'details.json'), seconds),
    };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

const written = <T>(folder: string, name: string): T => JSON.parse(readFileSync(join(folder, name), 'utf8')) as T;
