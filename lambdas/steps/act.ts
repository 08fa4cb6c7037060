import { parseActionRequest } from '../domain/action-request.ts';
import type { Acted, ActionRequest } from '../domain/incident-action.ts';
import type { IncidentView } from '../domain/incident-view.ts';
import { ActionRefused, messageOf } from '../errors.ts';
import type { Ports } from '../ports/ports.ts';
import { answerNotice, asksForNotice } from './answer-notice.ts';
import { answerQuestion, asksMachine } from './answer-question.ts';
import { isoNow } from './looking.ts';
import { record, viewOrRefuse } from './recording.ts';
import { resolveByHand } from './resolve-by-hand.ts';

export type ActPorts = Pick<Ports, 'timeline' | 'bell' | 'incidents' | 'decisions' | 'callback' | 'clock' | 'region'>;

/**
 * What a person does about an incident, whichever way they came: acknowledge, approve, decline, change its severity, add a note, resolve. Who,
 * when and why land in its timeline, and the ladder is woken.
 *
 * @throws InvalidInput, UnknownIncident, ActionRefused, DecisionRefused: nothing was changed then, unless the sentence says so; DependencyUnavailable
 */
export async function act(input: unknown, ports: ActPorts): Promise<Acted> {
  const request = parseActionRequest(input);
  if (asksMachine(request)) return answerQuestion(request, ports);
  const view = await viewOrRefuse(request.incident, ports);
  if (asksForNotice(request)) return answerNotice(request, view, ports);
  if (view.resolved !== undefined && request.action !== 'note')
    throw new ActionRefused(
      `incident ${view.id} was resolved by ${view.resolved.by} at ${view.resolved.at}; only a note can still be added`,
      { condition: 'resolved' },
    );
  const effect = await carryOut(request, view, ports);
  return { action: request.action, at: isoNow(ports.clock), effect };
}

function carryOut(request: ActionRequest, view: IncidentView, ports: ActPorts): Promise<string> {
  if (request.action === 'acknowledge') return acknowledge(request, view, ports);
  if (request.action === 'severity') return changeSeverity(request, view, ports);
  if (request.action === 'resolve') return resolveByHand(request, ports);
  return addNote(request, ports);
}

/** The first one stands; whoever comes second reads who that was, also when both came at the same moment. */
async function acknowledge({ incident, by, reason }: ActionRequest, view: IncidentView, ports: ActPorts): Promise<string> {
  if (view.acknowledged !== undefined) return alreadyAcknowledged(view.acknowledged);
  const text = `acknowledged by ${by}: ${reason}`;
  const woken = await record(incident, { kind: 'acknowledged', at: isoNow(ports.clock), by, text, data: { reason } }, ports);
  const now = await viewOrRefuse(incident, ports).catch((thrown: unknown) => messageOf(thrown));
  if (typeof now !== 'string' && now.acknowledged !== undefined && now.acknowledged.by !== by) return alreadyAcknowledged(now.acknowledged);
  return `acknowledged: nobody further up is told, updates go on${woken}`;
}

const alreadyAcknowledged = ({ by, at }: { by: string; at: string }) => `${by} acknowledged at ${at} already; the first one stands`;

async function changeSeverity(
  { incident, by, reason, severity: to }: Extract<ActionRequest, { action: 'severity' }>,
  { severity: from }: IncidentView,
  ports: ActPorts,
): Promise<string> {
  if (to === from)
    throw new ActionRefused(`incident ${incident} is ${from} already; required another severity`, { condition: 'same-severity' });
  const text = `severity changed from ${from} to ${to} by ${by}: ${reason}`;
  const woken = await record(incident, { kind: 'severity', at: isoNow(ports.clock), by, text, data: { from, to, reason } }, ports);
  return `severity is ${to} (it was ${from}): the rungs that remain are planned anew from the incident's start${woken}`;
}

async function addNote({ incident, by, reason }: ActionRequest, ports: ActPorts): Promise<string> {
  const woken = await record(
    incident,
    { kind: 'note', at: isoNow(ports.clock), by, text: `${by}: ${reason}`, data: { text: reason } },
    ports,
  );
  return `noted in the timeline${woken}`;
}
