import type { CaughtError } from './machine-state.ts';

/** Longest cause the machine shows people. */
const LONGEST_CAUSE = 1000;

/** What a Catch left, in words: Lambda's cause is JSON with `errorMessage`, the engine's own (`States.Timeout`) may be anything. */
export function causeOf(failure: CaughtError | undefined): { error: string; cause: string } {
  const error = failure?.Error ?? 'Unknown';
  const raw = failure?.Cause ?? '';
  return { error, cause: (messageIn(raw) ?? (raw || `${error} without a cause`)).slice(0, LONGEST_CAUSE) };
}

function messageIn(raw: string): string | undefined {
  try {
    const parsed: unknown = JSON.parse(raw);
    const message = typeof parsed === 'object' && parsed !== null ? (parsed as { errorMessage?: unknown }).errorMessage : undefined;
    return typeof message === 'string' && message !== '' ? message : undefined;
  } catch {
    return undefined;
  }
}
