import { parse } from 'yaml';
import type { Properties } from '../services.ts';

export type ParameterDefinition = {
  type: 'String' | 'Integer' | 'Boolean';
  default?: string;
  allowedValues?: string[];
  allowedPattern?: RegExp;
  minChars: number;
  maxChars: number;
};

/** A Command document of ours: one shell script with checked parameters. */
export type Document = {
  name: string;
  parameters: Readonly<Record<string, ParameterDefinition>>;
  /** Lines of the script, parameters not yet put in. */
  lines: readonly string[];
  /** Seconds the script may take; a number, or the text that names a parameter. */
  timeoutSeconds: string;
};

/** `{{ name }}`; a dot or a space inside (Go templates of docker) is none. */
const REFERENCE = /\{\{\s*(\w+)\s*\}\}/g;
const PARAMETER_WORDS = new Set([
  'type',
  'description',
  'default',
  'allowedValues',
  'allowedPattern',
  'minChars',
  'maxChars',
  'displayType',
]);
const PROPERTIES = new Set(['Name', 'Content', 'DocumentType', 'DocumentFormat', 'TargetType', 'UpdateMethod', 'Tags']);
/** SSM takes documents of 64 KB. */
const LARGEST = 65_536;
const DEFAULT_TIMEOUT_SECONDS = '3600';

type Content = { schemaVersion?: string; parameters?: Record<string, Record<string, unknown>>; mainSteps?: Step[] };
type Step = { action?: string; name?: string; precondition?: object; inputs?: Record<string, unknown> };

/**
 * Reads AWS::SSM::Document (schema 2.2, one aws:runShellScript step).
 *
 * @throws Error on whatever would run differently on the day, and on a reference to a parameter that the document does not define
 */
export function readDocument(properties: Properties): Document {
  const name = String(properties.Name ?? '');
  const content = (typeof properties.Content === 'string' ? parse(properties.Content) : properties.Content) as Content;
  const check = (holds: boolean, problem: string) => {
    if (!holds) throw new Error(`document ${name}: ${problem}`);
  };
  const unknown = Object.keys(properties).filter((property) => !PROPERTIES.has(property));
  check(
    unknown.length === 0 && properties.DocumentType === 'Command',
    `${unknown.join(', ')} ${properties.DocumentType} can't be rehearsed`,
  );
  const size = Buffer.byteLength(JSON.stringify(content));
  check(size <= LARGEST, `its ${size} bytes are more than the ${LARGEST} that SSM takes`);
  check(/^[a-zA-Z0-9_\-.]{3,128}$/.test(name), 'the name is not 3 to 128 letters, digits, _ - .');
  check(content?.schemaVersion === '2.2', `schema ${content?.schemaVersion} can't be rehearsed, only 2.2`);
  const [step, ...more] = content.mainSteps ?? [];
  check(step?.action === 'aws:runShellScript' && more.length === 0, 'exactly one step aws:runShellScript can be rehearsed');
  check(isForLinux(step?.precondition), `precondition ${JSON.stringify(step?.precondition)} can't be rehearsed`);
  const { runCommand, timeoutSeconds = DEFAULT_TIMEOUT_SECONDS, ...others } = step?.inputs ?? {};
  check(Object.keys(others).length === 0, `inputs ${Object.keys(others).join(', ')} can't be rehearsed`);
  check(Array.isArray(runCommand) && runCommand.every((line) => typeof line === 'string'), 'runCommand is not a list of lines');
  const lines = (runCommand ?? []) as string[];
  const parameters = Object.fromEntries(
    Object.entries(content.parameters ?? {}).map(([key, definition]) => [
      key,
      readParameter(definition, (problem) => check(false, `parameter ${key}: ${problem}`)),
    ]),
  );
  for (const text of [...lines, String(timeoutSeconds)]) {
    check(!/\{\{\s*(ssm|ssm-secure|global|aws)\s*:/.test(text), `only parameters can be put in, not ${text}`);
    for (const [, reference = ''] of text.matchAll(REFERENCE)) check(reference in parameters, `{{ ${reference} }} is not a parameter`);
  }
  return { name, parameters, lines, timeoutSeconds: String(timeoutSeconds) };
}

/** Text with the values put in for every reference, as the SSM agent does it: plain text, no quoting. */
export function substitute(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(REFERENCE, (whole, name: string) => values[name] ?? whole);
}

function readParameter(definition: Record<string, unknown>, refuse: (problem: string) => void): ParameterDefinition {
  const unknown = Object.keys(definition).filter((word) => !PARAMETER_WORDS.has(word));
  if (unknown.length > 0) refuse(`${unknown.join(', ')} can't be rehearsed`);
  const { type, default: given, allowedValues, allowedPattern, minChars = 0, maxChars = Number.POSITIVE_INFINITY } = definition;
  if (type !== 'String' && type !== 'Integer' && type !== 'Boolean') refuse(`type ${type} can't be rehearsed`);
  const pattern = allowedPattern === undefined ? undefined : String(allowedPattern);
  // Without both anchors a value only has to contain a good part, and the rest of it reaches the shell.
  if (pattern !== undefined && !(pattern.startsWith('^') && pattern.endsWith('$'))) refuse(`allowedPattern ${pattern} is not anchored`);
  return {
    type: type as ParameterDefinition['type'],
    ...(given !== undefined && { default: String(given) }),
    ...(allowedValues !== undefined && { allowedValues: (allowedValues as unknown[]).map(String) }),
    ...(pattern !== undefined && { allowedPattern: new RegExp(pattern) }),
    minChars: Number(minChars),
    maxChars: Number(maxChars),
  };
}

function isForLinux(precondition: object | undefined): boolean {
  return precondition === undefined || JSON.stringify(precondition) === JSON.stringify({ StringEquals: ['platformType', 'Linux'] });
}
