import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { planJsonSchema } from './json-schema.ts';

/** `npm run plan:schema`: writes what editors complete a plan from. A test keeps it fresh. */
const file = join(import.meta.dirname, '../../config/plan.schema.json');
writeFileSync(file, planJsonSchema());
process.stdout.write(`${file}\n`);
