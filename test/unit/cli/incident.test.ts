import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lambdaEndpoint, type Reply } from '../../support/cli/lambda-endpoint.ts';

const ROOT = join(import.meta.dirname, '../../..');
const home = mkdtempSync(join(tmpdir(), 'reprise-cli-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

type Finished = { status: number | null; out: string; err: string };

/** The very file that npx starts, with the node that the computer has, and nothing of AWS on it but an endpoint and credentials. */
function reprise(args: string[], environment: Record<string, string> = {}): Promise<Finished> {
  const path = (process.env.PATH ?? '').split(':').filter((folder) => !folder.includes('node_modules'));
  const env = { PATH: path.join(':'), HOME: home, AWS_EC2_METADATA_DISABLED: 'true', ...environment };
  const child = spawn(join(ROOT, 'bin/cli.mjs'), args, { env, cwd: home });
  const read = { out: '', err: '' };
  child.stdout.on('data', (part) => {
    read.out += part;
  });
  child.stderr.on('data', (part) => {
    read.err += part;
  });
  return new Promise((done) => child.on('close', (status) => done({ status, ...read })));
}

const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
const WHO = ['--by', 'Rado', '--reason', 'I am on it'];
const fulfilled = { returns: { action: 'note', at: '2026-11-23T10:00:00.000Z', effect: 'noted in the timeline' } };
const unknown = { throws: { errorType: 'UnknownIncident', errorMessage: 'the record of eu-west-3 knows no incident inc-1' } };

async function against(replies: Record<string, Reply>, args: string[]) {
  const endpoint = await lambdaEndpoint(replies);
  const finished = await reprise(args, { ...CREDENTIALS, AWS_ENDPOINT_URL: endpoint.url }).finally(endpoint.stop);
  return { ...finished, calls: endpoint.calls };
}

test.each([
  ['acknowledge', [], {}],
  ['approve', ['--question', 'promote-candidate'], { question: 'promote-candidate' }],
  ['decline', ['--question', 'notice-interruption'], { question: 'notice-interruption' }],
  ['severity', ['--severity', 'P2'], { severity: 'P2' }],
  ['note', [], {}],
  ['resolve', ['--cause', 'a disk', '--resolution', 'another disk'], { cause: 'a disk', resolution: 'another disk' }],
])('%s asks the function of the primary region for exactly that, and says what came of it', async (action, options, fields) => {
  const { status, out, err, calls } = await against({ 'eu-west-3': fulfilled }, ['incident', action, 'inc-1', ...options, ...WHO]);
  expect({ status, err }).toEqual({ status: 0, err: '' });
  expect(out).toBe(`${action} inc-1 (eu-west-3): noted in the timeline\n`);
  const payload = { incident: 'inc-1', action, by: 'Rado', reason: 'I am on it', ...fields };
  expect(calls).toEqual([{ region: 'eu-west-3', function: 'reprise-taxcollector-act', payload }]);
});

test.each<[string, Reply, RegExp]>([
  ['does not know the incident', unknown, /eu-west-3: the record of eu-west-3 knows no incident inc-1; trying eu-west-1/],
  [
    'has no such function',
    { status: 404, error: 'ResourceNotFoundException' },
    /eu-west-3: reprise-taxcollector-act is not deployed there; trying eu-west-1/,
  ],
  ['is ill', { status: 500, error: 'ServiceException' }, /eu-west-3: does not answer: ServiceException.*; trying eu-west-1/],
  ['hangs up', { hangsUp: true }, /eu-west-3: does not answer: .*; trying eu-west-1/],
  [
    'cannot reach its record',
    { throws: { errorType: 'DependencyUnavailable', errorMessage: 'incident record: silent' } },
    /DependencyUnavailable: incident record: silent; trying eu-west-1/,
  ],
])('where the primary region %s, the other one is asked, and that is said', async (_, reply, said) => {
  const { status, out, err, calls } = await against({ 'eu-west-3': reply, 'eu-west-1': fulfilled }, ['incident', 'note', 'inc-1', ...WHO]);
  expect({ status, out }).toEqual({ status: 0, out: 'note inc-1 (eu-west-1): noted in the timeline\n' });
  expect(err).toMatch(said);
  expect(calls.map(({ region }) => region)).toEqual(['eu-west-3', 'eu-west-1']);
});

test.each(['ActionRefused', 'DecisionRefused', 'InvalidInput'])(
  'a refusal (%s) is an answer: status 1, its words, and no other region',
  async (errorType) => {
    const replies = { 'eu-west-3': { throws: { errorType, errorMessage: 'incident inc-1 is P1 already' } }, 'eu-west-1': fulfilled };
    const { status, out, err, calls } = await against(replies, ['incident', 'note', 'inc-1', ...WHO]);
    expect({ status, out, err }).toEqual({ status: 1, out: '', err: 'eu-west-3: refused: incident inc-1 is P1 already\n' });
    expect(calls).toHaveLength(1);
  },
);

test('who may not call, or has no credentials, is told so at once', async () => {
  const { status, err, calls } = await against({ 'eu-west-3': { status: 403, error: 'AccessDeniedException' } }, [
    'incident',
    'note',
    'inc-1',
    ...WHO,
  ]);
  expect(status).toBe(1);
  expect(err).toContain('required AWS credentials that may call reprise-taxcollector-act');
  expect(calls).toHaveLength(1);
  const nobody = await reprise(['incident', 'note', 'inc-1', ...WHO]);
  expect(nobody.status).toBe(1);
  expect(nobody.err).toContain('required AWS credentials');
});

test('what nobody knows is never told as done or as not done', async () => {
  const lost = await against({ 'eu-west-3': { hangsUp: true }, 'eu-west-1': unknown }, ['incident', 'note', 'inc-1', ...WHO]);
  expect(lost.status).toBe(1);
  expect(lost.err).toContain('it is not known whether it was done');
  const nowhere = await against({ 'eu-west-3': unknown, 'eu-west-1': unknown }, ['incident', 'note', 'inc-1', ...WHO]);
  expect(nowhere.status).toBe(1);
  expect(nowhere.err).toContain('nothing was done; required an incident that eu-west-3 or eu-west-1 knows');
});

test('a region that is named is the only one that is asked', async () => {
  const { status, calls } = await against({ 'eu-west-1': unknown }, ['incident', 'note', 'inc-1', '--region', 'eu-west-1', ...WHO]);
  expect(status).toBe(1);
  expect(calls.map(({ region }) => region)).toEqual(['eu-west-1']);
});

test.each([
  [[], 'npx reprise <command>'],
  [['incidentt'], 'there is no command incidentt; there are: incident'],
  [['constructor'], 'there is no command constructor'],
  [['incident'], 'action is ""; required one of acknowledge, approve, decline, severity, note, resolve'],
  [['incident', 'solve', 'inc-1'], 'action is "solve"'],
  [['incident', 'note'], 'note of which incident?'],
  [['incident', 'note', 'inc-1', 'I', 'am', ...WHO], '"I" "am" is too much'],
  [['incident', 'note', 'inc-1', '--by', 'Rado'], 'note needs --reason'],
  [['incident', 'note', 'inc-1', '--by', ' ', '--reason', 'x'], 'note needs --by'],
  [['incident', 'approve', 'inc-1', ...WHO], 'approve needs --question'],
  [['incident', 'severity', 'inc-1', ...WHO], 'severity needs --severity'],
  [['incident', 'note', 'inc-1', '--question', 'q', ...WHO], 'note takes no --question; allowed: --by, --reason, --region, --plan'],
  [['incident', 'note', 'inc-1', '--because', 'x', ...WHO], "Unknown option '--because'"],
  [['incident', 'note', 'inc-1', '--region', 'eu-west-9', ...WHO], 'region is "eu-west-9"; the plan has eu-west-3, eu-west-1'],
  [['incident', 'note', 'inc-1', '--plan', 'no.plan.yaml', ...WHO], 'no.plan.yaml'],
])('%j is not understood: status 2, and nobody is asked', async (args, message) => {
  const { status, out, err } = await reprise(args, { ...CREDENTIALS, AWS_ENDPOINT_URL: 'http://127.0.0.1:9' });
  expect({ status, out }).toEqual({ status: 2, out: '' });
  expect(err).toContain(message);
});

test('help is there for all commands and for each', async () => {
  expect(await reprise(['--help'])).toMatchObject({
    status: 0,
    err: '',
    out: expect.stringContaining('incident     acknowledge, approve'),
  });
  expect(await reprise(['incident', '--help'])).toMatchObject({
    status: 0,
    err: '',
    out: expect.stringContaining('npx reprise incident resolve'),
  });
});
