import { type Decision, inWords } from '../domain/decision.ts';
import { parseDecisionRequest } from '../domain/decision-request.ts';
import { DecisionRefused } from '../errors.ts';
import type { Ports } from '../ports/ports.ts';
import { isoNow } from './looking.ts';

export type DecidePorts = Pick<Ports, 'incidents' | 'decisions' | 'callback' | 'clock'>;

/** What the person who answered reads. */
export type Decided = { decision: Decision; effect: string };

/**
 * Takes a person's answer to a question of an incident: records who, when and why, then lets the machine go on. The first answer counts. The
 * same person sending the same answer again only makes sure that it arrived.
 *
 * @throws InvalidInput; DecisionRefused when nothing is asked, somebody else has answered, or it is too late: nothing was changed then
 */
export async function decide(input: unknown, ports: DecidePorts): Promise<Decided> {
  const { incident, question, decision, by, reason } = parseDecisionRequest(input);
  const found = await ports.decisions.find(incident, question);
  if (found === undefined)
    throw new DecisionRefused(`incident ${incident} asks no ${question}; required the incident and the question of the message you got`);
  const { asked } = found;
  const at = isoNow(ports.clock);
  if (found.decision === undefined && at > asked.expiresAt)
    throw new DecisionRefused(
      `too late: the question was open until ${asked.expiresAt}, and silence meant no; start the machine again to be asked again`,
    );
  const stands = found.decision ?? (await ports.decisions.decide(asked, { question, decision, by, reason, at, about: asked.about }));
  if (stands.decision !== decision || stands.by !== by)
    throw new DecisionRefused(`already ${inWords(stands)} at ${stands.at}; the first answer counts`);
  const data = { question, decision, reason: stands.reason };
  await ports.incidents
    .append({ id: asked.incidentId }, { kind: 'decision', at: stands.at, by: stands.by, text: `${question} ${inWords(stands)}`, data })
    .catch(() => undefined);
  const heard = await ports.callback.succeed(asked.taskToken, stands);
  if (heard === 'taken')
    return { decision: stands, effect: decision === 'approve' ? 'the machine goes on' : 'the machine holds; nothing is promoted' };
  if (found.decision !== undefined) return { decision: stands, effect: 'the machine had the answer already' };
  throw new DecisionRefused('nobody waits for the answer any more: the execution has ended; it is recorded, and changes nothing');
}
