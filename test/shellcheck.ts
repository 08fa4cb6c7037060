import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const HOSTS = join(import.meta.dirname, '../hosts');
const programs = readdirSync(HOSTS).filter((file) => file.endsWith('.sh'));

/** Checks every host program; a missing shellcheck is a failure, not a pass. */
const run = spawnSync('shellcheck', ['--severity=style', '--shell=bash', ...programs], { cwd: HOSTS, stdio: 'inherit' });
if (run.error)
  process.stderr.write('shellcheck is not installed, so nothing was checked; on Debian or Ubuntu: apt-get install shellcheck\n');
else process.stdout.write(`shellcheck: ${programs.length} host programs checked\n`);
process.exit(run.error || programs.length === 0 ? 2 : (run.status ?? 1));
