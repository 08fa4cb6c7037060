import type { Answer } from '../service.ts';
import type { HostChannel } from './host-channel.ts';
import type { HostReport } from './invocation.ts';

const STATUSES = ['InProgress', 'Success', 'Failed', 'TimedOut'];

/** `/host-agent/poll` and `/host-agent/report`: what stands in for the message service between SSM and its agent. */
export async function answerHostAgent(channel: HostChannel, path: string, body: Buffer): Promise<Answer> {
  const message = read(body);
  const instance = message?.instance;
  if (typeof instance !== 'string') return refuse(400, 'the body is not JSON with the instance id in `instance`');
  if (path.endsWith('/poll')) {
    const program = await channel.poll(instance);
    return program ? { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(program) } : { status: 204 };
  }
  if (!path.endsWith('/report')) return refuse(404, `${path} is not /host-agent/poll or /host-agent/report`);
  if (!STATUSES.includes(String(message?.status))) return refuse(400, `status ${message?.status} is not one of ${STATUSES.join(', ')}`);
  const known = channel.report(instance, String(message?.commandId), message as HostReport);
  return known ? { status: 204 } : refuse(404, `command ${message?.commandId} was not given to ${instance}`);
}

function read(body: Buffer): Record<string, unknown> | undefined {
  try {
    return JSON.parse(body.toString('utf8')) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

const refuse = (status: number, body: string): Answer => ({ status, headers: { 'content-type': 'text/plain' }, body });
