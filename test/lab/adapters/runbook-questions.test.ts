import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Server, Servers } from '../../support/adapters/servers.ts';

const RUNBOOKS = join(import.meta.dirname, '../../../docs/runbooks');
const servers = new Servers(54_873);
let primary: Server;
let standby: Server;

beforeAll(async () => {
  primary = await servers.primary('db-1', '127.0.62.1');
  standby = await servers.standby('db-2', '127.0.62.2', primary);
});

afterAll(() => servers.remove());

/** What a page lets people ask with `psql`; statements with a `<placeholder>`, or that change something, are left to them. */
const questions = readdirSync(RUNBOOKS).flatMap((page) =>
  [...readFileSync(join(RUNBOOKS, page), 'utf8').matchAll(/psql -x?c "((?:select|show) [^"<]+)"/g)]
    .map((match) => match[1] ?? '')
    .filter((question) => !/pg_(drop|create|reload|terminate|promote|wal_replay_resume)/.test(question))
    .map((question) => ({ page, question })),
);

test('the pages ask something', () => {
  expect(new Set(questions.map((one) => one.page))).toEqual(
    new Set(['QuorumNotMet.md', 'ReplicationLagging.md', 'StandbyNotStreaming.md', 'database-failover.md']),
  );
});

test.each(questions)('$page: a primary or a standby answers "$question"', async ({ question }) => {
  const answers = await Promise.allSettled([primary, standby].map((server) => servers.sql(server, question)));
  const refusals = answers.flatMap((answer) => (answer.status === 'rejected' ? [String(answer.reason)] : []));
  expect({ refusals, answered: refusals.length < answers.length }).toMatchObject({ answered: true });
});
