import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Path of a plan file with this text, until the test file is over. */
export function planFile(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'reprise-plan-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'test.plan.yaml');
  writeFileSync(file, text);
  return file;
}
