import { connect } from 'node:net';
import type { Dependency } from '../../../lib/plan/schema.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DependencyEye } from '../../ports/dependency-eye.ts';
import { askOnce, whyNotAnswered } from './ask-once.ts';

/** Longest reason of a failed connection that is shown to people. */
const LONGEST_REASON = 120;
/** A status from here on means that the third party could not do it, or that we asked for something else than the plan thinks. */
const FIRST_FAILURE = 400;

type Probe = Dependency['probe'];
type Seen = { available: boolean; seen: string };

/**
 * Looks over the network that functions have: private subnets, so a third party on the internet is reached through NAT or not at all.
 * Nothing that is answered is read but the status, redirects are not followed, and the deadline holds whatever the other side does.
 */
export function networkDependencyEye(clock: Pick<Clock, 'now'>): DependencyEye {
  return {
    async look({ id, probe }, deadlineSeconds) {
      const look = 'url' in probe ? statusOf(probe, deadlineSeconds) : connectionTo(probe, deadlineSeconds);
      const seen = await look.catch((thrown: unknown) => ({
        available: false,
        seen: `${targetOf(probe)}: ${whyNot(thrown, deadlineSeconds)}`,
      }));
      return { dependency: id, at: clock.now().toISOString(), ...seen };
    },
  };
}

/** Without what could be a secret in it: user, password and query. */
function targetOf(probe: Probe): string {
  if (!('url' in probe)) return `${probe.host}:${probe.port}`;
  const { protocol, host, pathname } = new URL(probe.url);
  return `${protocol}//${host}${pathname}`;
}

async function statusOf(probe: Extract<Probe, { url: string }>, deadlineSeconds: number): Promise<Seen> {
  const answer = await askOnce(probe.url, deadlineSeconds);
  // Not waited for: a body that never ends must not keep the look.
  void answer.body?.cancel().catch(() => undefined);
  const { status } = answer;
  const { expect } = probe;
  const available = expect === undefined ? status < FIRST_FAILURE : expect.includes(status);
  const required = expect === undefined ? `below ${FIRST_FAILURE}` : expect.join(' or ');
  return { available, seen: `${targetOf(probe)} answered HTTP ${status}${available ? '' : `; required ${required}`}` };
}

function connectionTo(probe: Extract<Probe, { host: string }>, deadlineSeconds: number): Promise<Seen> {
  const { promise, resolve, reject } = Promise.withResolvers<Seen>();
  const signal = AbortSignal.timeout(deadlineSeconds * 1000);
  const socket = connect({ host: probe.host, port: probe.port });
  signal.addEventListener('abort', () => socket.destroy(signal.reason as Error));
  socket.once('connect', () => resolve({ available: true, seen: `${targetOf(probe)} took a connection` }));
  socket.once('error', reject);
  return promise.finally(() => socket.destroy());
}

function whyNot(thrown: unknown, deadlineSeconds: number): string {
  if ((thrown as { name?: string }).name === 'TimeoutError') return `no answer within ${deadlineSeconds} s`;
  return whyNotAnswered(thrown).slice(0, LONGEST_REASON);
}
