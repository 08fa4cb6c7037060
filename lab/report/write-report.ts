import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Details } from './details.ts';
import { markdown } from './markdown.ts';
import { page } from './page/page.ts';
import type { Report } from './report.ts';

/** Writes `report.json`, `details.json`, `report.md` and `report.html`; answers the folder. */
export function writeReport(report: Report, details: Details, out: string | undefined): string {
  const stamp = report.startedAt.replaceAll(/[:.]/g, '-');
  const folder = resolve(out ?? join('rehearsals', `${stamp}-${report.scenario}-${report.fault}`));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(join(folder, 'details.json'), `${JSON.stringify(details, null, 2)}\n`);
  writeFileSync(join(folder, 'report.md'), `${markdown(report, details)}\n`);
  writeFileSync(join(folder, 'report.html'), page(report, details));
  return folder;
}
