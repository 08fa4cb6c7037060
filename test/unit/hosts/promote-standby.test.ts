import { HostSandbox } from '../../support/hosts/host-sandbox.ts';

let host: HostSandbox;
beforeEach(async () => {
  host = new HostSandbox();
  await host.startServer();
  host.systemctl();
  host.guard({ node: 'db-2' });
  controlFile('in archive recovery', 1);
  host.program(
    'pg_ctl',
    `echo "$@" >"${host.folder}/pg_ctl-asked"; touch "${host.data}/pg_wal/00000002.history"; echo 'in production' >"${host.folder}/cluster-state"`,
  );
});
afterEach(() => host.remove());

function controlFile(state: string, timeline: number): void {
  host.write('cluster-state', `${state}\n`);
  host.program(
    'pg_controldata',
    `echo "Database cluster state:               $(cat ${host.folder}/cluster-state)"
     echo "Latest checkpoint's TimeLineID:       ${timeline}"
     echo "Min recovery ending loc's timeline:   ${timeline}"`,
  );
}

const promote = (more: Record<string, string> = {}) =>
  host.run('promote-standby', { incident: 'incident-7', token: '7', node: 'db-2', timeline: '1', timeoutSeconds: '30', ...more });

test('a standby on the decided timeline is promoted, and the report says on which timeline it is now', () => {
  expect(promote()).toMatchObject({ status: 0, report: { outcome: 'promoted', seen: expect.stringContaining('timeline 2') } });
  expect(host.read('pg_ctl-asked')).toBe(`promote -D ${host.data} -w -t 25\n`);
});

test('the report says where the node left the timeline, from its own history file', () => {
  const history = '1\\t0/3000000\\tno recovery target specified\\n\\n2\\t0/5000108\\tno recovery target specified\\n';
  controlFile('in archive recovery', 2);
  host.write('data/pg_wal/00000002.history', '');
  host.program(
    'pg_ctl',
    `printf '${history}' >"${host.data}/pg_wal/00000003.history"; echo 'in production' >"${host.folder}/cluster-state"`,
  );
  expect(promote({ timeline: '2' })).toMatchObject({ report: { outcome: 'promoted', forkedAt: '0/5000108' } });
  expect(promote({ timeline: '2' })).toMatchObject({ report: { outcome: 'already', forkedAt: '0/5000108' } });
});

test('a history file that says nothing leaves the fork unknown', () => {
  expect(promote()).toMatchObject({ report: { outcome: 'promoted', forkedAt: null } });
});

test('promoting again finds it done', () => {
  promote();
  host.write('pg_ctl-asked', '');
  expect(promote()).toMatchObject({ status: 0, report: { outcome: 'already' } });
  expect(host.read('pg_ctl-asked')).toBe('');
});

test.each([
  ['another timeline than decided on', { timeline: '2' }, 'db-2 is on timeline 1; required timeline 2'],
  ['another host than meant', { node: 'db-3' }, 'this host is db-2; required db-3'],
  ['a token that is no number', { token: '$(reboot)' }, 'required a whole number'],
])('%s is refused and nothing is promoted', (_what, bad, seen) => {
  expect(promote(bad)).toMatchObject({ status: 1, report: { outcome: 'refused', seen: expect.stringContaining(seen) } });
  expect(host.read('pg_ctl-asked')).toBeUndefined();
});

test('a standby that already follows a newer timeline is not what was decided on', () => {
  host.write('data/pg_wal/00000002.history', '');
  expect(promote()).toMatchObject({ report: { outcome: 'refused', seen: 'db-2 is on timeline 2; required timeline 1' } });
});

test('late is refused', () => {
  host.write('state/token', '8\n');
  expect(promote()).toMatchObject({ report: { outcome: 'refused', seen: 'token 7 is older than 8, which this host has already seen' } });
});

test('a host that this very incident fenced is not promoted; a fence of an older one is lifted by the promotion', () => {
  host.write('state/fence', 'incident=incident-7 token=7 node=db-2 time=now\n');
  expect(promote()).toMatchObject({ report: { outcome: 'refused', seen: expect.stringContaining('this host is fenced') } });
  expect(promote({ token: '8' })).toMatchObject({ report: { outcome: 'promoted' } });
  expect(host.read('state/fence')).toBeUndefined();
  expect(host.read('state/fence-lifted-by-8')).toContain('token=7');
});

test('a promotion that is found done lifts the fence too: it may have been done through SQL, or have ended late', () => {
  host.write('state/fence', 'incident=incident-5 token=5 node=db-2 time=now\n');
  controlFile('in production', 2);
  expect(promote()).toMatchObject({ status: 0, report: { outcome: 'already' } });
  expect(host.read('state/fence')).toBeUndefined();
});

test('a promotion that did not come about is reported as failed, with what was seen', () => {
  host.program('pg_ctl', 'exit 1');
  expect(promote()).toMatchObject({ status: 1, report: { outcome: 'failed', seen: expect.stringContaining('in archive recovery') } });
});

test('a promotion onto another timeline than the next is not the one that was decided', () => {
  host.program('pg_ctl', `touch "${host.data}/pg_wal/00000003.history"; echo 'in production' >"${host.folder}/cluster-state"`);
  expect(promote()).toMatchObject({
    status: 1,
    report: { outcome: 'failed', seen: 'db-2 is in production on timeline 3; required timeline 2' },
  });
});

test('what was ordered once is remembered: an older order that arrives late is refused', () => {
  host.program('pg_ctl', 'exit 1');
  promote({ token: '9' });
  expect(promote({ token: '8' })).toMatchObject({ report: { outcome: 'refused', seen: expect.stringContaining('older than 9') } });
});

test('while another host program works, nothing is promoted', () => {
  host.lockedByAnother();
  expect(promote()).toMatchObject({
    status: 1,
    report: { outcome: 'refused', seen: expect.stringContaining('another host program holds') },
  });
  expect(host.read('pg_ctl-asked')).toBeUndefined();
});

test('a stopped server is refused', async () => {
  const stopped = new HostSandbox();
  stopped.systemctl();
  stopped.guard({ node: 'db-2' });
  const args = { incident: 'i', token: '1', node: 'db-2', timeline: '1', timeoutSeconds: '30' };
  expect(stopped.run('promote-standby', args)).toMatchObject({
    report: { outcome: 'refused', seen: expect.stringContaining('no running server') },
  });
  await stopped.remove();
});
