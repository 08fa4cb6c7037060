import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Temporary folders of one test file; call `remove` in afterAll. */
export function temporaryFolders() {
  const made: string[] = [];
  const create = () => {
    const folder = mkdtempSync(join(tmpdir(), 'reprise-test-'));
    made.push(folder);
    return folder;
  };
  return {
    create,
    /** A folder with a bundle as esbuild writes it: index.mjs. */
    bundle(source: string): string {
      const folder = create();
      writeFileSync(join(folder, 'index.mjs'), source);
      return folder;
    },
    remove: () => {
      for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
    },
  };
}
