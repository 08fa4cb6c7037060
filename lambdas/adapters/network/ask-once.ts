import { messageOf } from '../../errors.ts';

/**
 * One GET over a connection of its own, which is closed after it. A function is frozen between two events, so a connection that it kept is one that the
 * other side has closed meanwhile: used again, it fails, and what is well looks out. A redirect (to a login or maintenance page) is an answer of its own
 * and not followed.
 * @param deadlineSeconds for the whole answer, its body included
 * @throws TimeoutError when there is no answer within the deadline; TypeError, with the reason as its cause, when there is no connection
 */
export function askOnce(url: string, deadlineSeconds: number): Promise<Response> {
  return fetch(url, { redirect: 'manual', headers: { connection: 'close' }, signal: AbortSignal.timeout(deadlineSeconds * 1000) });
}

/** Why it was not answered: `fetch` hides the reason of a failed connection in the cause. */
export function whyNotAnswered(thrown: unknown): string {
  return messageOf((thrown as { cause?: unknown }).cause ?? thrown);
}
