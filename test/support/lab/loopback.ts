import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Plan, planSchema } from '../../../lib/plan/schema.ts';

/** The committed plan, read without any check beyond the schema. */
export function committedPlan(): Plan {
  return planSchema.parse(parse(readFileSync(join(import.meta.dirname, '../../../config/taxcollector.plan.yaml'), 'utf8')));
}
