import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** `npx cdk <args>` on a computer that has neither credentials nor a configured region. */
function cdk(out: string, ...args: string[]) {
  return cdkIn(ROOT, out, ...args);
}

/** The same in another copy of the product. */
function cdkIn(cwd: string, out: string, ...args: string[]) {
  const { PATH } = process.env;
  return spawnSync(join(ROOT, 'node_modules/.bin/cdk'), [...args, '--output', out, '--no-notices'], {
    cwd,
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

/** A copy of the product in which one file is changed: what somebody would have who edits a message. */
function changedProduct(file: string, from: string, to: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'reprise-copy-'));
  for (const part of ['bin', 'lib', 'lambdas', 'statemachines', 'messages', 'config', 'hosts', 'cdk.json', 'package.json', 'tsconfig.json'])
    cpSync(join(ROOT, part), join(copy, part), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  const text = readFileSync(join(copy, file), 'utf8');
  if (!text.includes(from)) throw new RangeError(`${file} does not hold ${from}`);
  writeFileSync(join(copy, file), text.replace(from, to));
  return copy;
}

test('a misspelt placeholder in a message stops synthesis with file, event and what is allowed, before anything is written', () => {
  const copy = changedProduct('messages/fr/incident.ts', '{severity} {planTitle} : {what}.', '{severity} {plantitle} : {what}.');
  const out = mkdtempSync(join(tmpdir(), 'reprise-cdk-'));
  try {
    const synth = cdkIn(copy, out, 'synth', '--quiet');
    expect(synth.status).toBe(1);
    expect(synth.stderr).toMatch(/the messages have \d+ problems; nothing was done:/);
    expect(synth.stderr).toContain(
      'messages/fr/incident.ts: incident-opened: sms: {plantitle} is no placeholder, perhaps {planTitle}; allowed: severity,',
    );
    expect(synth.stderr).toContain('messages/en/incident.ts: incident-opened: sms: {planTitle} is named in this language only');
    expect(synth.stderr).not.toMatch(/\n\s+at /);
    expect(readdirSync(out).filter((file) => file.endsWith('.template.json'))).toEqual([]);
    const args = [join(copy, 'lib/synthesize.ts'), join(copy, 'config/taxcollector.plan.yaml'), out];
    const alone = spawnSync(process.execPath, args, { cwd: copy, encoding: 'utf8' });
    expect(alone.status).toBe(1);
    expect(alone.stderr).toContain('{plantitle} is no placeholder');
  } finally {
    rmSync(out, { recursive: true, force: true });
    rmSync(copy, { recursive: true, force: true });
  }
});

test('a plan whose values make an SMS too long stops synthesis and says which ones', () => {
  const out = mkdtempSync(join(tmpdir(), 'reprise-cdk-'));
  try {
    const text = readFileSync(join(ROOT, 'config/taxcollector.plan.yaml'), 'utf8');
    const plan = join(out, 'long.plan.yaml');
    writeFileSync(plan, text.replace('title: TaxCollector', `title: ${'Direction Générale des Impôts '.repeat(3)}`));
    const synth = cdk(out, 'synth', '--quiet', '--context', `plan=${plan}`);
    expect(synth.status).toBe(1);
    expect(synth.stderr).toMatch(
      /messages\/fr\/incident\.ts: incident-opened: sms: \d{3} characters .*planTitle "Direction Générale.*allowed 160/,
    );
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
});
