import { SEVERITIES } from '../../lib/plan/severities.ts';
import { InvalidInput } from '../errors.ts';
import { QUESTIONS } from './decision.ts';
import { ACTIONS, type Action, type ActionRequest } from './incident-action.ts';
import { NOTICES } from './incident-record.ts';

/** What may be approved or declined. */
export const APPROVABLES = [...QUESTIONS, ...NOTICES.map((notice) => `notice-${notice}` as const)] as const;
/** As incidents are named (lambdas/domain/request.ts); it becomes part of keys, links and commands. */
export const INCIDENT_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
/** Characters of a text that a person types. */
export const LONGEST_TEXT = 500;

const FIELDS = ['incident', 'action', 'by', 'reason'] as const;
const OF_ACTION: Record<Action, { required: readonly string[]; optional: readonly string[] }> = {
  acknowledge: { required: [], optional: [] },
  approve: { required: ['question'], optional: [] },
  decline: { required: ['question'], optional: [] },
  severity: { required: ['severity'], optional: [] },
  note: { required: [], optional: [] },
  resolve: { required: [], optional: ['cause', 'resolution'] },
};
/** A command copied as it was printed: its placeholders are nobody's name and no reason. */
const PLACEHOLDER = /^<.*>$/s;
/** Lines are text; what else nobody sees could make a name or a sentence read as another one. */
const UNSEEN = /(?!\n|\t)[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;

type Fields = Record<string, unknown>;

/**
 * Understands what a person wants to do about an incident. Name and reason are always required: somebody stands for it.
 *
 * @throws InvalidInput naming the field, what was seen and what is required; nothing was recorded then
 */
export function parseActionRequest(input: unknown): ActionRequest {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw new InvalidInput(`payload is ${JSON.stringify(input)}; required an object with ${FIELDS.join(', ')}`);
  const fields = input as Fields;
  const action = oneOf('action', textOf('action', fields.action), ACTIONS);
  const { required, optional } = OF_ACTION[action];
  const allowed = [...FIELDS, ...required, ...optional];
  const unknown = Object.keys(fields).filter((key) => !allowed.includes(key));
  if (unknown.length > 0) throw new InvalidInput(`unknown key ${unknown.join(', ')}; allowed with ${action}: ${allowed.join(', ')}`);
  const incident = textOf('incident', fields.incident);
  if (!INCIDENT_ID.test(incident))
    throw new InvalidInput(`incident is ${JSON.stringify(incident)}; required an id such as inc-20261123-100000-0a1b2c3d`);
  const by = textOf('by', fields.by);
  if (/[\n\t]/.test(by)) throw new InvalidInput(`by is ${JSON.stringify(by)}; required a name on one line`);
  return { incident, by, reason: textOf('reason', fields.reason), ...ofAction(action, fields) };
}

function ofAction(action: Action, fields: Fields) {
  if (action === 'approve' || action === 'decline')
    return { action, question: oneOf('question', textOf('question', fields.question), APPROVABLES) };
  if (action === 'severity') return { action, severity: oneOf('severity', textOf('severity', fields.severity), SEVERITIES) };
  if (action !== 'resolve') return { action };
  return { action, ...optionalText('cause', fields.cause), ...optionalText('resolution', fields.resolution) };
}

/** Left out, or left empty in a form. */
function optionalText(field: string, value: unknown): Record<string, string> {
  return value === undefined || value === '' ? {} : { [field]: textOf(field, value) };
}

function textOf(field: string, value: unknown): string {
  if (typeof value !== 'string' || value.trim() === '')
    throw new InvalidInput(`${field} is ${JSON.stringify(value) ?? 'missing'}; required text`);
  const text = value.replaceAll('\r\n', '\n').trim();
  if (text.length > LONGEST_TEXT) throw new InvalidInput(`${field} has ${text.length} characters; allowed ${LONGEST_TEXT}`);
  if (UNSEEN.test(text)) throw new InvalidInput(`${field} has a character that nobody sees (${JSON.stringify(text)}); required plain text`);
  if (PLACEHOLDER.test(text)) throw new InvalidInput(`${field} is still ${text}; required your own words in its place`);
  return text;
}

function oneOf<T extends string>(field: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw new InvalidInput(`${field} is ${JSON.stringify(value)}; allowed: ${allowed.join(', ')}`);
  return found;
}
