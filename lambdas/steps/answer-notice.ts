import type { Acted, ActionRequest } from '../domain/incident-action.ts';
import { NOTICES, type NoticeKind } from '../domain/incident-record.ts';
import type { IncidentView } from '../domain/incident-view.ts';
import { ActionRefused } from '../errors.ts';
import type { Ports } from '../ports/ports.ts';
import { isoNow } from './looking.ts';
import { record } from './recording.ts';

type Answer = Extract<ActionRequest, { action: 'approve' | 'decline' }>;

/** Notice to users that an answer is about, or `undefined` when it is about a question of a machine. */
export function noticeOf(question: string): NoticeKind | undefined {
  return NOTICES.find((notice) => question === `notice-${notice}`);
}

/** Is it an answer to the draft of a notice? */
export function asksForNotice(request: ActionRequest): request is Answer {
  return (request.action === 'approve' || request.action === 'decline') && noticeOf(request.question) !== undefined;
}

/**
 * Takes a person's answer to the draft of a notice: exactly the text that was drafted is approved, and the ladder sends it. An interruption is
 * no news once it is over, so its notice is not approved any more after that; that of the resolution is.
 *
 * @throws ActionRefused when no draft waits; DependencyUnavailable
 */
export async function answerNotice(
  { incident, action, question, by, reason }: Answer,
  view: IncidentView,
  ports: Pick<Ports, 'timeline' | 'bell' | 'clock'>,
): Promise<Acted> {
  const notice = noticeOf(question) as NoticeKind;
  const draft = view.drafts[notice];
  if (draft === undefined) throw new ActionRefused(nothingWaits(notice, view), { condition: 'no-draft' });
  if (notice === 'interruption' && view.resolved !== undefined && action === 'approve')
    throw new ActionRefused(
      `incident ${incident} was resolved at ${view.resolved.at}: users need no notice of an interruption that is over; required the notice of its resolution`,
      { condition: 'resolved' },
    );
  const at = isoNow(ports.clock);
  const state = action === 'approve' ? 'approved' : 'declined';
  const text = `notice of the ${notice} to users ${state} by ${by}: ${reason}`;
  const woken = await record(incident, { kind: 'notice', at, by, text, data: { notice, state, text: draft.text, reason } }, ports);
  const effect = action === 'approve' ? 'approved: the ladder sends exactly this text' : 'declined: nothing is sent to users';
  return { action, at, effect: `${effect}${woken}` };
}

function nothingWaits(notice: NoticeKind, { id, notices }: IncidentView): string {
  const sent = notices[notice];
  if (sent !== undefined)
    return `the notice of the ${notice} of incident ${id} was approved at ${sent.at} already; the first answer counts`;
  return `no draft of a notice of the ${notice} waits in incident ${id}; required one that the ladder has drafted and nobody has answered`;
}
