import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SavedFile } from './people-seen.ts';

/** Writes the files of a report into its folder. */
export function saveAll(folder: string, files: readonly SavedFile[]): void {
  for (const { name, body } of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), body);
  }
}
