import { spawn } from 'node:child_process';
import { join } from 'node:path';

const SOAK = join(import.meta.dirname, '../../../lab/soak.ts');

test('half a minute of an ordinary day: two standbys restart, a table is vacuumed, and nothing rings', async () => {
  const child = spawn(process.execPath, [SOAK, '--minutes', '0.5'], { stdio: ['ignore', 'pipe', 'pipe'] });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(String(chunk)));
  const status = await new Promise((resolve) => child.on('close', resolve));
  const said = output.join('');
  expect({ status, said: status === 0 ? '' : said }).toEqual({ status: 0, said: '' });
  for (const sight of ['restart of standby db-2', 'restart of standby db-3', 'vacuum (full, analyze) payments on db-1', 'PASSED'])
    expect(said).toContain(sight);
  expect(said).toMatch(/ticks +[1-9][0-9]*, missed [0-9]+/);
  expect(said).toMatch(/writes +[1-9][0-9]* acknowledged, 0 not/);
});
