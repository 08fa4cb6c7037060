import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsePlan } from '../../../lib/plan/parse-plan.ts';

const text = readFileSync(join(import.meta.dirname, '../../../config/taxcollector.plan.yaml'), 'utf8');
const said = (from: string, to: string) => {
  if (!text.includes(from)) throw new Error(`the plan has no ${from}`);
  try {
    parsePlan(text.replace(from, to), 'x.plan.yaml');
    return '';
  } catch (problem) {
    return (problem as Error).message;
  }
};

test.each([
  [
    'a probe of another protocol',
    '{ host: smtp.taxcollector.mg, port: 587 }',
    '{ url: "ftp://smtp.taxcollector.mg" }',
    'dependencies.2.probe.url: "ftp://smtp.taxcollector.mg"',
  ],
  [
    'a probe of both kinds',
    '{ host: smtp.taxcollector.mg, port: 587 }',
    '{ host: smtp.mg, port: 587, url: "https://x.mg" }',
    'is no probe',
  ],
  ['a status that is none', 'expect: [200, 401, 403, 404]', 'expect: [20]', 'dependencies.0.probe.expect.0: 20'],
  ['a contact that is no address', 'contact: support@mvola.mg', 'contact: support', 'contact: "support"'],
  [
    'nobody of the team',
    'audiences: [on-call, tech-lead]\n    contact: support@mvola.mg',
    'audiences: []\n    contact: null',
    'dependencies.0.audiences',
  ],
  [
    'a misspelt key',
    'stableFor: 15m\n    audiences: [on-call, tech-lead]\n    contact: support@mvola.mg',
    'stablefor: 15m\n    audiences: [on-call]\n    contact: null',
    'unknown key "stablefor"',
  ],
])('%s is refused', (_, from, to, message) => {
  expect(said(from, to)).toContain(message);
});

test('a host by its address is a probe', () => {
  expect(said('{ host: smtp.taxcollector.mg, port: 587 }', '{ host: 10.20.9.9, port: 25 }')).toBe('');
});
