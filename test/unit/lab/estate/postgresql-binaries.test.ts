import { installCommand } from '../../../../lab/estate/postgresql-binaries.ts';

test.each([
  ['debian', 12, 'sudo apt-get install -y --no-install-recommends postgresql openssl'],
  ['ubuntu', 24, 'sudo apt-get install -y --no-install-recommends postgresql openssl'],
  ['fedora', 42, 'sudo dnf install -y postgresql-server openssl'],
  ['amzn', 2023, 'sudo dnf install -y postgresql15-server postgresql15 openssl'],
  ['rocky', 9, 'sudo dnf module enable -y postgresql:15 && sudo dnf install -y postgresql-server openssl'],
  ['rhel', 10, 'sudo dnf install -y postgresql-server openssl'],
  ['alpine', 3, 'apk add postgresql15 postgresql15-client openssl bash util-linux'],
  ['arch', Number.NaN, 'sudo pacman -S --noconfirm postgresql openssl'],
  ['opensuse-leap', 15, 'sudo zypper install -y postgresql-server openssl'],
])('on %s %s one line says exactly what to install', (id, version, command) => {
  expect(installCommand({ id, version })).toBe(command);
});

test('elsewhere it says what is needed and where it is found', () => {
  expect(installCommand({ id: 'void', version: 1 })).toContain('https://www.postgresql.org/download/linux/');
});
