import type { NewEntry } from '../../../lambdas/domain/incident-record.ts';
import { viewOf } from '../../../lambdas/domain/incident-view.ts';
import type { LinkContent } from '../../../lambdas/domain/link.ts';
import type { LinkAnswer } from '../../../lambdas/domain/link-answer.ts';
import { after, opened, timelineOf } from '../ports/builders.ts';

const link = (change: Partial<LinkContent> & Pick<LinkContent, 'action'>): LinkContent => ({
  incident: 'inc-20261123-100000-0a1b2c3d',
  audience: 'on-call',
  expires: 1_795_000_000,
  nonce: 'AAAAAAAAAAAAAAAAAAAAAA',
  ...change,
});
const acknowledged: NewEntry = { kind: 'acknowledged', at: after(30), by: 'Rado (link of on-call)', text: '', data: { reason: '' } };

/** The incident of the pages; `text` stands wherever people or programs may have written something. */
function view(text: string) {
  const [, ...rest] = timelineOf({ ...acknowledged, by: text });
  const found = viewOf('inc-20261123-100000-0a1b2c3d', [opened({ reason: text, impact: text }), ...rest]);
  if (found === undefined) throw new Error('no view');
  return found;
}

/** One answer of every kind that a page is made of. */
export function answersWith(text: string): Record<string, LinkAnswer> {
  const shown = { view: view(text) };
  const command = `aws lambda invoke --region eu-west-3 --function-name reprise-taxcollector-act --cli-binary-format raw-in-base64-out --payload '{"incident":"inc-20261123-100000-0a1b2c3d","action":"approve","by":"<name>","reason":"<reason>"}' /dev/stdout`;
  const request = { incident: 'inc-1', action: 'note' as const, by: `${text} (link of on-call)`, reason: text };
  const question = 'promote-candidate' as const;
  return {
    acknowledge: { kind: 'ask', link: link({ action: 'acknowledge' }), asked: shown },
    severity: { kind: 'ask', link: link({ action: 'severity' }), asked: shown },
    note: { kind: 'ask', link: link({ action: 'note' }), asked: shown },
    resolve: { kind: 'ask', link: link({ action: 'resolve' }), asked: shown },
    approve: { kind: 'ask', link: link({ action: 'approve', question }), asked: { ...shown, about: text, until: after(1_800) } },
    'decline, timeline unread': { kind: 'ask', link: link({ action: 'decline', question: 'promote-unfenced' }), asked: { about: text } },
    'approve a notice': {
      kind: 'ask',
      link: link({ action: 'approve', question: 'notice-interruption' }),
      asked: { ...shown, draft: `${text}\n${text}` },
    },
    'form that came back': {
      kind: 'ask-again',
      link: link({ action: 'resolve' }),
      asked: shown,
      form: { name: text, reason: text, cause: text, resolution: text },
      detail: text,
    },
    'severity that came back': {
      kind: 'ask-again',
      link: link({ action: 'severity' }),
      asked: shown,
      form: { name: text, severity: 'P3' },
      detail: text,
    },
    done: { kind: 'done', link: link({ action: 'note' }), request, acted: { action: 'note', at: after(60), effect: text } },
    used: { kind: 'refused', why: 'used', used: { by: text, at: after(60) } },
    expired: { kind: 'refused', why: 'expired' },
    'not genuine': { kind: 'refused', why: 'not-genuine' },
    unavailable: { kind: 'refused', why: 'unavailable', detail: text, command },
    refused: { kind: 'refused', why: 'refused', detail: text },
    failed: { kind: 'failed' },
  };
}
