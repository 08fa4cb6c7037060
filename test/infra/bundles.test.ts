import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bundles, bundle } from '../../lib/constructs/bundles.ts';
import { withLiteralKeys } from '../../lib/constructs/lean-sdk.ts';
import { FAILOVER_STEPS, FUNCTIONS, type FunctionName, KEEP_ACTIVE } from '../../lib/plan/steps.ts';
import { assessment, fenced, incident, planOf } from '../support/ports/builders.ts';

const folder = mkdtempSync(join(tmpdir(), 'reprise-bundles-'));
let bundles: Bundles;
beforeAll(async () => {
  bundles = await bundle(planOf(), folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const fileOf = (name: FunctionName) => join(bundles.folder(name), 'index.cjs');

/** Loads bundles as Lambda does and calls them; a request to anywhere would need credentials that are not there. */
const CALL_ALL = `
  const [event, ...files] = process.argv.slice(2);
  const answers = [];
  for (const file of files) {
    const { handler } = await import(file);
    answers.push(await handler(JSON.parse(event), { getRemainingTimeInMillis: () => 5000 }));
  }
  process.stdout.write('\\n' + JSON.stringify(answers));
`;

function call(names: readonly FunctionName[], event: object): { answers: unknown; stderr: string } {
  const args = ['--input-type=module', '-e', CALL_ALL, '-', JSON.stringify(event), ...names.map(fileOf)];
  const env = { PATH: process.env.PATH, HOME: folder, AWS_REGION: 'eu-west-3', AWS_LAMBDA_FUNCTION_NAME: 'step' };
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env });
  return { answers: JSON.parse(stdout.split('\n').at(-1) ?? ''), stderr };
}

test('every bundle loads, and answers the call that keeps it active without asking anybody', () => {
  expect(call(FAILOVER_STEPS, KEEP_ACTIVE)).toEqual({ answers: FAILOVER_STEPS.map(() => ({ active: true })), stderr: '' });
});

test('credentials come from the environment alone: without them a call fails and says so, whatever files there are', () => {
  mkdirSync(join(folder, '.aws'));
  writeFileSync(join(folder, '.aws/credentials'), '[default]\naws_access_key_id = AKIA\naws_secret_access_key = x\n');
  const fencing = fenced({ proven: false, state: 'stopping', rung: 'stop-instance', stopRequestedAt: '2026-01-01T00:00:00.000Z' });
  const { answers } = call(['check-instance-stopped'], { incident: incident(), assessment: assessment(), fencing });
  expect(answers).toMatchObject([{ proven: false, state: 'unproven' }]);
  expect(JSON.stringify(answers)).toContain('CredentialsProviderError: Unable to find environment variable credentials.');
});

test('no bundle is larger than a megabyte, and none carries another source of credentials', () => {
  const large = FUNCTIONS.filter((name) => statSync(fileOf(name)).size > 1_000_000);
  const others = FUNCTIONS.filter((name) => /credential-provider-(?!env)\w+ - from/.test(readFileSync(fileOf(name), 'utf8')));
  expect({ large, others }).toEqual({ large: [], others: [] });
});

test('no bundle wraps its modules in functions, which would be parsed twice, but the plan', () => {
  const wrapping = FUNCTIONS.filter((name) => (readFileSync(fileOf(name), 'utf8').match(/__esm\(/g) ?? []).length > 1);
  expect(wrapping).toEqual([]);
});

test('a computed key of a schema is written out when it is a constant of the file, and only then', () => {
  const constants = 'const _eQN = "ec2QueryName";\nconst n0 = "com.amazonaws.ec2";\nlet _x = "moving";\n';
  const schema = 'export var S$ = [3, n0, { [_eQN]: _x, [_x]: [_eQN], [other]: 1, _eQN: 2 }];';
  expect(withLiteralKeys(constants + schema)).toBe(
    `${constants}export var S$ = [3, n0, { ["ec2QueryName"]: _x, [_x]: [_eQN], [other]: 1, _eQN: 2 }];`,
  );
});
