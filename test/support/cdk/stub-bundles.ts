import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bundles } from '../../../lib/constructs/bundles.ts';

/** An empty function in place of every bundle: templates do not depend on what the functions contain. */
export function stubBundles(): Bundles {
  const folder = mkdtempSync(join(tmpdir(), 'reprise-stub-'));
  writeFileSync(join(folder, 'index.mjs'), 'export const handler = async () => ({});\n');
  return { folder: () => folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
