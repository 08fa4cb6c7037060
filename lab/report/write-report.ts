import { join, resolve } from 'node:path';
import type { Details } from './details.ts';
import { markdown } from './markdown.ts';
import { page } from './page/page.ts';
import type { SavedFile } from './people-seen.ts';
import type { Report } from './report.ts';
import { saveAll } from './save-all.ts';

/** Writes `report.json`, `details.json`, `report.md` and `report.html`, and beside them what was written for people; answers the folder. */
export function writeReport(report: Report, details: Details, documents: readonly SavedFile[], out: string | undefined): string {
  const stamp = report.startedAt.replaceAll(/[:.]/g, '-');
  const folder = resolve(out ?? join('rehearsals', `${stamp}-${report.scenario}-${report.fault}`));
  saveAll(folder, [
    { name: 'report.json', body: `${JSON.stringify(report, null, 2)}\n` },
    { name: 'details.json', body: `${JSON.stringify(details, null, 2)}\n` },
    { name: 'report.md', body: `${markdown(report, details)}\n` },
    { name: 'report.html', body: page(report, details) },
    ...documents,
  ]);
  return folder;
}
