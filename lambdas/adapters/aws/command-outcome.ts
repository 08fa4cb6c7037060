import type { GetCommandInvocationResult } from '@aws-sdk/client-ssm';
import type { HostCommandOutcome, HostReport } from '../../ports/host-commands.ts';
import { awsFailure } from './failures.ts';

/** Longest piece of stderr that is carried on. */
const LONGEST_STDERR = 1000;

/** What is known of a command while it is watched. */
export type Sighting = { invocation: GetCommandInvocationResult; everDelivered: boolean };

/** Statuses (AWS: Understanding command statuses) that only exist for a command that did not reach the node. */
const NEVER_DELIVERED = new Set(['Undeliverable', 'InvalidPlatform', 'AccessDenied']);

/** Status details come with or without spaces, depending on where AWS prints them. */
const plain = (status: string | undefined) => (status ?? '').replaceAll(' ', '');

/** The command has been handed to the node's agent, or may have been. */
export function isDelivered(invocation: GetCommandInvocationResult): boolean {
  return !['', 'Pending', 'Delayed'].includes(plain(invocation.Status)) || Boolean(invocation.ExecutionStartDateTime);
}

/**
 * Outcome of an invocation, or `undefined` while it can still change by itself.
 *
 * Cancelled is *unknown*: AWS says that "there is no guarantee that the command will be terminated and the underlying process
 * stopped". A delivery time-out is *not-run* only when the command was never seen on its way: when a command expires, AWS gives the same
 * status to invocations that were in progress.
 */
export function outcomeOf(commandId: string, { invocation, everDelivered }: Sighting): HostCommandOutcome | undefined {
  const status = plain(invocation.Status);
  const details = plain(invocation.StatusDetails) || status;
  const exitCode = invocation.ResponseCode ?? -1;
  const unknown = (why: string): HostCommandOutcome => ({ kind: 'unknown', commandId, why });
  if (['', 'Pending', 'Delayed', 'InProgress', 'Cancelling'].includes(status)) return undefined;
  if (status === 'Success') return finished(commandId, Math.max(0, exitCode), invocation);
  if (NEVER_DELIVERED.has(details)) return { kind: 'not-run', commandId, why: `the command was not delivered: ${details}` };
  if (details === 'DeliveryTimedOut')
    return everDelivered || invocation.ExecutionStartDateTime
      ? unknown('the command timed out after it was delivered')
      : { kind: 'not-run', commandId, why: 'the command was not delivered before it timed out' };
  if (status === 'Failed' && details === 'Failed' && exitCode >= 0) return finished(commandId, exitCode, invocation);
  return unknown(`the command ended as ${details} with code ${exitCode}`);
}

function finished(commandId: string, exitCode: number, invocation: GetCommandInvocationResult): HostCommandOutcome {
  const report = reportIn(invocation.StandardOutputContent ?? '');
  const stderr = (invocation.StandardErrorContent ?? '').trim().slice(-LONGEST_STDERR);
  return { kind: 'finished', commandId, exitCode, stderr, ...(report === undefined ? {} : { report }) };
}

/** The last line that is a host program's report. */
export function reportIn(stdout: string): HostReport | undefined {
  const lines = stdout.split('\n').map((line) => line.trim());
  return lines
    .filter((line) => line.startsWith('{'))
    .map(parseReport)
    .findLast((report) => report !== undefined);
}

function parseReport(line: string): HostReport | undefined {
  try {
    const parsed: unknown = JSON.parse(line);
    const report = parsed as HostReport;
    return typeof report.program === 'string' && typeof report.outcome === 'string' ? report : undefined;
  } catch {
    return undefined;
  }
}

/** What a failed SendCommand leaves: only an answer of AWS proves that nothing will run. */
export function outcomeOfFailedSend(thrown: unknown): HostCommandOutcome {
  const { kind, message } = awsFailure(thrown);
  return kind === 'unknown'
    ? { kind: 'unknown', why: `SendCommand was not answered (${message})` }
    : { kind: 'not-run', why: `SendCommand was refused (${message})` };
}
