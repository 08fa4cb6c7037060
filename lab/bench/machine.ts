import { spawnSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { findPostgresql } from '../estate/postgresql-binaries.ts';

/** The computer that measured: without it a figure says nothing. */
export function machineLine(): string {
  const [processor] = cpus();
  return [
    `${cpus().length} x ${processor?.model ?? 'unknown processor'}`,
    `${(totalmem() / 2 ** 30).toFixed(1)} GiB`,
    `Node ${process.version}`,
    postgresqlVersion(),
  ].join(', ');
}

function postgresqlVersion(): string {
  const found = findPostgresql();
  if (found === undefined) return 'no PostgreSQL';
  const { stdout } = spawnSync(join(found.folder, 'postgres'), ['--version'], { encoding: 'utf8' });
  return stdout.replace('postgres (PostgreSQL)', 'PostgreSQL').trim();
}
