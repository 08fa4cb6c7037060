import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { askFunction, incidents, type LedgerWorld, type Period, runIncidents } from '../../../bin/cli/incidents.ts';
import { type LedgerIncident, ledgerOf, type RegionLedger } from '../../../lambdas/domain/ledger.ts';
import { after, planOf } from '../../support/ports/builders.ts';

const plan = planOf();
const PERIOD = { now: new Date(after(0)), year: 2026, month: 11 };

const one = (id: string, change: Partial<LedgerIncident> = {}): LedgerIncident => ({
  id,
  scenario: 'database-failover',
  severity: 'P1',
  openedAt: after(-86_400),
  resolvedAt: after(-86_400 + 3_600),
  outcome: 'recovered',
  critical: [{ from: after(-86_400), to: after(-86_400 + 3_600) }],
  ...change,
});
const answer = (region: string, ...known: LedgerIncident[]): RegionLedger => ({ region, ledger: ledgerOf(known, plan, PERIOD), known });

/** Runs the command where each region answers what is given, or fails. */
async function run(args: string[], answers: Record<string, RegionLedger | Error>) {
  const asked: [string, string, Period][] = [];
  const said = { out: '', err: '' };
  const world: LedgerWorld = {
    async ask(region, functionName, period) {
      asked.push([region, functionName, period]);
      const found = answers[region] ?? new Error('nobody is there');
      if (found instanceof Error) throw found;
      return found;
    },
    out: (words) => {
      said.out += words;
    },
    err: (words) => {
      said.err += words;
    },
  };
  return { status: await runIncidents(args, world), asked, ...said };
}

const BOTH = {
  'eu-west-3': answer('eu-west-3', one('inc-1')),
  'eu-west-1': answer('eu-west-1', one('inc-1'), one('inc-2', { severity: 'P2', critical: [], resolvedAt: null, outcome: null })),
};

test('both regions are asked and put together: an incident that both know counts once', async () => {
  const { status, asked, out } = await run(['--year', '2026', '--month', '11'], BOTH);
  expect(status).toBe(0);
  expect(asked).toEqual(
    ['eu-west-3', 'eu-west-1'].map((region) => [region, 'reprise-taxcollector-list-incidents', { year: 2026, month: 11 }]),
  );
  expect(out).toContain('P1 1, P2 1, P3 0, P4 0; open 1; false alarms, in none of these figures: 0');
  expect(out).toContain('MTTR 1 h over 1 resolved; objective 2 h: kept');
  expect(out).toMatch(/^opened +severity +took +outcome +scenario +incident$/m);
  expect(out).toMatch(/^2026-11-22 10:00:00 +P1 +1 h +recovered +database-failover +inc-1$/m);
  expect(out).toMatch(/^2026-11-22 10:00:00 +P2 +open +- +database-failover +inc-2$/m);
  expect(out).toMatch(/^2026-11 +99\.8\d+ % +99\.9 % +1\.00 h +43\.2 min +MISSED$/m);
  expect(out).toMatch(/^2026 +99\.98\d+ % +99\.9 % +1\.00 h +8\.76 h +kept$/m);
});

test('a region that does not answer is named, what is said is of a part, and the status tells', async () => {
  const { status, out } = await run([], { 'eu-west-3': answer('eu-west-3', one('inc-1')), 'eu-west-1': new Error('connect ETIMEDOUT') });
  expect(status).toBe(1);
  expect(out).toContain('eu-west-1 does not answer: connect ETIMEDOUT\nWhat that region alone knows is missing above');
  const nobody = await run([], {});
  expect(nobody).toMatchObject({ status: 1, out: expect.stringContaining('No region answered; nothing is known.') });
  expect(nobody.out).toContain('eu-west-3 does not answer: nobody is there');
});

test('one region alone, and the figures for programs', async () => {
  const { asked, out } = await run(['--region', 'eu-west-1', '--json'], BOTH);
  expect(asked).toEqual([['eu-west-1', 'reprise-taxcollector-list-incidents', {}]]);
  expect(JSON.parse(out)).toMatchObject({ answered: ['eu-west-1'], silent: [], ledger: { schemaVersion: 1, counts: { P1: 1, P2: 1 } } });
});

test('nothing happened, and a year that has not begun', async () => {
  const future = { region: 'eu-west-3', known: [], ledger: ledgerOf([], plan, { ...PERIOD, year: 2027, month: 1 }) };
  const { out } = await run(['--region', 'eu-west-3'], { 'eu-west-3': future });
  expect(out).toContain('no incident in 2027');
  expect(out).toContain('MTTR: nothing was resolved; objective 2 h');
  expect(out).toMatch(/^2027-01 +not begun +99\.9 % +- +44\.64 min$/m);
});

test('what somebody wrote into a record moves no cursor', async () => {
  const { out } = await run(['--region', 'eu-west-3'], {
    'eu-west-3': answer('eu-west-3', one('inc-1', { scenario: '\u001b[2Jgone\u202e' })),
  });
  expect(out).toContain('\ufffd[2Jgone\ufffd');
});

test.each([
  [['--year', '26'], /--year 26: required a whole number from 2000 to 9999/],
  [['--month', '1x'], /--month 1x/],
  [['--region', 'us-east-1'], /--region us-east-1 is not of the plan; allowed: eu-west-3, eu-west-1/],
  [['--yaer', '2026'], /yaer/],
  [['2026'], /2026/],
  [['--plan', '/nowhere.yaml'], /cannot be read/],
])('%j is refused with what is allowed, before anybody is asked', async (args, message) => {
  const { status, asked, err, out } = await run(args, BOTH);
  expect({ status, asked, out }).toEqual({ status: 2, asked: [], out: '' });
  expect(err).toMatch(message);
  expect(err).toContain('reprise incidents: how many');
});

describe('a function of a region', () => {
  let server: Server;
  const requests: { path: string; body: string }[] = [];
  let fails = false;
  const before = { ...process.env };

  beforeAll(async () => {
    server = createServer(async (request, response) => {
      requests.push({ path: request.url ?? '', body: await text(request) });
      if (!fails) response.writeHead(200).end(JSON.stringify(answer('eu-west-3', one('inc-1'))));
      else response.writeHead(200, { 'x-amz-function-error': 'Unhandled' }).end('{"errorMessage":"year is 3"}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    Object.assign(process.env, { AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: 'AKIDTEST', AWS_SECRET_ACCESS_KEY: 'not-a-secret' });
  });

  afterAll(async () => {
    for (const name of ['AWS_ENDPOINT_URL', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  test('is invoked with AWS credentials, and its error is the reason', async () => {
    expect(await askFunction('eu-west-3', 'reprise-taxcollector-list-incidents', { year: 2026 })).toEqual(
      answer('eu-west-3', one('inc-1')),
    );
    expect(requests).toEqual([{ path: '/2015-03-31/functions/reprise-taxcollector-list-incidents/invocations', body: '{"year":2026}' }]);
    fails = true;
    await expect(askFunction('eu-west-3', 'f', {})).rejects.toThrow('year is 3');
  });
});

test('the sub-command has a name and says what it does', () => {
  expect(incidents.name).toBe('incidents');
  for (const option of ['--year', '--month', '--region', '--json', '--plan']) expect(incidents.help).toContain(option);
});
