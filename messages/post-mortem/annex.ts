import type { PostMortem } from '../../lambdas/domain/post-mortem.ts';
import { secondsBetween } from '../../lambdas/domain/recovery-time.ts';
import type { Told } from './compose.ts';
import type { Block, Line } from './document.ts';

/** What evidence adds to the plan's template: the checklist with its proofs, and where the evidence is. */
export function annex(told: Told): Block[] {
  return [told.heading('checklist'), ...checklist(told), told.heading('evidence'), ...evidence(told)];
}

function checklist({ known, words, clock }: Told): Block[] {
  const { columns, checklist: says } = words;
  if (known.checklist.length === 0) return [{ paragraph: says.noList }];
  const rows = known.checklist.map(({ item, state, done, at, evidence: proof }): Line[] => [
    item,
    done ? says.done : { strong: says.open },
    state === null ? says.noState : { code: state },
    at === null ? proof : `${clock(at)} ${proof}`,
  ]);
  return [{ table: { head: [columns.item, columns.done, columns.state, columns.evidence], rows } }];
}

function evidence({ known, words, figures }: Told): Block[] {
  const { evidence: says } = words;
  const executions = known.executions.map((one): Line => {
    const states = one.stays === null ? says.unread(one.unread ?? '') : words.pair(says.states, statesOf(one.stays, figures.duration));
    return [`${says.execution} `, { link: consoleOf(one), text: one.arn.split(':').at(-1) ?? one.arn }, `. ${states}`];
  });
  const reports = known.reports.map((key): Line => [`${says.report} `, { code: key }]);
  const unread = known.reportUnread === undefined ? [] : [`${says.report} ${says.unread(known.reportUnread)}`];
  const all = [...executions, ...reports, ...unread];
  return [...(all.length === 0 ? [{ paragraph: says.none }] : [{ list: all }]), { paragraph: says.recordWords }];
}

/** Where Step Functions shows an execution. */
const consoleOf = ({ arn, region }: PostMortem['executions'][number]) =>
  `https://${region}.console.aws.amazon.com/states/home?region=${region}#/v2/executions/details/${arn}`;

type Stays = NonNullable<PostMortem['executions'][number]['stays']>;

/** Only what took time: a state of some milliseconds says nothing to people. */
const NOTICEABLE = 0.1;

function statesOf(stays: Stays, duration: (seconds: number) => string): string {
  const timed = stays.map(({ state, enteredAt, exitedAt }) => ({ state, seconds: secondsBetween(enteredAt, exitedAt) ?? 0 }));
  return timed.map(({ state, seconds }) => (seconds < NOTICEABLE ? state : `${state} ${duration(seconds)}`)).join(' > ');
}
