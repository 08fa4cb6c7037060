import type { BusEvent } from '../service.ts';

export type TargetInput = {
  Input?: string;
  InputPath?: string;
  InputTransformer?: { InputPathsMap?: Record<string, string>; InputTemplate: string };
};
type Rule = { name: string; arn: string };

/**
 * What a target receives for an event: the event, a part of it, a constant, or the transformer's text.
 *
 * @throws when the template does not become JSON; EventBridge would not deliver the event
 */
export function targetInput(target: TargetInput, event: BusEvent, rule: Rule): unknown {
  if (target.Input !== undefined) return JSON.parse(target.Input) as unknown;
  if (target.InputPath !== undefined) return at(event, target.InputPath);
  if (!target.InputTransformer) return event;
  const { InputPathsMap = {}, InputTemplate } = target.InputTransformer;
  const variables = Object.fromEntries(Object.entries(InputPathsMap).map(([name, path]) => [name, at(event, path)]));
  const filled = fill(InputTemplate, { ...variables, ...predefined(event, rule) });
  try {
    return JSON.parse(filled) as unknown;
  } catch {
    throw new Error(`the input template of rule ${rule.name} does not become JSON: ${filled}`);
  }
}

function predefined(event: BusEvent, rule: Rule): Record<string, unknown> {
  return {
    'aws.events.rule-arn': rule.arn,
    'aws.events.rule-name': rule.name,
    'aws.events.event.ingestion-time': event.time,
    'aws.events.event': event,
    'aws.events.event.json': event,
  };
}

/** The dotted JSON paths EventBridge understands: fields, list indices. */
function at(event: unknown, path: string): unknown {
  if (path === '$') return event;
  if (!/^\$(\.[A-Za-z0-9_/-]+|\[[0-9]+\])+$/.test(path)) throw new Error(`the lab cannot emulate the input path ${path}`);
  const steps = path.slice(1).match(/[^.[\]]+/g) ?? [];
  return steps.reduce<unknown>((value, step) => (value as Record<string, unknown> | undefined | null)?.[step], event);
}

/**
 * Puts the values into the template. Outside quotes a value appears as JSON; inside quotes as its text, escaped for the string it stands in.
 * A path that leads nowhere gives an empty string.
 */
function fill(template: string, variables: Record<string, unknown>): string {
  let inText = false;
  return template.replace(/\\.|"|<([A-Za-z0-9_.-]+)>/g, (token, name: string | undefined) => {
    if (token === '"') inText = !inText;
    if (name === undefined) return token;
    if (!(name in variables)) throw new Error(`the input template uses <${name}>, which is not in its paths`);
    const value = variables[name] ?? '';
    if (!inText) return JSON.stringify(value);
    return JSON.stringify(typeof value === 'string' ? value : JSON.stringify(value)).slice(1, -1);
  });
}
