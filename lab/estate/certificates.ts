import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { clockAhead } from './clock-ahead.ts';

const run = promisify(execFile);
const DAYS = '3';
const DAY_SECONDS = 86_400;
const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

export type Authority = { certificateFile: string; keyFile: string; pem: string; env: NodeJS.ProcessEnv };

/**
 * Certificate authority of one rehearsal. Clients trust it and nothing else. Where hosts' clocks are behind, certificates are made as on the
 * day before: nobody's clock may find them not yet valid.
 */
export async function createAuthority(folder: string, clocksAhead: Readonly<Record<string, number>> = {}): Promise<Authority> {
  const env = { ...process.env, ...clockAhead(Object.keys(clocksAhead).length === 0 ? 0 : -DAY_SECONDS) };
  const certificateFile = join(folder, 'ca.pem');
  const keyFile = join(folder, 'ca.key');
  const subject = ['-subj', '/CN=Reprise rehearsal', '-days', DAYS];
  await run('openssl', ['req', '-x509', ...NEW_KEY, '-keyout', keyFile, '-out', certificateFile, ...subject], { env });
  return { certificateFile, keyFile, pem: readFileSync(certificateFile, 'utf8'), env };
}

/** Key and certificate of a server for these names. `verify-full` compares the name the client used, so the writer name belongs to it too. */
export async function issueCertificate(
  authority: Authority,
  folder: string,
  names: readonly string[],
): Promise<{ certificateFile: string; keyFile: string }> {
  const certificateFile = join(folder, 'server.pem');
  const keyFile = join(folder, 'server.key');
  const requestFile = join(folder, 'server.request');
  const extensionFile = join(folder, 'server.extensions');
  writeFileSync(extensionFile, `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}\n`);
  await run('openssl', ['req', '-new', ...NEW_KEY, '-keyout', keyFile, '-out', requestFile, '-subj', `/CN=${names[0]}`]);
  const by = ['-CA', authority.certificateFile, '-CAkey', authority.keyFile, '-set_serial', `0x${randomSerial()}`];
  await run('openssl', ['x509', '-req', '-in', requestFile, ...by, '-days', DAYS, '-extfile', extensionFile, '-out', certificateFile], {
    env: authority.env,
  });
  return { certificateFile, keyFile };
}

function randomSerial(): string {
  return `4${crypto.randomUUID().replaceAll('-', '').slice(0, 15)}`;
}
