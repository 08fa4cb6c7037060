import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emptyFiles } from '../../../../lab/estate/empty-files.ts';

test('every file below is empty afterwards, and nothing that is only linked to', () => {
  const parent = mkdtempSync(join(tmpdir(), 'reprise-empty-'));
  try {
    const [folder, elsewhere] = [join(parent, 'folder'), join(parent, 'elsewhere')];
    for (const one of [join(folder, 'below'), elsewhere]) mkdirSync(one, { recursive: true });
    for (const one of [folder, join(folder, 'below'), elsewhere]) writeFileSync(join(one, 'file'), 'text');
    symlinkSync(elsewhere, join(folder, 'link'));
    symlinkSync(join(elsewhere, 'file'), join(folder, 'link to a file'));
    emptyFiles(folder);
    const left = [folder, join(folder, 'below'), elsewhere].map((one) => readFileSync(join(one, 'file'), 'utf8'));
    expect(left).toEqual(['', '', 'text']);
  } finally {
    rmSync(parent, { recursive: true });
  }
});
