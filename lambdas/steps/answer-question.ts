import { type AskedQuestion, type Decision, inWords, QUESTIONS, type Question } from '../domain/decision.ts';
import type { Acted, ActionRequest } from '../domain/incident-action.ts';
import { entriesOf } from '../domain/incident-record.ts';
import { DecisionRefused } from '../errors.ts';
import type { Ports } from '../ports/ports.ts';
import { isoNow } from './looking.ts';
import { ring, viewOrRefuse } from './recording.ts';

export type AnswerPorts = Pick<Ports, 'timeline' | 'bell' | 'incidents' | 'decisions' | 'callback' | 'clock' | 'region'>;
type Answer = Extract<ActionRequest, { action: 'approve' | 'decline' }> & { question: Question };

/** Is it an answer to a question of a machine? */
export function asksMachine(request: ActionRequest): request is Answer {
  return (request.action === 'approve' || request.action === 'decline') && QUESTIONS.some((one) => one === request.question);
}

/**
 * Takes a person's answer to a question of an incident: records who, when and why, then lets the machine go on. The first answer counts. The
 * same person sending the same answer again only makes sure that it arrived. Nothing of it waits for the timeline: a machine that asks must be
 * answered also when that cannot be written.
 *
 * @throws DecisionRefused when nothing is asked, somebody else has answered, or it is too late: nothing was changed then
 */
export async function answerQuestion({ incident, action: decision, question, by, reason }: Answer, ports: AnswerPorts): Promise<Acted> {
  const found = await ports.decisions.find(incident, question);
  if (found === undefined) return refuseUnasked(incident, question, ports);
  const { asked } = found;
  const at = isoNow(ports.clock);
  if (found.decision === undefined && at > asked.expiresAt)
    throw new DecisionRefused(
      `too late: the question was open until ${asked.expiresAt}, and silence meant no; start the machine again to be asked again`,
    );
  const stands = found.decision ?? (await ports.decisions.decide(asked, { question, decision, by, reason, at, about: asked.about }));
  if (stands.decision !== decision || stands.by !== by)
    throw new DecisionRefused(`already ${inWords(stands)} at ${stands.at}; the first answer counts`);
  const { heard, told } = await handOver(asked, stands, ports);
  if (heard === 'taken') {
    const effect = decision === 'approve' ? 'the machine goes on' : 'the machine holds; nothing is promoted';
    return { action: decision, at: stands.at, effect: `${effect}${told}` };
  }
  if (found.decision !== undefined) return { action: decision, at: stands.at, effect: 'the machine had the answer already' };
  throw new DecisionRefused('nobody waits for the answer any more: the execution has ended; it is recorded, and changes nothing');
}

/** The machine gets the answer while the timeline is written: that keeps it back no moment. */
async function handOver(asked: AskedQuestion, stands: Decision, ports: AnswerPorts): Promise<{ heard: 'taken' | 'gone'; told: string }> {
  const [heard, told] = await Promise.allSettled([ports.callback.succeed(asked.taskToken, stands), writeDown(asked, stands, ports)]);
  if (heard.status === 'rejected') throw heard.reason;
  return { heard: heard.value, told: told.status === 'fulfilled' ? told.value : '; the timeline of the incident could not be written' };
}

/** Once in the timeline, however often the same person answers. */
async function writeDown({ incidentId, question }: AskedQuestion, stands: Decision, ports: AnswerPorts): Promise<string> {
  const { at, by, decision, reason } = stands;
  const written = entriesOf(await ports.timeline.read(incidentId), 'decision').some(
    (one) => one.at === at && one.data.question === question,
  );
  if (!written)
    await ports.timeline.append(incidentId, {
      kind: 'decision',
      at,
      by,
      text: `${question} ${inWords(stands)}`,
      data: { question, decision, reason },
    });
  return ring(incidentId, ports);
}

/** Nothing of the kind is asked here; an incident that is unknown besides may be known in another region. */
async function refuseUnasked(incident: string, question: Question, ports: AnswerPorts): Promise<never> {
  const refused = new DecisionRefused(
    `incident ${incident} asks no ${question}; required the incident and the question of the message you got`,
  );
  await viewOrRefuse(incident, ports).catch((thrown: unknown) => {
    throw thrown instanceof Error && thrown.name === 'UnknownIncident' ? thrown : refused;
  });
  throw refused;
}
