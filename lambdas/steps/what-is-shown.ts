import { inWords, QUESTIONS } from '../domain/decision.ts';
import type { IncidentView } from '../domain/incident-view.ts';
import type { LinkContent } from '../domain/link.ts';
import type { Asked } from '../domain/link-answer.ts';
import { ActionRefused, DecisionRefused } from '../errors.ts';
import type { Ports } from '../ports/ports.ts';
import { noticeOf } from './answer-notice.ts';
import { viewOrRefuse } from './recording.ts';

type ShownPorts = Pick<Ports, 'timeline' | 'decisions' | 'region'>;

/**
 * What a link is about, read and nothing else. A link that has nothing left to do is refused here, before anybody fills in a form.
 *
 * @throws UnknownIncident, ActionRefused, DecisionRefused, DependencyUnavailable
 */
export async function whatIsShown(link: LinkContent, ports: ShownPorts): Promise<Asked> {
  const question = QUESTIONS.find((one) => one === link.question);
  if (question !== undefined) return machinesQuestion(link.incident, question, ports);
  const view = await viewOrRefuse(link.incident, ports);
  const notice = noticeOf(link.question ?? '');
  if (notice !== undefined) {
    const draft = view.drafts[notice]?.text;
    if (draft !== undefined) return { view, draft };
    throw new ActionRefused(
      `no draft of a notice of the ${notice} waits in incident ${link.incident}; somebody has answered it, or none was drafted`,
      {
        condition: 'no-draft',
      },
    );
  }
  if (view.resolved !== undefined && link.action !== 'note') throw over(view);
  return { view };
}

const over = ({ id, resolved }: IncidentView) =>
  new ActionRefused(`incident ${id} was resolved by ${resolved?.by} at ${resolved?.at}; only a note can still be added`, {
    condition: 'resolved',
  });

/** From where the machine keeps its questions; the timeline is only shown beside, and may be missing. */
async function machinesQuestion(incident: string, question: (typeof QUESTIONS)[number], ports: ShownPorts): Promise<Asked> {
  const [found, view] = await Promise.all([ports.decisions.find(incident, question), viewOrRefuse(incident, ports).catch(() => undefined)]);
  if (found === undefined) throw new DecisionRefused(`incident ${incident} asks no ${question}`);
  const { asked, decision } = found;
  if (decision !== undefined) throw new DecisionRefused(`already ${inWords(decision)} at ${decision.at}; the first answer counts`);
  return { ...(view === undefined ? {} : { view }), about: asked.about, until: asked.expiresAt };
}
