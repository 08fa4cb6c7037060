type Json = Record<string, unknown>;
type Operator = { valid(operand: unknown): boolean; matches(operand: never, value: unknown): boolean };

const isText = (value: unknown) => typeof value === 'string';
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** Operators of event patterns (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html), those a rule of this product may use. */
const OPERATORS: Readonly<Record<string, Operator>> = {
  prefix: { valid: isText, matches: (operand: string, value) => typeof value === 'string' && value.startsWith(operand) },
  suffix: { valid: isText, matches: (operand: string, value) => typeof value === 'string' && value.endsWith(operand) },
  'equals-ignore-case': {
    valid: isText,
    matches: (operand: string, value) => typeof value === 'string' && value.toLowerCase() === operand.toLowerCase(),
  },
  wildcard: {
    valid: isText,
    matches: (operand: string, value) => {
      const parts = operand.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
      return typeof value === 'string' && new RegExp(`^${parts.join('.*')}$`, 's').test(value);
    },
  },
  numeric: {
    valid: (operand) =>
      Array.isArray(operand) && operand.length % 2 === 0 && operand.every((part, index) => index % 2 === 1 || String(part) in COMPARISONS),
    matches: (operand: (string | number)[], value) =>
      typeof value === 'number' &&
      operand.every((part, index) => index % 2 === 1 || COMPARISONS[String(part)]?.(value, Number(operand[index + 1])) === true),
  },
  'anything-but': {
    valid: (operand) =>
      list(operand).every((item) => typeof item !== 'object') ||
      isOperator(operand, ['prefix', 'suffix', 'equals-ignore-case', 'wildcard']),
    matches: (operand: unknown, value) =>
      value !== undefined && (isOperator(operand) ? !matchesRule(operand, value) : !list(operand).includes(value)),
  },
};

function isOperator(rule: unknown, allowed: readonly string[] = Object.keys(OPERATORS)): rule is Json {
  if (typeof rule !== 'object' || rule === null || Array.isArray(rule)) return false;
  const [[name, operand] = ['', undefined], ...more] = Object.entries(rule);
  return more.length === 0 && allowed.includes(name) && OPERATORS[name]?.valid(operand) === true;
}

/** @throws with the path of whatever the matcher does not know: a rule that silently matched more or less would start the wrong thing */
export function requirePattern(pattern: unknown, path = ''): void {
  if (typeof pattern !== 'object' || pattern === null || Array.isArray(pattern)) {
    throw new Error(`the lab cannot emulate the event pattern at ${path || 'its top'}: ${JSON.stringify(pattern)}`);
  }
  for (const [key, rule] of Object.entries(pattern)) {
    const where = `${path}/${key}`;
    if (key === '$or' && Array.isArray(rule)) for (const one of rule) requirePattern(one, where);
    else if (Array.isArray(rule)) for (const one of rule) requireRule(one, where);
    else requirePattern(rule, where);
  }
}

function requireRule(rule: unknown, where: string): void {
  const literal = typeof rule !== 'object' || rule === null;
  const exists = !literal && Object.keys(rule).join() === 'exists';
  if (!literal && !exists && !isOperator(rule))
    throw new Error(`the lab cannot emulate the event pattern at ${where}: ${JSON.stringify(rule)}`);
}

/** Does an event match a rule's pattern? Every field of the pattern must match; a field's rules are alternatives. */
export function matchesPattern(pattern: Json, event: unknown): boolean {
  const fields = (typeof event === 'object' && event !== null ? event : {}) as Json;
  return Object.entries(pattern).every(([key, rule]) => {
    if (key === '$or') return (rule as Json[]).some((one) => matchesPattern(one, event));
    const value = fields[key];
    if (!Array.isArray(rule)) return list(value).some((item) => matchesPattern(rule as Json, item));
    return rule.some((one) => matchesField(one, value));
  });
}

/** A list in the event matches when one of its items does. `exists` asks for the field itself. */
function matchesField(rule: unknown, value: unknown): boolean {
  if (typeof rule === 'object' && rule !== null && 'exists' in rule) return rule.exists === (value !== undefined);
  const values = Array.isArray(value) ? value : [value];
  return values.some((item) => matchesRule(rule, item));
}

function matchesRule(rule: unknown, value: unknown): boolean {
  if (typeof rule !== 'object' || rule === null) return rule === value;
  const [[name, operand] = ['', undefined]] = Object.entries(rule);
  return OPERATORS[name]?.matches(operand as never, value) === true;
}
