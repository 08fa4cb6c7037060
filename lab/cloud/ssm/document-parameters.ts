import { AwsError } from '../service.ts';
import { type Document, type ParameterDefinition, substitute } from './document.ts';

export type GivenParameters = Readonly<Record<string, readonly string[]>>;
export type Program = { document: string; script: string; timeoutSeconds: number; parameters: Record<string, string> };

/**
 * The script of a document with checked values put in.
 *
 * @throws AwsError InvalidParameters before anything reaches a host
 */
export function programOf(document: Document, given: GivenParameters): Program {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(document.parameters, name));
  if (unknown !== undefined) throw invalid(`The parameter ${unknown} is not defined in the document ${document.name}`);
  const values = Object.fromEntries(
    Object.entries(document.parameters).map(([name, definition]) => [name, checkedValue(name, definition, given[name])]),
  );
  const timeoutSeconds = Number(substitute(document.timeoutSeconds, values));
  if (!(timeoutSeconds >= 1 && timeoutSeconds <= 172_800)) throw invalid(`timeoutSeconds ${timeoutSeconds} is not 1 to 172800`);
  const script = document.lines.map((line) => substitute(line, values)).join('\n');
  return { document: document.name, script, timeoutSeconds, parameters: values };
}

function checkedValue(name: string, definition: ParameterDefinition, given: readonly string[] | undefined): string {
  if (given === undefined && definition.default !== undefined) return definition.default;
  const [value, ...more] = given ?? [];
  if (value === undefined) throw invalid(`Parameter ${name} requires a value`);
  if (more.length > 0) throw invalid(`Parameter ${name} takes one value`);
  const reason = refusal(value, definition);
  if (reason) throw invalid(`Parameter value "${value}" of ${name} ${reason}`);
  return value;
}

function refusal(value: string, { type, allowedValues, allowedPattern, minChars, maxChars }: ParameterDefinition): string | undefined {
  if (type === 'Integer' && !/^-?\d+$/.test(value)) return 'is not an integer';
  if (type === 'Boolean' && !/^(true|false)$/.test(value)) return 'is not true or false';
  if (allowedValues && !allowedValues.includes(value)) return `is not one of ${allowedValues.join(', ')}`;
  if (allowedPattern && !allowedPattern.test(value)) return `does not match the allowed pattern ${allowedPattern.source}`;
  if (value.length < minChars || value.length > maxChars) return `does not have ${minChars} to ${maxChars} characters`;
  return undefined;
}

const invalid = (message: string) => new AwsError(400, 'InvalidParameters', message);
