import { type Markup, markup, trusted } from '../../../messages/page/markup.ts';
import type { Details } from '../details.ts';
import type { Report } from '../report.ts';
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
import { styles } from './styles.ts';

/**
 * `report.html`: the facts of `report.json` and `details.json` for people who run no command. One file that needs nothing else: no script,
 * no picture, no font, no network; its content security policy forbids them, whatever should get into a text.
 */
export function page(report: Report, details: Details): string {
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'">
<title>${report.verdict === 'passed' ? 'Passed' : 'Failed'}: rehearsal of ${report.scenario}, fault ${report.fault}</title>
<style>${trusted(styles)}</style>
</head>
<body>
<main>
${verdict(report, details)}
${figures(report)}
${timeline(report, details)}
${writes(report, details)}
${loss(report, details)}
${nodes(details)}
${checklist(report)}
${machine(report, details)}
${notifications(details)}
${ladder(details)}
${statusPage(details)}
${postMortem(details)}
${permissions(report)}
${footer(report)}
</main>
</body>
</html>
`.text;
}

function footer(report: Report): Markup {
  return markup`
<footer>
<p>Verdict and figures come from what the lab itself saw: the clients' ledger, the rows on the servers, roles and record several times a second, the hosts, the executions and the messages. The same facts for programs: report.json (stable) and details.json.</p>
<p>Definition of the machine as it was deployed (function ARNs put in): SHA-256 <code>${report.definitionSha256}</code></p>
</footer>`;
}
