import { createHash } from 'node:crypto';
import { InvalidInput } from '../errors.ts';
import type { AlarmTrigger, FailoverRequest } from './incident.ts';

const ALLOWED = ['reason', 'force', 'alarm', 'schedule', 'Comment'] as const;
const ALARM_KEYS = ['name', 'state', 'stateChangedAt', 'region'] as const;
const LONGEST_REASON = 500;

/** An object with keys. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @throws InvalidInput naming the unknown keys and those that are allowed */
export function refuseUnknownKeys(where: string, value: Record<string, unknown>, allowed: readonly string[]): void {
  const unknown = Object.keys(value).filter((key) => !allowed.includes(key));
  if (unknown.length > 0)
    throw new InvalidInput(
      `unknown key ${unknown.map((key) => JSON.stringify(key)).join(', ')} in ${where}; allowed: ${allowed.join(', ')}`,
    );
}

/** Text without blanks around it; blank text is none. @throws InvalidInput */
export function optionalText(input: Record<string, unknown>, key: string): string | undefined {
  const value = input[key];
  if (value === undefined) return undefined;
  if (typeof value !== 'string') throw new InvalidInput(`${key} is ${JSON.stringify(value)}; required text`);
  if (value.length > LONGEST_REASON) throw new InvalidInput(`${key} has ${value.length} characters; allowed ${LONGEST_REASON}`);
  return value.trim() === '' ? undefined : value.trim();
}

/** The alarm of a rule's input transformer. @throws InvalidInput */
export function parseAlarm(value: unknown): AlarmTrigger | undefined {
  if (value === undefined) return undefined;
  if (!isRecord(value)) throw new InvalidInput(`alarm is ${JSON.stringify(value)}; required an object with ${ALARM_KEYS.join(', ')}`);
  refuseUnknownKeys('alarm', value, ALARM_KEYS);
  const [name, state, stateChangedAt, region] = ALARM_KEYS.map((key) => {
    const text = optionalText(value, key);
    if (text === undefined) throw new InvalidInput(`alarm.${key} is missing; required ${ALARM_KEYS.join(', ')}`);
    return text;
  }) as [string, string, string, string];
  if (Number.isNaN(Date.parse(stateChangedAt)))
    throw new InvalidInput(`alarm.stateChangedAt is ${JSON.stringify(stateChangedAt)}; required a time in ISO 8601`);
  return { name, state, stateChangedAt, region };
}

/**
 * Understands the execution input: `{}` and the console's default are a person's start; unknown keys are refused, because a misspelt
 * `force` must not be read as "no".
 *
 * @throws InvalidInput
 */
export function parseRequest(input: unknown): FailoverRequest {
  if (!isRecord(input))
    throw new InvalidInput(`execution input is ${JSON.stringify(input)}; required an object with any of ${ALLOWED.join(', ')}`);
  refuseUnknownKeys('execution input', input, ALLOWED);
  if (input.force !== undefined && typeof input.force !== 'boolean')
    throw new InvalidInput(`force is ${JSON.stringify(input.force)}; required true or false`);
  const force = input.force === true;
  const reason = optionalText(input, 'reason');
  optionalText(input, 'Comment');
  const schedule = optionalText(input, 'schedule');
  const alarm = parseAlarm(input.alarm);
  if (force && reason === undefined)
    throw new InvalidInput('force is true without a reason; required a reason that says who accepts the risk and why');
  const trigger = alarm !== undefined ? 'alarm' : schedule !== undefined ? 'schedule' : 'person';
  const stated =
    reason ??
    (alarm !== undefined
      ? `alarm ${alarm.name}`
      : schedule !== undefined
        ? `schedule ${schedule}`
        : 'started by a person, no reason given');
  return { reason: stated, force, trigger, ...(alarm === undefined ? {} : { alarm }) };
}

/** Id of an incident: when it began, and eight characters that tell executions apart. The same execution always gets the same id. */
export function incidentIdOf(execution: { id: string; startedAt: string }): string {
  const when = new Date(execution.startedAt).toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  return `inc-${when}-${createHash('sha256').update(execution.id).digest('hex').slice(0, 8)}`;
}
