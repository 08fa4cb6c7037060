import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { isAlive } from '../../../lab/processes.ts';
import { HostSandbox, UNIT } from '../../support/hosts/host-sandbox.ts';

let host: HostSandbox;
beforeEach(() => {
  host = new HostSandbox();
});
afterEach(() => host.remove());

const fence = (token: string, more: Record<string, string> = {}) =>
  host.run('fence-postgres', { incident: 'incident-7', token, node: 'db-1', unit: UNIT, ...more });

test('a running server is stopped, after its start was forbidden', async () => {
  const pid = await host.startServer();
  host.systemctl();
  host.guard();
  const { status, report } = fence('7');
  expect(report).toMatchObject({ program: 'fence-postgres', outcome: 'fenced', stopped: true, fenceFile: true });
  expect(status).toBe(0);
  expect(isAlive(pid)).toBe(false);
  expect(host.read('asked')).toContain('kill fence=yes');
  expect(host.read('asked')).not.toMatch(/(kill|stop) fence=no/);
  expect(host.read('state/fence')).toMatch(/^incident=incident-7 token=7 node=db-1 time=20/);
});

test('a server that the service manager cannot stop is killed', async () => {
  const pid = await host.startServer();
  host.systemctl('true');
  host.guard();
  expect(fence('7').report).toMatchObject({ outcome: 'fenced', stopped: true });
  expect(isAlive(pid)).toBe(false);
});

test('a dead server is fenced too, and the stop is asked for all the same, because it cancels a scheduled restart', () => {
  host.systemctl();
  host.guard();
  expect(fence('7').report).toMatchObject({ outcome: 'fenced', stopped: true, fenceFile: true });
  expect(host.read('asked')).toContain('stop fence=yes');
});

test('twice is once', () => {
  host.systemctl();
  host.guard();
  expect(fence('7').report.outcome).toBe('fenced');
  expect(fence('7').report.outcome).toBe('fenced');
});

test('an older token is refused and changes nothing', async () => {
  const pid = await host.startServer();
  host.systemctl();
  host.guard();
  host.write('state/token', '8\n');
  const { status, report } = fence('7');
  expect(report).toMatchObject({ outcome: 'refused', stopped: false, seen: 'token 7 is older than 8, which this host has already seen' });
  expect(status).not.toBe(0);
  expect(isAlive(pid)).toBe(true);
  expect(host.read('state/fence')).toBeUndefined();
});

test('without a start guard the stop is reported as what it is: a pause', () => {
  host.systemctl();
  expect(fence('7').report).toMatchObject({
    outcome: 'failed',
    stopped: true,
    seen: expect.stringContaining('no start guard is in force'),
  });
});

test('a start guard that systemd has not loaded forbids nothing', () => {
  host.systemctl();
  host.guard({}, { loaded: false });
  expect(fence('7').report).toMatchObject({
    outcome: 'failed',
    stopped: true,
    seen: expect.stringContaining('no start guard is in force'),
  });
});

test('another host than meant is left as it is', async () => {
  const pid = await host.startServer();
  host.systemctl();
  host.guard({ node: 'db-2' });
  expect(fence('7').report).toMatchObject({ outcome: 'refused', seen: 'this host is db-2; required db-1' });
  expect(isAlive(pid)).toBe(true);
  expect([host.read('state/fence'), host.read('state/token')]).toEqual([undefined, undefined]);
});

test('a server that somebody started outside the unit is found by its data directory', async () => {
  const pid = await host.startServer();
  host.systemctl();
  const inside = new HostSandbox();
  inside.systemctl();
  inside.guard({ data: host.data });
  expect(inside.run('fence-postgres', { incident: 'i', token: '1', node: 'db-1', unit: UNIT }).report.outcome).toBe('fenced');
  expect(isAlive(pid)).toBe(false);
  await inside.remove();
});

test.each([{ token: '7; reboot' }, { unit: 'a b' }, { node: 'DB 1' }, { incident: "x'y" }])(
  'a value outside its pattern is refused: %j',
  (bad) => {
    host.systemctl();
    expect(fence('7', bad).report).toMatchObject({ outcome: 'refused' });
    expect(host.read('asked')).toBeUndefined();
  },
);

test('a server that still listens, wherever it works, is not fenced', async () => {
  const listener = createServer();
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  host.systemctl();
  host.guard({ address: '127.0.0.1', port: String((listener.address() as AddressInfo).port) });
  expect(fence('7').report).toMatchObject({ outcome: 'failed', stopped: false, seen: expect.stringContaining('yes') });
  await new Promise((resolve) => listener.close(resolve));
  expect(fence('7').report).toMatchObject({ outcome: 'fenced', stopped: true });
});

test('while another host program works, nothing is touched', async () => {
  const pid = await host.startServer();
  host.systemctl();
  host.guard();
  host.lockedByAnother();
  expect(fence('7')).toMatchObject({
    status: 1,
    report: { outcome: 'failed', seen: expect.stringContaining('another host program holds') },
  });
  expect(isAlive(pid)).toBe(true);
  expect([host.read('state/fence'), host.read('state/token')]).toEqual([undefined, undefined]);
});
