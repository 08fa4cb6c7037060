import type { Markup } from '../../../../messages/page/markup.ts';
import type { Report } from '../../report.ts';
import { section } from './section.ts';
import { table } from './table.ts';

/** How many calls were held against the synthesized roles; the resources are in report.json. */
export function callsChecked({ iam: { callsChecked: checked, denied, unusedGrants } }: Pick<Report, 'iam'>): Markup {
  const rows = [
    ['Checked against the synthesized roles', String(checked)],
    ['Denied', String(denied.length)],
    ['Grants never used here', String(unusedGrants.length)],
  ];
  return section('permissions', 'Permissions (IAM)', table('Calls checked', ['calls', 'count'], rows));
}
