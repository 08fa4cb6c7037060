import type { LadderReport } from './report.ts';
import { minutes } from './rungs.ts';

/** What the times of a rehearsed ladder say. */
export const CLOCK =
  'Fast clock: the times are those of the incident, not of this computer; the clock jumped over the waiting, for the rehearsed cloud and its functions alike.';

const quoted = (text: string) =>
  text
    .split('\n')
    .map((line) => `> ${line}  `)
    .join('\n');

/** `report.md`: the facts of `report.json`, for people. */
export function ladderMarkdown(report: LadderReport): string {
  const { severity, course, line, verdict, endState, reasons, rungs, typed, messages, files, iam } = report;
  return [
    `# Rehearsal: ${report.scenario}, ${severity}, ${course}`,
    `**${verdict.toUpperCase()}**, ended in "${endState}": ${line}. Plan ${report.plan}. ${CLOCK}`,
    ...(reasons.length === 0 ? [] : ['## Why it failed', reasons.map((reason) => `- ${reason}`).join('\n')]),
    '## Who was told when',
    [
      '| audience | by the plan at | told at |',
      '| --- | --- | --- |',
      ...rungs.map(
        (one) => `| ${one.audience} | ${minutes(one.plannedSeconds)} | ${one.toldSeconds === null ? 'never' : minutes(one.toldSeconds)} |`,
      ),
    ].join('\n'),
    '## What the person typed, as a message had printed it',
    ...typed.map(({ seconds, command, said }) => `${minutes(seconds)}: \`${command}\`\n\n${quoted(said)}`),
    '## Messages',
    ...messages.map(({ seconds, audience, subject, body }) => `**${minutes(seconds)} ${audience}: ${subject}**\n\n${quoted(body)}`),
    '## Status page and post-mortem',
    files.map((name) => `[${name}](${name})`).join(', ') || 'Nothing was written.',
    '## Permissions',
    `${iam.callsChecked} calls checked against the synthesized roles, ${iam.denied.length} denied. Definition: SHA-256 ${report.definitionSha256}`,
  ].join('\n\n');
}
