import { readFileSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { HostSandbox, UNIT } from '../../support/hosts/host-sandbox.ts';

let host: HostSandbox;
beforeEach(() => {
  host = new HostSandbox();
  host.guard();
});
afterEach(() => host.remove());

const recordNames = (...addresses: string[]) =>
  host.command('getent', addresses.map((one) => `echo "${one}  STREAM primary"`).join('\n') || 'exit 2');
const guard = () => host.run('start-guard');

test('the node that the writer record names may start', () => {
  recordNames('10.20.1.11');
  expect(guard()).toMatchObject({ status: 0, report: { program: 'start-guard', outcome: 'allowed' } });
});

test('a read-write start is refused when the record names another node', () => {
  recordNames('10.20.1.12');
  expect(guard()).toMatchObject({
    status: 1,
    report: { outcome: 'refused', seen: expect.stringContaining('names 10.20.1.12, not db-1 (10.20.1.11)') },
  });
});

test('an address that only begins like ours is another node', () => {
  recordNames('10.20.1.111');
  expect(guard().status).toBe(1);
});

test('a fenced host does not start read-write, whatever the record says', () => {
  recordNames('10.20.1.11');
  host.write('state/fence', 'incident=i token=3 node=db-1 time=now\n');
  expect(guard()).toMatchObject({ status: 1, report: { seen: expect.stringContaining('fenced (incident=i token=3') } });
});

test('a start as standby is always allowed', () => {
  recordNames();
  host.write('state/fence', 'incident=i token=3 node=db-1 time=now\n');
  host.write('data/standby.signal', '');
  expect(guard()).toMatchObject({ status: 0, report: { outcome: 'allowed' } });
});

test('not knowing is no permission, and the refusal says how a person overrides it', () => {
  recordNames();
  const { status, report } = guard();
  expect(status).toBe(1);
  expect(report.seen).toContain('allow-primary-start');
  host.write('state/allow-primary-start', 'DNS is down, db-2 and db-3 are standbys, Hery\n');
  expect(guard()).toMatchObject({ status: 0, report: { seen: expect.stringContaining('overridden: DNS is down') } });
});

test.each([
  ['older than an hour', 'reason, Hery\n', 61],
  ['empty', '', 0],
])('an override that is %s does not count', (_what, text, minutes) => {
  recordNames();
  host.write('state/allow-primary-start', text);
  const written = Date.now() / 1_000 - minutes * 60;
  utimesSync(join(host.folder, 'state/allow-primary-start'), written, written);
  expect(guard()).toMatchObject({ status: 1, report: { outcome: 'refused' } });
});

test('at boot it waits for the name service', () => {
  host.command('getent', `cd ${host.folder}; echo >>tries; [ "$(wc -l <tries)" -ge 2 ] && echo "10.20.1.11 STREAM primary"`);
  expect(guard()).toMatchObject({ status: 0, report: { outcome: 'allowed' } });
  expect(host.read('tries')).toBe('\n\n');
});

test('the override does not lift a fence', () => {
  recordNames();
  host.write('state/allow-primary-start', 'reason\n');
  host.write('state/fence', 'incident=i token=3 node=db-1 time=now\n');
  expect(guard().status).toBe(1);
});

test('without its configuration the guard refuses', () => {
  recordNames('10.20.1.11');
  const bare = new HostSandbox();
  expect(bare.run('start-guard')).toMatchObject({ status: 1, report: { outcome: 'refused' } });
  return bare.remove();
});

describe('install-start-guard', () => {
  const install = (more: Record<string, string> = {}) =>
    host.run('install-start-guard', {
      node: 'db-1',
      address: '10.20.1.11',
      writer: 'primary.db.internal',
      unit: UNIT,
      port: '5432',
      ...more,
    });

  test('it installs exactly start-guard.sh, its configuration and a drop-in, and tells systemd', async () => {
    await host.startServer();
    host.systemctl();
    expect(install()).toMatchObject({ status: 0, report: { outcome: 'installed' } });
    expect(host.read('installed/start-guard')).toBe(readFileSync(join(import.meta.dirname, '../../../hosts/start-guard.sh'), 'utf8'));
    expect(host.read(`systemd/${UNIT}.d/reprise-start-guard.conf`)).toBe(
      `[Unit]\nWants=network-online.target\nAfter=network-online.target\n[Service]\nExecStartPre=${host.folder}/installed/start-guard\n`,
    );
    expect(host.read('config/start-guard.conf')).toContain(`data=${host.data}\n`);
    expect(host.read('asked')).toContain('daemon-reload');
  });

  test('twice is once', async () => {
    await host.startServer();
    host.systemctl();
    install();
    host.write('asked', '');
    expect(install()).toMatchObject({ status: 0, report: { outcome: 'unchanged' } });
    expect(host.read('asked')).not.toContain('daemon-reload');
  });

  test('a guard that systemd has not loaded is loaded, and where that fails nothing says that it is in force', async () => {
    const bare = new HostSandbox();
    await bare.startServer();
    bare.systemctl();
    const script = bare.read('bin/systemctl') ?? '';
    bare.write('bin/systemctl', script.replace('daemon-reload)', 'daemon-reload) exit 1;;\n never)'));
    const args = { node: 'db-1', address: '10.20.1.11', writer: 'primary.db.internal', unit: UNIT, port: '5432' };
    expect(bare.run('install-start-guard', args).report).toMatchObject({
      outcome: 'failed',
      seen: expect.stringContaining('daemon-reload'),
    });
    expect(bare.read('config/start-guard.conf')).toBeUndefined();
    expect(bare.run('install-start-guard', args).report).toMatchObject({ outcome: 'failed' });
    bare.write('bin/systemctl', script);
    expect(bare.run('install-start-guard', args).report).toMatchObject({ outcome: 'installed' });
    await bare.remove();
  });

  test('a stopped server keeps the data directory that was noted while it ran', () => {
    host.systemctl();
    expect(install({ port: '5433' })).toMatchObject({ status: 0, report: { outcome: 'installed' } });
    expect(host.read('config/start-guard.conf')).toContain(`port=5433\ndata=${host.data}\n`);
  });

  test('a data directory behind a symbolic link is noted as processes see it', () => {
    host.systemctl();
    symlinkSync(host.data, join(host.folder, 'link'));
    host.guard({ data: join(host.folder, 'link') });
    install();
    expect(host.read('config/start-guard.conf')).toContain(`data=${host.data}\n`);
  });

  test('an unknown data directory is said, not guessed', async () => {
    const bare = new HostSandbox();
    bare.systemctl();
    const args = { node: 'db-1', address: '10.20.1.11', writer: 'primary.db.internal', unit: 'postgresql.service', port: '5432' };
    expect(bare.run('install-start-guard', args)).toMatchObject({
      status: 1,
      report: { outcome: 'failed', seen: expect.stringContaining('the data directory is unknown') },
    });
    await bare.remove();
  });
});
