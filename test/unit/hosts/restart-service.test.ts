import { HostSandbox } from '../../support/hosts/host-sandbox.ts';

let host: HostSandbox;
beforeEach(() => {
  host = new HostSandbox();
  host.command(
    'docker',
    `echo "$*" >>"${host.folder}/asked"
     [ "\${!#}" = web ] || { echo "Error: no such service: \${!#}" >&2; exit 1; }
     [ "$2" = update ] || echo web`,
  );
});
afterEach(() => host.remove());

const restart = (more: Record<string, string> = {}) =>
  host.run('restart-service', { incident: 'incident-7', token: '7', service: 'web', ...more });

test('every task of the service is restarted, without waiting until the swarm has converged', () => {
  expect(restart()).toMatchObject({ status: 0, report: { program: 'restart-service', outcome: 'restarting' } });
  expect(host.read('asked')).toContain('service update --force --detach --quiet web');
});

test('a service that docker does not know is refused', () => {
  expect(restart({ service: 'wob' })).toMatchObject({
    status: 1,
    report: { outcome: 'refused', seen: expect.stringContaining('no such service: wob') },
  });
  expect(host.read('asked')).not.toContain('update');
});

test('late is refused before docker is asked', () => {
  host.write('state/token', '8\n');
  expect(restart()).toMatchObject({ status: 1, report: { outcome: 'refused' } });
  expect(host.read('asked')).toBeUndefined();
});

test('a name that docker would read as an option is refused', () => {
  expect(restart({ service: '--help' })).toMatchObject({ report: { outcome: 'refused' } });
});

test('a service that docker only knows by the beginning of its id is another one', () => {
  host.command('docker', `echo "$*" >>"${host.folder}/asked"; echo web-of-somebody-else`);
  expect(restart()).toMatchObject({ report: { outcome: 'refused', seen: expect.stringContaining('required the full name web') } });
  expect(host.read('asked')).not.toContain('update');
});

test('what was ordered once is remembered: an older order that arrives late is refused', () => {
  restart({ token: '9' });
  expect(restart({ token: '8' })).toMatchObject({ report: { outcome: 'refused', seen: expect.stringContaining('older than 9') } });
});

test('while another host program works, docker is not asked', () => {
  host.lockedByAnother();
  expect(restart()).toMatchObject({
    status: 1,
    report: { outcome: 'refused', seen: expect.stringContaining('another host program holds') },
  });
  expect(host.read('asked')).toBeUndefined();
});
