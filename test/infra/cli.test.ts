import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** `npx cdk <args>` on a computer that has neither credentials nor a configured region. */
function cdk(out: string, ...args: string[]) {
  const { PATH } = process.env;
  return spawnSync(join(ROOT, 'node_modules/.bin/cdk'), [...args, '--output', out, '--no-notices'], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { PATH, HOME: out, CI: 'true', CDK_DISABLE_VERSION_CHECK: '1' },
  });
}

test('cdk synth and list need no account: one stack for each region of the plan, no finding left', () => {
  const out = mkdtempSync(join(tmpdir(), 'reprise-cdk-'));
  try {
    const synth = cdk(out, 'synth', '--quiet');
    expect({ status: synth.status, stderr: synth.status === 0 ? '' : synth.stderr }).toEqual({ status: 0, stderr: '' });
    const templates = readdirSync(out).filter((file) => file.endsWith('.template.json'));
    expect(templates.sort()).toEqual(['reprise-taxcollector-eu-west-1.template.json', 'reprise-taxcollector-eu-west-3.template.json']);
    expect(checkedBy(out)).toEqual(expect.arrayContaining(['AwsSolutions', 'StaticStability']));
    const list = cdk(out, 'list', '--app', out);
    expect(list.stdout.trim().split('\n').sort()).toEqual(['reprise-taxcollector-eu-west-1', 'reprise-taxcollector-eu-west-3']);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
});

/** Lints that synthesis ran, by what they acknowledged: one that is not registered reports nothing and looks the same. */
function checkedBy(out: string): string[] {
  const { pluginReports } = JSON.parse(readFileSync(join(out, 'validation-report.json'), 'utf8')) as {
    pluginReports: { pluginName: string; suppressedViolations?: unknown[] }[];
  };
  return pluginReports.filter(({ suppressedViolations = [] }) => suppressedViolations.length > 0).map(({ pluginName }) => pluginName);
}

test('a plan with mistakes stops synthesis with file and line, before anything is written', () => {
  const out = mkdtempSync(join(tmpdir(), 'reprise-cdk-'));
  try {
    const synth = cdk(out, 'synth', '--quiet', '--context', 'plan=package.json');
    expect(synth.status).not.toBe(0);
    expect(synth.stderr).toContain('package.json:');
    expect(synth.stderr).toContain('nothing was done');
    expect(readdirSync(out).filter((file) => file.endsWith('.template.json'))).toEqual([]);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
});
