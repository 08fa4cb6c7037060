import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Details } from './details.ts';
import { markdown } from './markdown.ts';
import { page } from './page/page.ts';
import type { SavedFile } from './people-seen.ts';
import type { Report } from './report.ts';

/** Writes `report.json`, `details.json`, `report.md` and `report.html`, and beside them what was written for people; answers the folder. */
export function writeReport(report: Report, details: Details, documents: readonly SavedFile[], out: string | undefined): string {
  const stamp = report.startedAt.replaceAll(/[:.]/g, '-');
  const folder = resolve(out ?? join('rehearsals', `${stamp}-${report.scenario}-${report.fault}`));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(join(folder, 'details.json'), `${JSON.stringify(details, null, 2)}\n`);
  writeFileSync(join(folder, 'report.md'), `${markdown(report, details)}\n`);
  writeFileSync(join(folder, 'report.html'), page(report, details));
  for (const { name, body } of documents) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), body);
  }
  return folder;
}
