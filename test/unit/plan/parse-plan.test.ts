import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultPlan } from '../../../lib/plan/default-plan.ts';
import { parsePlan, readPlan } from '../../../lib/plan/parse-plan.ts';
import { InvalidPlan } from '../../../lib/plan/plan-problem.ts';

const FILE = join(import.meta.dirname, '../../../config/taxcollector.plan.yaml');
const TEXT = readFileSync(FILE, 'utf8');

/** Problems of the product's own plan after one replacement each; line numbers are those of the real file. */
function problemsAfter(...replacements: [from: string, to: string][]) {
  const text = replacements.reduce((changed, [from, to]) => {
    if (!changed.includes(from)) throw new Error(`the plan does not contain ${from}`);
    return changed.replace(from, to);
  }, TEXT);
  try {
    parsePlan(text, 'plan.yaml');
    return [];
  } catch (error) {
    if (error instanceof InvalidPlan) return error.problems;
    throw error;
  }
}

/** 1-based line of the first occurrence. */
const lineOf = (text: string) => TEXT.slice(0, TEXT.indexOf(text)).split('\n').length;

test('the plan of the product is valid', () => {
  expect(readPlan(FILE)).toMatchObject({ name: 'taxcollector', objectives: { rto: 14_400, rpo: 3_600 } });
});

test.each([
  ['a wrong type', 'port: 5432', 'port: "5432"', 'database.port', '"5432" required: '],
  ['a value out of range', 'port: 5432', 'port: 70000', 'database.port', '70000 '],
  [
    'a value that is not one of those allowed',
    'mode: verify-full',
    'mode: verify',
    'database.tls.mode',
    'verify-full, verify-ca, require, disable',
  ],
  [
    'a duration in words',
    'rpo: 1h',
    'rpo: one hour',
    'objectives.rpo',
    '"one hour" is not a duration; write a whole number with s, m, h or d',
  ],
  ['an address that is none', '10.20.1.11', '10.20.1.1111', 'database.nodes.0.address', '"10.20.1.1111"'],
  [
    'an account that is a number',
    'account: "111122223333"',
    'account: 111122223333',
    'account',
    '111122223333 required: string (in quotes: "111122223333")',
  ],
  [
    'an unknown key at the top',
    'timeZone: ',
    'timezone: x\ntimeZone: ',
    'timezone',
    'unknown key "timezone"; allowed: schemaVersion, name, title',
  ],
  ['an unknown key in a map', '    ttl: 5s', '    ttl: 5s\n    tll: 5s', 'database.writer.tll', 'unknown key "tll"; allowed: name, ttl'],
  [
    'an unknown key in a list',
    'priority: 1,',
    'priority: 1,\n        prioriti: 2,',
    'database.nodes.0.prioriti',
    'unknown key "prioriti"; allowed: id, region, host',
  ],
])('%s is named with line, path, value and what is allowed', (_, from, to, path, message) => {
  const [problem, ...others] = problemsAfter([from, to]);
  expect(others).toEqual([]);
  expect(problem?.path).toBe(path);
  expect(problem?.message).toContain(message);
  const offset = to.split('\n').findIndex((line) => line.includes(path.split('.').at(-1) ?? '')) ?? 0;
  expect(problem?.line).toBe(lineOf(from) + Math.max(0, offset));
});

test('what is missing is named where it is missing from', () => {
  const [problem] = problemsAfter(['  rpo: 1h\n', '']);
  expect(problem).toMatchObject({ path: 'objectives.rpo', line: lineOf('objectives:'), message: 'is missing; required: string' });
});

test('everything that is wrong is said at once, in the order of the file', () => {
  const problems = problemsAfter(['rpo: 1h', 'rpo: never'], ['port: 5432', 'port: 0'], ['switch: health-check', 'switch: dice']);
  expect(problems.map((one) => one.path)).toEqual(['objectives.rpo', 'database.port', 'frontDoor.switch']);
});

test('the message is one line a problem, with the file', () => {
  expect(() => parsePlan(TEXT.replace('rpo: 1h', 'rpo: never'), 'my.plan.yaml')).toThrow(
    new RegExp(
      `^the plan has 1 problem; nothing was done:\\n {2}my\\.plan\\.yaml:${lineOf('rpo: 1h')}: objectives\\.rpo: "never" is not a duration`,
    ),
  );
});

test.each([
  ['a key given twice', TEXT.replace('  rpo: 1h\n', '  rpo: 1h\n  rpo: 2h\n'), 'not YAML: '],
  ['text that is no YAML', 'a: [1, 2', 'not YAML: '],
  ['an alias without an anchor', 'schemaVersion: *nothing', 'nothing'],
  ['an anchor that is used', 'schemaVersion: &one 1\nname: *one', 'not a plan: '],
  ['an empty file', '', 'plan.yaml: the file is empty; required a plan'],
  ['a comment', '# nothing yet', 'plan.yaml: the file is empty; required a plan'],
  ['a list', '- 1', 'required: object'],
])('%s is refused as no plan', (_, text, message) => {
  expect(() => parsePlan(text, 'plan.yaml')).toThrow(InvalidPlan);
  expect(() => parsePlan(text, 'plan.yaml')).toThrow(message);
});

test('a file that is not there is refused with its name and what to give instead', () => {
  expect(() => readPlan('config/nowhere.yaml')).toThrow('  config/nowhere.yaml: the file cannot be read (ENOENT); required a plan');
});

test('one slip in the syntax is one problem, not the ten that follow from it', () => {
  try {
    parsePlan(TEXT.replace('  - name: eu-west-3', '  - name: eu-west-3\n role: x\n\t- y'), 'plan.yaml');
    throw new Error('accepted');
  } catch (error) {
    expect((error as InvalidPlan).problems).toHaveLength(1);
  }
});

test('a file in another encoding is refused before its letters are misread', () => {
  const folder = mkdtempSync(join(tmpdir(), 'reprise-plan-'));
  try {
    const file = join(folder, 'latin1.plan.yaml');
    writeFileSync(file, Buffer.from(TEXT, 'latin1'));
    expect(() => readPlan(file)).toThrow('the file is not UTF-8');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a checklist item may name what it is about; another name is refused', () => {
  const about = (subject: string) => TEXT.replace("    - Documenter l'incident", `    - { text: Ouvrir le dossier, about: ${subject} }`);
  expect(parsePlan(about('documented'), 'p').checklists.databaseFailover.at(-1)).toEqual({
    text: 'Ouvrir le dossier',
    about: 'documented',
  });
  expect(() => parsePlan(about('papers'), 'p')).toThrow('is no checklist item; write text, or {text, about}');
});

test('the plan that is meant when nobody names one is the only one there is', () => {
  const folder = mkdtempSync(join(tmpdir(), 'reprise-config-'));
  try {
    expect(() => defaultPlan(folder)).toThrow('config: which plan is meant? found none; required one, or its path');
    writeFileSync(join(folder, 'a.plan.yaml'), '');
    expect(defaultPlan(folder)).toMatch(/a\.plan\.yaml$/);
    writeFileSync(join(folder, 'b.plan.yaml'), '');
    expect(() => defaultPlan(folder)).toThrow('found config/a.plan.yaml, config/b.plan.yaml; required one');
  } finally {
    rmSync(folder, { recursive: true });
  }
  expect(defaultPlan()).toBe(FILE);
});
