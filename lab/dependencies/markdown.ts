import { clockSentence, figures } from './figures.ts';
import type { DependencyReport } from './report.ts';

const table = (head: string[], rows: string[][]) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');
const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** `report.md`: the facts of `report.json`, for people. */
export function dependencyMarkdown(report: DependencyReport): string {
  const { dependency, reasons, states, notifications, iam, regions } = report;
  return [
    `# Rehearsal: ${report.scenario}, ${dependency.name}, fault ${report.fault}`,
    `**${report.verdict.toUpperCase()}**, ended in "${report.endState}". ${report.startedAt} to ${report.finishedAt}, plan ${report.plan}. ${clockSentence(report)}`,
    ...(reasons.length === 0 ? [] : ['## Why it failed', reasons.map((reason) => `- ${reason}`).join('\n')]),
    '## Measured',
    table(['what', 'measured', 'required'], figures(report)),
    '## What was done to the third party',
    table(
      ['moment', 'at'],
      Object.entries(report.moments).map(([moment, at]) => [moment, at ?? 'not reached']),
    ),
    '## Executions',
    table(
      ['region', 'execution', 'status', 'end state'],
      regions.flatMap(({ region, executions }) => executions.map((one) => [region, one.name, one.status, one.endState])),
    ),
    '## Path of the machine',
    table(
      ['state', 'entered', 'left', 'outcome'],
      states.map((one) => [one.name, one.enteredAt, one.exitedAt, one.outcome]),
    ),
    '## People told',
    ...notifications.map(({ at, audience, region, subject, body }) => `**${at} ${audience} (${region}): ${subject}**\n\n${quoted(body)}`),
    '## Permissions',
    `${iam.callsChecked} calls checked against the synthesized roles, ${iam.denied.length} denied. Definition: SHA-256 ${report.definitionSha256}`,
  ].join('\n\n');
}

const quoted = (body: string) =>
  body
    .split('\n')
    .map((line) => `> ${line}  `)
    .join('\n');
