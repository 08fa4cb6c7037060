import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultPlan } from '../lib/plan/default-plan.ts';
import { readPlan } from '../lib/plan/parse-plan.ts';
import { renderMachines } from './render.ts';

const ROOT = join(import.meta.dirname, '..');

/** `npm run golden`: writes what a reviewer looks at. The diff of a golden file is the effect of a change. */
for (const [machine, definition] of Object.entries(renderMachines(readPlan(defaultPlan())))) {
  const file = join(ROOT, `statemachines/golden/${machine}.asl.json`);
  writeFileSync(file, `${JSON.stringify(definition, null, 2)}\n`);
  process.stdout.write(`${file}: ${Object.keys(definition.States as object).length} states\n`);
}
