import { markup } from '../../../messages/page/markup.ts';
import type { Details } from '../details.ts';
import type { Report } from '../report.ts';
import { reportPage } from './report-page.ts';
import { checklist } from './sections/checklist.ts';
import { figures } from './sections/figures.ts';
import { loss } from './sections/loss.ts';
import { machine } from './sections/machine.ts';
import { nodes } from './sections/nodes.ts';
import { notifications } from './sections/notifications.ts';
import { ladder, postMortem, statusPage } from './sections/people.ts';
import { permissions } from './sections/permissions.ts';
import { timeline } from './sections/timeline.ts';
import { verdict } from './sections/verdict.ts';
import { writes } from './sections/writes.ts';

/** `report.html`: the facts of `report.json` and `details.json`. */
export function page(report: Report, details: Details): string {
  const title = `${report.verdict === 'passed' ? 'Passed' : 'Failed'}: rehearsal of ${report.scenario}, fault ${report.fault}`;
  const footer = markup`<p>Verdict and figures come from what the lab itself saw: the clients' ledger, the rows on the servers, roles and record several times a second, the hosts, the executions and the messages. The same facts for programs: report.json (stable) and details.json.</p>`;
  const sections = [
    verdict(report, details),
    figures(report),
    timeline(report, details),
    writes(report, details),
    loss(report, details),
    nodes(details),
    checklist(report),
    machine(report, details),
    notifications(details),
    ladder(details),
    statusPage(details),
    postMortem(details),
    permissions(report),
  ];
  return reportPage(title, sections, footer, report.definitionSha256);
}
