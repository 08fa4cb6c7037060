import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Stand-in for the SSM agent of a host: asks its region's endpoint for commands and runs each as the agent does, with `sh -c FILE` (its
 * runscript plugin); what a program needs of bash it has to ask for itself.
 * It is a process of its own; when it is killed, commands to this host simply stay unanswered.
 */
type Command = { commandId: string; document: string; script: string; timeoutSeconds: number };
type Result = { status: 'InProgress' | 'Success' | 'Failed' | 'TimedOut'; exitCode: number; stdout: string; stderr: string };

const RETRY_MILLISECONDS = 250;
/** What SSM keeps of a command's output. */
const OUTPUT_CHARACTERS = 24_000;

const { endpoint, instance, folder } = JSON.parse(process.env.REPRISE_AGENT ?? '{}') as {
  endpoint: string;
  instance: string;
  folder: string;
};
const { REPRISE_AGENT: _own, ...hostEnvironment } = process.env;
mkdirSync(folder, { recursive: true });

async function post(path: string, body: object): Promise<Response> {
  return fetch(`${endpoint}${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

/** Reports again until the endpoint took it: a result that got lost would make a finished command look unknown. */
async function report(commandId: string, result: Result): Promise<void> {
  for (let tries = 0; tries < 20; tries += 1) {
    const answer = await post('/host-agent/report', { instance, commandId, ...result }).catch(() => undefined);
    if (answer?.ok) return;
    await pause(RETRY_MILLISECONDS);
  }
}

function execute({ commandId, script, timeoutSeconds }: Command): Promise<Result> {
  const file = join(folder, `${commandId}.sh`);
  writeFileSync(file, script, { mode: 0o700 });
  return new Promise((resolve) => {
    const child = spawn('/bin/sh', ['-c', file], { env: hostEnvironment, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const output = { stdout: '', stderr: '' };
    let late = false;
    child.stdout.on('data', (chunk) => (output.stdout += String(chunk)));
    child.stderr.on('data', (chunk) => (output.stderr += String(chunk)));
    const timer = setTimeout(() => {
      late = true;
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    }, timeoutSeconds * 1_000);
    child.on('close', (code) => {
      clearTimeout(timer);
      const [stdout, stderr] = [output.stdout.slice(0, OUTPUT_CHARACTERS), output.stderr.slice(0, OUTPUT_CHARACTERS)];
      resolve({ status: late ? 'TimedOut' : code === 0 ? 'Success' : 'Failed', exitCode: code ?? 137, stdout, stderr });
    });
  });
}

async function take(command: Command): Promise<void> {
  console.log(`${new Date().toISOString()} ${command.document} ${command.commandId}`);
  await report(command.commandId, { status: 'InProgress', exitCode: -1, stdout: '', stderr: '' });
  const result = await execute(command);
  console.log(`${new Date().toISOString()} ${command.commandId} ${result.status} ${result.exitCode}\n${result.stdout}${result.stderr}`);
  await report(command.commandId, result);
}

for (;;) {
  try {
    const answer = await post('/host-agent/poll', { instance });
    if (answer.status === 200) void take((await answer.json()) as Command);
    else await answer.body?.cancel();
    if (!answer.ok) await pause(RETRY_MILLISECONDS);
  } catch {
    await pause(RETRY_MILLISECONDS);
  }
}
