const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const text = (value: unknown) => (typeof value === 'string' ? value : undefined);

/** What ties a log line to its execution and incident, from whatever part of the machine's state a step is given. */
export function logKeys(input: unknown): { executionId?: string; incident?: string } {
  if (!isRecord(input)) return {};
  const incident = isRecord(input.incident) ? input.incident : isRecord(input.facts) ? input.facts.incident : undefined;
  const known = isRecord(incident) ? incident : {};
  const executionId = text(known.executionId) ?? (isRecord(input.execution) ? text(input.execution.id) : undefined);
  const id = text(known.id);
  return { ...(executionId === undefined ? {} : { executionId }), ...(id === undefined ? {} : { incident: id }) };
}
