import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { planJsonSchema } from '../../../lib/plan/json-schema.ts';
import { planSchema } from '../../../lib/plan/schema.ts';

const CONFIG = join(import.meta.dirname, '../../../config');

test('the committed JSON schema is what the code generates (npm run plan:schema)', () => {
  expect(readFileSync(join(CONFIG, 'plan.schema.json'), 'utf8')).toBe(planJsonSchema());
});

test('editors learn every key, that others are mistakes, and that durations are text', () => {
  const schema = JSON.parse(planJsonSchema());
  expect(Object.keys(schema.properties)).toEqual(Object.keys(planSchema.shape));
  expect(schema.additionalProperties).toBe(false);
  expect(schema.properties.failover.properties.restartGrace).toMatchObject({ type: 'string', pattern: expect.stringContaining('[smhd]') });
  expect(schema.properties.database.properties.tls.properties.mode).toMatchObject({ default: 'verify-full' });
});

test('the plan points editors at it', () => {
  expect(readFileSync(join(CONFIG, 'taxcollector.plan.yaml'), 'utf8')).toMatch(
    /^# yaml-language-server: \$schema=\.\/plan\.schema\.json\n/,
  );
});
