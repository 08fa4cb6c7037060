import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FUNCTIONS } from '../../../lib/plan/steps.ts';
import { planOf } from '../../support/ports/builders.ts';

const FOLDER = join(import.meta.dirname, '../../../lambdas/handlers');
const sources = readdirSync(FOLDER).map((file) => ({ file, text: readFileSync(join(FOLDER, file), 'utf8') }));

test('every function of the stacks has its handler, and there is no other', () => {
  expect(sources.map(({ file }) => file).sort()).toEqual(FUNCTIONS.map((name) => `${name}.ts`).sort());
});

test('handlers only wire: at most 30 lines each', () => {
  expect(sources.filter(({ text }) => text.split('\n').length > 31).map(({ file }) => file)).toEqual([]);
});

test('a handler runs under the name of its file', () => {
  const steps = sources.filter(({ file }) => file !== 'probe.ts');
  expect(steps.filter(({ file, text }) => !text.includes(`standard('${file.replace('.ts', '')}', `)).map(({ file }) => file)).toEqual([]);
});

test('only steps that change nothing may be asked again', () => {
  const looks = sources.filter(({ text }) => text.includes(", 'look', ")).map(({ file }) => file.replace('.ts', ''));
  expect(looks.sort()).toEqual([
    'assess-primary',
    'await-writer-record',
    'check-instance-stopped',
    'compare-standbys',
    'confirm-promotion',
    'list-incidents',
    'look-at-dependency',
    'probe-dependencies',
    'verify-recovery',
    'watch-dependency',
  ]);
});

test.each(FUNCTIONS)('%s can be loaded with the plan compiled in and nothing but a region', async (name) => {
  Object.assign(globalThis, { REPRISE_PLAN: planOf() });
  process.env.AWS_REGION = 'eu-west-3';
  const { handler } = (await import(`../../../lambdas/handlers/${name}.ts`)) as { handler: unknown };
  expect(handler).toBeInstanceOf(Function);
});
