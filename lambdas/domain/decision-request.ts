import { InvalidInput } from '../errors.ts';
import { QUESTIONS, type Question } from './decision.ts';

/** What a person sends in answer to a question. */
export type DecisionRequest = { incident: string; question: Question; decision: 'approve' | 'decline'; by: string; reason: string };

const FIELDS = ['incident', 'question', 'decision', 'by', 'reason'] as const;
const LONGEST = 500;
/** A command copied as it was printed: its placeholders are nobody's name and no reason. */
const PLACEHOLDER = /^<.*>$/;

/**
 * Understands a person's answer. Everything is required: a risk is accepted by somebody, for a reason.
 *
 * @throws InvalidInput naming the field, what was seen and what is required; nothing was recorded then
 */
export function parseDecisionRequest(input: unknown): DecisionRequest {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw new InvalidInput(`payload is ${JSON.stringify(input)}; required an object with ${FIELDS.join(', ')}`);
  const unknown = Object.keys(input).filter((key) => !FIELDS.some((field) => field === key));
  if (unknown.length > 0) throw new InvalidInput(`unknown key ${unknown.join(', ')}; allowed: ${FIELDS.join(', ')}`);
  const text = (field: (typeof FIELDS)[number]) => requiredText(field, (input as Record<string, unknown>)[field]);
  return {
    incident: text('incident'),
    question: oneOf('question', text('question'), QUESTIONS),
    decision: oneOf('decision', text('decision'), ['approve', 'decline'] as const),
    by: text('by'),
    reason: text('reason'),
  };
}

function requiredText(field: string, value: unknown): string {
  if (typeof value !== 'string' || value.trim() === '')
    throw new InvalidInput(`${field} is ${JSON.stringify(value) ?? 'missing'}; required text`);
  if (value.length > LONGEST) throw new InvalidInput(`${field} has ${value.length} characters; allowed ${LONGEST}`);
  if (PLACEHOLDER.test(value.trim())) throw new InvalidInput(`${field} is still ${value}; required your own words in its place`);
  return value.trim();
}

function oneOf<T extends string>(field: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw new InvalidInput(`${field} is ${JSON.stringify(value)}; allowed: ${allowed.join(', ')}`);
  return found;
}
