import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');

/** Checks the synthesized templates with cfn-lint where it is installed; where it is not, says that nothing was checked. Warnings do not fail; W3005 is CDK's habit of naming a dependency twice. */
function main(): number {
  if (spawnSync('cfn-lint', ['--version']).error) {
    process.stdout.write('cfn-lint: NOT CHECKED, it is not installed (pip install cfn-lint)\n');
    return 0;
  }
  const out = mkdtempSync(join(tmpdir(), 'reprise-cfn-lint-'));
  try {
    const plan = join(ROOT, 'config/taxcollector.plan.yaml');
    const synth = spawnSync(process.execPath, [join(ROOT, 'lib/synthesize.ts'), plan, out], { cwd: ROOT, stdio: 'inherit' });
    if (synth.status !== 0) return 1;
    const templates = readdirSync(out).filter((file) => file.endsWith('.template.json'));
    const lint = spawnSync('cfn-lint', ['--non-zero-exit-code', 'error', '--ignore-checks', 'W3005', '--', ...templates], {
      cwd: out,
      stdio: 'inherit',
    });
    if (lint.status === 0) process.stdout.write(`cfn-lint: ${templates.length} templates checked\n`);
    return lint.status ?? 1;
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

process.exit(main());
