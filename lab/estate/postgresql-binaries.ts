import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** GRANT ... ON PARAMETER, which lets the step functions work without a superuser, came with 15. */
const OLDEST = 15;
const NEEDED = ['initdb', 'postgres', 'pg_ctl', 'pg_controldata', 'psql'];
const PARENTS = ['/usr/lib/postgresql', '/opt/postgresql', '/usr/local/pgsql'];
const APT = 'apt-get install -y --no-install-recommends postgresql openssl';
const APT_PATIENCE_MILLISECONDS = 300_000;

export type PostgresqlBinaries = { folder: string; version: number };

/** Folder of the newest server programs of this computer that suffice, or nothing. */
export function findPostgresql(): PostgresqlBinaries | undefined {
  const found = candidateFolders().flatMap((folder) => {
    const version = versionIn(folder);
    return version === undefined || version < OLDEST ? [] : [{ folder, version }];
  });
  return found.sort((one, other) => other.version - one.version)[0];
}

/**
 * Server programs the rehearsal runs. On a Debian or Ubuntu root shell missing ones are installed with apt (the service that the package
 * starts is not touched: it listens on 127.0.0.1, rehearsals do not).
 *
 * @throws one line with the exact command elsewhere, and the reason why on systems other than Linux
 */
export async function requirePostgresql(say: (text: string) => void): Promise<PostgresqlBinaries> {
  if (process.platform !== 'linux')
    throw new Error(
      `a rehearsal needs Linux, where every 127.x.y.z address answers; this is ${process.platform}: run it in a Linux container`,
    );
  const found = findPostgresql();
  if (found !== undefined && hasOpenssl()) return found;
  const missing = found === undefined ? `PostgreSQL ${OLDEST} or newer is not installed` : 'openssl is not installed';
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
    throw new Error(`${missing}; install it: ${installCommand(thisDistribution())}`);
  say(`${missing}; installing it: ${APT}`);
  install();
  const installed = findPostgresql();
  if (installed === undefined || !hasOpenssl())
    throw new Error(`this system's packages have no PostgreSQL ${OLDEST} or newer; see https://www.postgresql.org/download/linux/`);
  return installed;
}

function install(): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const command of ['apt-get update -qq', `${APT.replace('install', 'install -qq')}`]) {
    const run = spawnSync('/bin/sh', ['-c', command], { env, encoding: 'utf8', timeout: APT_PATIENCE_MILLISECONDS });
    if (run.status !== 0) throw new Error(`"${command}" failed: ${run.stderr.trim().split('\n').at(-1) ?? run.status}; run it by hand`);
  }
}

/** `ID` of os-release(5) and its first number, for example `fedora` and 42. */
export type Distribution = { id: string; version: number };

function thisDistribution(): Distribution {
  const text = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  const value = (name: string) => new RegExp(`^${name}="?([^"\n]*)"?$`, 'm').exec(text)?.[1] ?? '';
  return { id: value('ID'), version: Number.parseInt(value('VERSION_ID'), 10) };
}

/** The one line that installs what a rehearsal needs; the package names are the distributions' own. */
export function installCommand({ id, version }: Distribution): string {
  if (['debian', 'ubuntu'].includes(id)) return `sudo ${APT}`;
  if (id === 'fedora') return 'sudo dnf install -y postgresql-server openssl';
  if (id === 'amzn') return `sudo dnf install -y postgresql${OLDEST}-server postgresql${OLDEST} openssl`;
  if (['rhel', 'rocky', 'almalinux', 'centos', 'ol'].includes(id))
    return `${version < 10 ? `sudo dnf module enable -y postgresql:${OLDEST} && ` : ''}sudo dnf install -y postgresql-server openssl`;
  if (id === 'alpine') return `apk add postgresql${OLDEST} postgresql${OLDEST}-client openssl bash util-linux`;
  if (id === 'arch') return 'sudo pacman -S --noconfirm postgresql openssl';
  if (id.startsWith('opensuse') || id === 'sles') return 'sudo zypper install -y postgresql-server openssl';
  return `PostgreSQL ${OLDEST} or newer and openssl, from https://www.postgresql.org/download/linux/`;
}

function candidateFolders(): string[] {
  const pgConfig = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' });
  const own = pgConfig.status === 0 ? [pgConfig.stdout.trim()] : [];
  const versioned = PARENTS.flatMap((parent) => entries(parent).map((entry) => join(parent, entry, 'bin')));
  const redHat = entries('/usr').flatMap((entry) => (entry.startsWith('pgsql-') ? [`/usr/${entry}/bin`] : []));
  const alpine = entries('/usr/libexec').flatMap((entry) => (/^postgresql[0-9]+$/.test(entry) ? [`/usr/libexec/${entry}`] : []));
  return [...new Set([...own, ...versioned, ...redHat, ...alpine, '/usr/local/pgsql/bin', '/usr/bin'])];
}

function entries(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

function versionIn(folder: string): number | undefined {
  if (!NEEDED.every((program) => isExecutable(join(folder, program)))) return undefined;
  const run = spawnSync(join(folder, 'postgres'), ['--version'], { encoding: 'utf8' });
  const version = Number(/([0-9]+)/.exec(run.stdout ?? '')?.[1]);
  return Number.isInteger(version) && version > 0 ? version : undefined;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function hasOpenssl(): boolean {
  return spawnSync('openssl', ['version']).status === 0;
}
