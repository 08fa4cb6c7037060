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

const table = (head: string[], rows: string[][]) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');
const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** A row a role; the actions of the region that was not called at all are as unused as those of a path that was not taken. */
function unusedByRole({ iam }: Report): string[][] {
  const byRole = Map.groupBy(iam.unusedGrants, (grant) => grant.role.split('/').at(-1) ?? grant.role);
  return [...byRole].map(([role, grants]) => [role, [...new Set(grants.map((grant) => grant.action))].sort().join(', ')]);
}

/** `report.md`: the same facts as `report.json`, for people. */
export function markdown(report: Report): string {
  return [
    `# Rehearsal: ${report.scenario}, fault ${report.fault}`,
    `**${report.verdict.toUpperCase()}**, ended in "${report.endState}". ${report.startedAt} to ${report.finishedAt}, plan ${report.plan}, latency of AWS calls: ${report.latency}.`,
    ...(report.reasons.length === 0 ? [] : ['## Why it failed', report.reasons.map((reason) => `- ${reason}`).join('\n')]),
    '## Measured',
    table(['what', 'measured', 'required'], figures(report)),
    ...(report.lossStatement === null ? [] : [`Loss: ${report.lossStatement}`]),
    '## Why each node was or was not chosen',
    report.ranking.length === 0
      ? 'No comparison was made.'
      : table(
          ['node', 'chosen', 'timeline', 'position', 'newest heartbeat', 'reason'],
          report.ranking.map((one) => [
            one.node,
            one.chosen ? 'yes' : 'no',
            String(one.timeline ?? ''),
            one.position ?? '',
            one.newestHeartbeatAt ?? '',
            one.reason,
          ]),
        ),
    '## Path of the machine',
    table(
      ['state', 'entered', 'seconds', 'outcome'],
      report.states.map((state) => [
        state.name,
        state.enteredAt,
        ((Date.parse(state.exitedAt) - Date.parse(state.enteredAt)) / 1000).toFixed(2),
        state.outcome,
      ]),
    ),
    '## Executions',
    table(
      ['execution', 'status', 'end state', 'cause'],
      report.executions.map((one) => [one.name, one.status, one.endState, one.cause ?? '']),
    ),
    '## Checklist',
    report.checklist.length === 0
      ? 'The machine wrote no checklist.'
      : report.checklist
          .map((item) => `- [${item.done ? 'x' : ' '}] ${item.item}${item.at === null ? '' : ` (${item.at})`}: ${item.evidence}`)
          .join('\n'),
    '## People told',
    report.notifications.length === 0
      ? 'Nobody was told.'
      : report.notifications.map((one) => `- ${one.at} ${one.audience}: ${one.subject}`).join('\n'),
    '## Permissions',
    `${report.iam.callsChecked} calls checked against the synthesized roles, ${report.iam.denied.length} denied. Grants never used in this rehearsal, by role (a path that was not taken uses none of its own; resources are in report.json):`,
    ...(report.iam.denied.length === 0
      ? []
      : [report.iam.denied.map((one) => `- DENIED ${one.action} on ${one.resource} for ${one.caller}`).join('\n')]),
    table(['role', 'actions never used'], unusedByRole(report)),
    `Definition of the machine: SHA-256 ${report.definitionSha256}`,
  ].join('\n\n');
}
