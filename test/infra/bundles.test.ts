import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from '../../lib/constructs/bundles.ts';
import { FAILOVER_STEPS, KEEP_ACTIVE } from '../../lib/plan/steps.ts';
import { planOf } from '../support/ports/builders.ts';

const folder = mkdtempSync(join(tmpdir(), 'reprise-bundles-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Loads every bundle as Lambda does and calls it; a request to anywhere would need credentials that are not there. */
const CALL_ALL = `
  const answers = {};
  for (const file of process.argv.slice(2)) {
    const { handler } = await import(file);
    answers[file] = await handler(${JSON.stringify(KEEP_ACTIVE)}, { getRemainingTimeInMillis: () => 5000 });
  }
  process.stdout.write('\\n' + JSON.stringify(Object.values(answers)));
`;

test('every bundle loads, and answers the call that keeps it active without asking anybody', () => {
  const bundles = bundle(planOf(), folder);
  const files = FAILOVER_STEPS.map((step) => join(bundles.folder(step), 'index.cjs'));
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', CALL_ALL, '-', ...files], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, AWS_REGION: 'eu-west-3', AWS_LAMBDA_FUNCTION_NAME: 'step' },
  });
  expect(stderr).toBe('');
  expect(JSON.parse(stdout.split('\n').at(-1) ?? '')).toEqual(FAILOVER_STEPS.map(() => ({ active: true })));
});
