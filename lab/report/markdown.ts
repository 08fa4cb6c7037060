import type { Details } from './details.ts';
import type { Report } from './report.ts';

const value = (figure: number | null, unit: string) => (figure === null ? 'not measured' : `${figure}${unit}`);

const recoveryTime = ({ measured, endState }: Report) =>
  measured.recoveryTimeSeconds === null && endState !== 'Recovered'
    ? 'none: nothing was recovered'
    : value(measured.recoveryTimeSeconds, ' s');

/** The measured figures as rows of a table: what, measured, required. */
export function figures(report: Report): [string, string, string][] {
  const { measured, objectives, database } = report;
  const position = (one: { primary: string | null; timeline: number | null }) =>
    `${one.primary ?? 'none'} on timeline ${one.timeline ?? '?'}`;
  return [
    ['Detection', value(measured.detectionSeconds, ' s'), ''],
    ['Recovery time', recoveryTime(report), `RTO ${objectives.rtoSeconds} s`],
    ['Write outage', value(measured.writeOutageSeconds, ' s'), ''],
    ['Acknowledged writes', value(measured.acknowledgedWrites, ''), ''],
    ['Acknowledged writes lost', value(measured.acknowledgedWritesLost, ''), '0'],
    ['Writes accepted by the fenced node', value(measured.writesAcceptedByFencedNode, ''), '0'],
    [
      'Bound on data loss',
      `${value(measured.dataLossBytes, ' bytes')}, ${value(measured.dataLossSeconds, ' s')}`,
      `RPO ${objectives.rpoSeconds} s`,
    ],
    ['Primary', `${position(database.before)} -> ${position(database.after)}`, ''],
    [
      'IAM calls checked',
      `${report.iam.callsChecked}, denied ${report.iam.denied.length}, grants never used ${report.iam.unusedGrants.length}`,
      'denied 0',
    ],
  ];
}

/** What the times say about AWS. */
export const latencySentence = ({ latency }: Pick<Report, 'latency'>) =>
  latency === 'aws'
    ? 'Latency: aws. What AWS takes was added to every emulated call (docs/latency.md): the times are a forecast.'
    : 'Latency: none. The times are those of this computer, without what AWS takes.';

const table = (head: string[], rows: string[][]) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');
const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** A row a role; the actions of the region that was not called at all are as unused as those of a path that was not taken. */
function unusedByRole({ iam }: Report): string[][] {
  const byRole = Map.groupBy(iam.unusedGrants, (grant) => grant.role.split('/').at(-1) ?? grant.role);
  return [...byRole].map(([role, grants]) => [role, [...new Set(grants.map((grant) => grant.action))].sort().join(', ')]);
}

/** `report.md`: the facts of `report.json` and `details.json`, for people. */
export function markdown(report: Report, details: Details): string {
  return [
    `# Rehearsal: ${report.scenario}, fault ${report.fault}`,
    `**${report.verdict.toUpperCase()}**, ended in "${report.endState}". ${report.startedAt} to ${report.finishedAt}, plan ${report.plan}. ${latencySentence(report)}`,
    ...(report.reasons.length === 0 ? [] : ['## Why it failed', report.reasons.map((reason) => `- ${reason}`).join('\n')]),
    '## Measured',
    table(['what', 'measured', 'required'], figures(report)),
    ...(details.lossStatement === null ? [] : [`Loss: ${details.lossStatement}`]),
    '## Why each node was or was not chosen',
    rankingTable(details),
    '## Path of the machine',
    pathTable(report),
    '## Executions',
    table(
      ['execution', 'status', 'end state', 'cause'],
      details.executions.map((one) => [one.name, one.status, one.endState, one.cause ?? '']),
    ),
    '## Checklist',
    checklist(report),
    '## People told',
    messages(details),
    ...withheld(details),
    '## Escalation ladder',
    ladder(details),
    '## Status page',
    statusPage(details),
    '## Post-mortem',
    postMortem(details),
    ...permissions(report),
    `Definition of the machine as it was deployed (function ARNs put in): SHA-256 ${report.definitionSha256}`,
  ].join('\n\n');
}

function rankingTable({ ranking }: Details): string {
  if (ranking.length === 0) return 'No comparison was made.';
  const rows = ranking.map((one) => [
    one.node,
    one.chosen ? 'yes' : 'no',
    String(one.timeline ?? ''),
    one.position ?? '',
    one.newestHeartbeatAt ?? '',
    one.reason,
  ]);
  return table(['node', 'chosen', 'timeline', 'position', 'newest heartbeat', 'reason'], rows);
}

function pathTable({ states }: Report): string {
  const seconds = (state: Report['states'][number]) => ((Date.parse(state.exitedAt) - Date.parse(state.enteredAt)) / 1000).toFixed(2);
  return table(
    ['state', 'entered', 'seconds', 'outcome'],
    states.map((state) => [state.name, state.enteredAt, seconds(state), state.outcome]),
  );
}

function checklist({ checklist: items }: Report): string {
  if (items.length === 0) return 'The machine wrote no checklist.';
  return items
    .map((item) => `- [${item.done ? 'x' : ' '}] ${item.item}${item.at === null ? '' : ` (${item.at})`}: ${item.evidence}`)
    .join('\n');
}

/** In full: whoever rehearses should read what people would have been told at that hour. */
function messages({ messages: all }: Details): string {
  if (all.length === 0) return 'Nobody was told.';
  const quoted = (body: string) =>
    body
      .split('\n')
      .map((line) => `> ${line}  `)
      .join('\n');
  return all.map((one) => `**${one.at} ${one.audience}: ${one.subject}**\n\n${quoted(one.body)}`).join('\n\n');
}

function withheld({ withheld: refused }: Details): string[] {
  if (refused.length === 0) return [];
  const rows = refused.map(({ service, operation, reason, times }) => [service, operation, String(times), reason]);
  return ['## What could not be told or written', table(['service', 'operation', 'times', 'reason'], rows)];
}

function ladder({ people: { ladders, rungs } }: Details): string {
  if (ladders.length === 0) return 'No ladder was started.';
  const lines = ladders.map(({ name, status, endState }) => `- ${name}: ${status}, in "${endState}"`).join('\n');
  const rows = rungs.map(({ audience, afterSeconds, toldAt }) => [audience, `${afterSeconds} s`, toldAt ?? 'not told']);
  return `${lines}\n\n${table(['audience', 'by the plan after', 'told at'], rows)}`;
}

function statusPage({ people: { statusPage: page } }: Details): string {
  if (page.state === null) return 'No status page was written.';
  const incidents = page.incidents.map(
    ({ id, startedAt, resolvedAt, outcome }) =>
      `- ${id}, since ${startedAt}: ${resolvedAt === null ? 'open' : `${outcome ?? 'over'} at ${resolvedAt}`}`,
  );
  return [`State: ${page.state}.`, incidents.join('\n'), links(page.files)].join('\n\n');
}

const postMortem = ({ people: { postMortem: document } }: Details) =>
  document.files.length === 0
    ? 'No post-mortem was written: the incident is not over, or its documents could not be stored.'
    : links(document.files);

const links = (files: readonly string[]) => files.map((name) => `[${name}](${name})`).join(', ');

function permissions(report: Report): string[] {
  const { callsChecked, denied } = report.iam;
  return [
    '## Permissions',
    `${callsChecked} calls checked against the synthesized roles, ${denied.length} denied. Grants never used in this rehearsal, by role (a path that was not taken uses none of its own; resources are in report.json):`,
    ...(denied.length === 0 ? [] : [denied.map((one) => `- DENIED ${one.action} on ${one.resource} for ${one.caller}`).join('\n')]),
    table(['role', 'actions never used'], unusedByRole(report)),
  ];
}
