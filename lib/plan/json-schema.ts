import { z } from 'zod';
import { planSchema } from './schema.ts';

/** The plan's JSON schema as text, for completion in editors: what people write, so durations are still text. */
export function planJsonSchema(): string {
  const schema = { title: 'Reprise: disaster recovery plan', ...z.toJSONSchema(planSchema, { io: 'input', target: 'draft-7' }) };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
