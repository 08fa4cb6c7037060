import { SEVERITIES } from '../../lib/plan/severities.ts';
import { InvalidInput } from '../errors.ts';
import type { Assessment } from './assessment.ts';
import type { FailedExecution, StartedByHand } from './escalation.ts';
import type { Incident } from './incident.ts';

/** Who started the escalation machine, and for what. */
export type EscalationRequest =
  | { by: 'recovery'; incident: Incident; assessment?: Assessment }
  | { by: 'rule'; failed: FailedExecution }
  | { by: 'person'; known: string }
  | ({ by: 'person' } & StartedByHand);

const BY_HAND = ['severity', 'reason', 'impact', 'incident', 'Comment'] as const;
const LONGEST = 500;
const INCIDENT_ID = /^inc-[a-z0-9-]{1,60}$/;

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Understands the execution input. Recoveries and the rule of the stack send what they know; a person sends `{"severity":"P2","reason":"…"}` for a
 * new incident (with `impact` in words for users), or `{"incident":"inc-…"}` to put the ladder of a known one back up.
 *
 * @throws InvalidInput naming what was seen and what is required; nobody was told then
 */
export function parseEscalation(input: unknown): EscalationRequest {
  if (!isRecord(input))
    throw new InvalidInput(`execution input is ${JSON.stringify(input)}; required an object with ${BY_HAND.join(', ')}`);
  if (isRecord(input.failed)) return { by: 'rule', failed: input.failed as FailedExecution };
  if (isRecord(input.incident)) {
    const { incident, assessment } = input as { incident: Incident; assessment?: Assessment };
    return { by: 'recovery', incident, ...(assessment !== undefined && 'verdict' in assessment ? { assessment } : {}) };
  }
  return byHand(input);
}

function byHand(input: Record<string, unknown>): EscalationRequest {
  const unknown = Object.keys(input).filter((key) => !BY_HAND.some((one) => one === key));
  if (unknown.length > 0)
    throw new InvalidInput(`unknown key ${unknown.map((key) => JSON.stringify(key)).join(', ')}; allowed: ${BY_HAND.join(', ')}`);
  const { incident } = input;
  if (incident !== undefined) {
    if (typeof incident !== 'string' || !INCIDENT_ID.test(incident))
      throw new InvalidInput(`incident is ${JSON.stringify(incident)}; required an id like inc-20261126-031200-0a1b2c3d`);
    return { by: 'person', known: incident };
  }
  const severity = SEVERITIES.find((one) => one === input.severity);
  if (severity === undefined)
    throw new InvalidInput(`severity is ${JSON.stringify(input.severity) ?? 'missing'}; allowed: ${SEVERITIES.join(', ')}`);
  const impact = optionalText('impact', input.impact);
  const reason = optionalText('reason', input.reason);
  if (reason === undefined) throw new InvalidInput('reason is missing; required what happened, in a sentence');
  return { by: 'person', severity, reason, ...(impact === undefined ? {} : { impact }) };
}

function optionalText(name: string, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || value.trim() === '') throw new InvalidInput(`${name} is ${JSON.stringify(value)}; required text`);
  if (value.length > LONGEST) throw new InvalidInput(`${name} has ${value.length} characters; allowed ${LONGEST}`);
  return value.trim();
}
