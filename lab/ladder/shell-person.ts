import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Cloud } from '../cloud/cloud.ts';
import type { TimelineEvent } from '../timeline.ts';

const REPRISE = join(import.meta.dirname, '../../bin/cli.mjs');

export type Typed = { status: number; said: string };

/** What the person has for a shell: the region's endpoint in place of AWS, and credentials that may invoke functions and nothing else. */
export type Shell = { cloud: Pick<Cloud, 'endpoint' | 'operator'>; region: string; planFile: string };

/**
 * The newest command of the messages for something a person may do, with what they have to write put in.
 * @param values by option: `by`, `reason`, `severity`, ...
 * @throws Error when no message has printed one: then nobody could have typed it either
 */
export function commandFor(action: string, values: Readonly<Record<string, string>>, events: readonly TimelineEvent[]): string {
  const printed = new RegExp(`npx reprise incident ${action} .*$`, 'm');
  const found = events.flatMap((event) => (event.kind === 'notification' ? (printed.exec(event.message)?.[0] ?? []) : [])).at(-1);
  if (found === undefined)
    throw new Error(`no message has printed "npx reprise incident ${action}"; required one before somebody can type it`);
  return found.replaceAll(/--([a-z]+) '<[^']*>'/g, (_, option: string) => `--${option} '${values[option] ?? ''}'`);
}

/** Types a command into a shell, as it is; only what `npx reprise` leads to is put in its place. */
export async function type(command: string, { cloud, region, planFile }: Shell): Promise<Typed> {
  const { accessKeyId, secretAccessKey, sessionToken } = cloud.operator();
  const child = spawn('sh', ['-c', `exec "$NODE" "$REPRISE" ${command.replace(/^npx reprise /, '')} --plan "$PLAN"`], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      NODE: process.execPath,
      REPRISE,
      PLAN: planFile,
      AWS_ENDPOINT_URL: cloud.endpoint(region),
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
    },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (said += String(part)));
  const status = await new Promise<number>((resolve, reject) => child.once('error', reject).once('close', (code) => resolve(code ?? 1)));
  return { status, said: said.trim() };
}
