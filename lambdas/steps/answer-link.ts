import { randomUUID } from 'node:crypto';
import type { Plan } from '../../lib/plan/schema.ts';
import { actionCommand } from '../domain/action-command.ts';
import { parseActionRequest } from '../domain/action-request.ts';
import type { Action, ActionRequest } from '../domain/incident-action.ts';
import { canonicalText, isExpired, type Link, type LinkContent, parseLink } from '../domain/link.ts';
import { FORM_FIELDS, type Form, type LinkAnswer, type Refusal } from '../domain/link-answer.ts';
import { messageOf, RepriseError } from '../errors.ts';
import type { LinkUse } from '../ports/link-uses.ts';
import type { Ports } from '../ports/ports.ts';
import { type ActPorts, act } from './act.ts';
import { isoNow } from './looking.ts';
import { whatIsShown } from './what-is-shown.ts';

export type AnswerLinkPorts = ActPorts & Pick<Ports, 'linkCheck' | 'linkUses'>;
type Setting = Pick<Plan, 'name'>;

/** A visit of the page: `query` and `body` as they came over the wire. */
export type Visit = { method: string; query: string; body: string };

/** Characters of a form: five texts of the longest kind, each character spelled out. More is read by nobody. */
const LONGEST_FORM = 25_000;

/**
 * Answers whoever opens a link. Looking (GET, HEAD) changes nothing, not even the use of the link, because programs look at the links of a mail
 * before people do; sending the form (POST) does once what the link is for. What costs nothing is checked first, then the signature, and only then
 * anything is read: nobody without a genuine link makes this function ask about incidents.
 */
export async function answerLink(visit: Visit, ports: AnswerLinkPorts, plan: Setting): Promise<LinkAnswer> {
  if (!['GET', 'HEAD', 'POST'].includes(visit.method)) return refused('method');
  const link = parseLink(visit.query);
  if (link === undefined) return refused('not-genuine');
  if (isExpired(link, ports.clock.now().getTime())) return refused('expired');
  const genuine = await signed(link, ports, plan);
  if (genuine !== true) return genuine;
  try {
    const used = await ports.linkUses.find(link.nonce);
    if (used !== undefined) return usedBy(used);
    return visit.method === 'POST'
      ? await take(link, formOf(visit.body), ports)
      : { kind: 'ask', link, asked: await whatIsShown(link, ports) };
  } catch (thrown) {
    return refusalFor(thrown, link, { plan, region: ports.region });
  }
}

const refused = (why: Refusal, more: { detail?: string; command?: string } = {}): LinkAnswer => ({ kind: 'refused', why, ...more });
const usedBy = ({ by, at }: LinkUse): LinkAnswer => ({ kind: 'refused', why: 'used', used: { by, at } });

/** Until the signature is known nothing of the link is believed, so the command names no incident: whoever reads it takes that from their message. */
async function signed(link: Link, ports: AnswerLinkPorts, plan: Setting): Promise<true | LinkAnswer> {
  const { region } = ports;
  try {
    return (await ports.linkCheck.genuine(canonicalText(link, { plan, region }), link.mac)) || refused('not-genuine');
  } catch (thrown) {
    const { action, question } = link;
    const of = { incident: '<incident>', action, ...(question === undefined ? {} : { question }) };
    return refusalFor(thrown, of, { plan, region });
  }
}

/** The link is taken before anything is done, so that of two that come at once one acts; it is given back when nothing was done. */
async function take(link: LinkContent, form: Form, ports: AnswerLinkPorts): Promise<LinkAnswer> {
  const parsed = parse(link, form);
  if (typeof parsed === 'string') return askAgain(link, form, parsed, ports);
  const request = { ...parsed, by: `${parsed.by} (link of ${link.audience})` };
  const use: LinkUse = { by: request.by, at: isoNow(ports.clock), attempt: randomUUID() };
  const first = await ports.linkUses.claim(link.nonce, use);
  if (first !== 'first') return usedBy(first);
  try {
    return { kind: 'done', link, request, acted: await act(request, ports) };
  } catch (thrown) {
    if (!(thrown instanceof RepriseError)) throw thrown;
    // When this fails too, the link stays used, and the command is what is left.
    if (thrown.kind !== 'OutcomeUnknown') await ports.linkUses.release(link.nonce, use).catch(() => undefined);
    if (thrown.name === 'InvalidInput') return askAgain(link, form, thrown.message, ports);
    throw thrown;
  }
}

async function askAgain(link: LinkContent, form: Form, detail: string, ports: AnswerLinkPorts): Promise<LinkAnswer> {
  return { kind: 'ask-again', link, asked: await whatIsShown(link, ports), form, detail };
}

/** Fields of the form beside name and reason; what else is sent is not read. */
const FIELDS_OF: Partial<Record<Action, readonly string[]>> = { severity: ['severity'], resolve: ['cause', 'resolution'] };

/** The request that link and form make together, or what is wrong with the form. */
function parse({ incident, action, question }: LinkContent, { name: by, ...form }: Form): ActionRequest | string {
  const fields = ['reason', ...(FIELDS_OF[action] ?? [])].map((field) => [field, form[field as keyof typeof form]]);
  try {
    return parseActionRequest({ incident, action, ...(question === undefined ? {} : { question }), by, ...Object.fromEntries(fields) });
  } catch (thrown) {
    return messageOf(thrown);
  }
}

function formOf(body: string): Form {
  if (body.length > LONGEST_FORM) return {};
  const fields = new URLSearchParams(body);
  return Object.fromEntries(FORM_FIELDS.flatMap((field) => (fields.has(field) ? [[field, fields.get(field) ?? '']] : [])));
}

/** What is not expected is left to whoever called: it must be seen, not shown. */
function refusalFor(
  thrown: unknown,
  { incident, action, question }: Pick<LinkContent, 'incident' | 'action' | 'question'>,
  place: { plan: Setting; region: string },
): LinkAnswer {
  if (!(thrown instanceof RepriseError)) throw thrown;
  const detail = thrown.message;
  if (thrown.name === 'UnknownIncident') return refused('unknown-incident', { detail });
  if (thrown.name === 'ActionRefused' || thrown.name === 'DecisionRefused') return refused('refused', { detail });
  if (thrown.kind !== 'DependencyUnavailable') throw thrown;
  const command = actionCommand(place, { incident, action, ...(question === undefined ? {} : { question }) });
  return refused('unavailable', { detail, command });
}
