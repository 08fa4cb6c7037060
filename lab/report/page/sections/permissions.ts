import { type Markup, markup } from '../../../../messages/page/markup.ts';
import type { Report } from '../../report.ts';
import { count } from '../wording.ts';
import { section } from './section.ts';
import { table } from './table.ts';

/** Last part of a role's ARN: its name. */
const nameOf = (arn: string) => arn.split('/').at(-1) ?? arn;

/** A row a role. */
function unusedByRole({ iam }: Report): string[][] {
  const byRole = Map.groupBy(iam.unusedGrants, (grant) => nameOf(grant.role));
  return [...byRole].map(([role, grants]) => [role, [...new Set(grants.map((grant) => grant.action))].sort().join(', ')]);
}

/** Every call of every function was held against its synthesized role: how many, which were refused, and what no call ever needed. */
export function permissions(report: Report): Markup {
  const { callsChecked, denied } = report.iam;
  const unused = unusedByRole(report);
  return section(
    'permissions',
    'Permissions (IAM)',
    table(
      'Calls checked against the synthesized roles',
      ['calls', 'count'],
      [
        ['Checked against the synthesized roles', count(callsChecked)],
        ['Denied', markup`<b class="${denied.length === 0 ? 'good' : 'bad'}">${denied.length}</b>`],
        ['Roles with grants never used', count(unused.length)],
      ],
    ),
    denied.length === 0
      ? undefined
      : table(
          'Denied calls',
          ['caller', 'action', 'resource'],
          denied.map(({ caller, action, resource }) => [nameOf(caller), action, resource]),
        ),
    unused.length === 0
      ? undefined
      : markup`
<details><summary>Grants never used in this rehearsal, by role</summary>
<p>A way that was not taken uses none of its grants, nor does the region in which no machine ran. The resources are in report.json.</p>
${table('Grants never used, by role', ['role', 'actions never used'], unused)}</details>`,
  );
}
