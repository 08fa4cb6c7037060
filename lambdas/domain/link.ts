import type { Audience, Plan } from '../../lib/plan/schema.ts';
import { APPROVABLES, INCIDENT_ID } from './action-request.ts';
import { ACTIONS, type Action, type Approvable } from './incident-action.ts';

/** What a link says before it is signed. `expires` is in seconds since 1970; `nonce` makes each link one of its own, to be used once. */
export type LinkContent = {
  incident: string;
  action: Action;
  question?: Approvable;
  audience: Audience;
  expires: number;
  nonce: string;
};

/** A link as it came, of the right shape; nothing is proven about it yet. `mac` is base64url. */
export type Link = LinkContent & { mac: string };

/** Parameters of the query in their order; each at most once, and nothing beside them. */
const PARAMETERS = ['i', 'a', 'q', 'u', 'e', 'n', 'm'] as const;
type Parameter = (typeof PARAMETERS)[number];

const SHAPES: Record<Parameter, RegExp> = {
  i: INCIDENT_ID,
  a: new RegExp(`^(?:${ACTIONS.join('|')})$`),
  q: new RegExp(`^(?:${APPROVABLES.join('|')})$`),
  u: /^[a-z][a-z0-9-]{0,39}$/,
  e: /^[1-9][0-9]{9}$/,
  n: /^[A-Za-z0-9_-]{22}$/,
  m: /^[A-Za-z0-9_-]{43}$/,
};
/** Longer than any link this product makes: nothing longer is looked at. */
const LONGEST_QUERY = 400;

/**
 * The text that is signed: everything a link means, and where it may be used. A line for each, because no value can hold the end of one; the
 * first line tells it from any other text that the key may ever sign.
 */
export function canonicalText(content: LinkContent, { plan, region }: { plan: Pick<Plan, 'name'>; region: string }): string {
  const { incident, action, question = '', audience, expires, nonce } = content;
  return ['reprise link 1', plan.name, region, incident, action, question, audience, String(expires), nonce].join('\n');
}

/** The query of a link. Every value is of characters that no mail program and no proxy writes in another way. */
export function queryOf({ incident: i, action: a, question: q, audience: u, expires, nonce: n, mac: m }: Link): string {
  const values: Record<Parameter, string | undefined> = { i, a, q, u, e: String(expires), n, m };
  return PARAMETERS.flatMap((name) => (values[name] === undefined ? [] : [`${name}=${values[name]}`])).join('&');
}

/**
 * Reads the query of a link. Exactly what `queryOf` writes is read and nothing else: a parameter that is unknown, missing, repeated, in another
 * place or spelled in another way makes it no link. So there is one text for each link, and every change of it shows.
 */
export function parseLink(query: string): Link | undefined {
  if (query.length > LONGEST_QUERY) return undefined;
  const values = valuesIn(query);
  if (values === undefined) return undefined;
  const { i, a, q, u, e, n, m } = values;
  if (i === undefined || u === undefined || e === undefined || n === undefined || m === undefined) return undefined;
  const action = ACTIONS.find((one) => one === a);
  const question = APPROVABLES.find((one) => one === q);
  if (action === undefined || (action === 'approve' || action === 'decline') !== (question !== undefined)) return undefined;
  const link = { incident: i, action, ...(question === undefined ? {} : { question }), audience: u, expires: Number(e), nonce: n, mac: m };
  return queryOf(link) === query && sameBytes(m) ? link : undefined;
}

function valuesIn(query: string): Partial<Record<Parameter, string>> | undefined {
  const values: Partial<Record<Parameter, string>> = {};
  for (const pair of query.split('&')) {
    const [name, value = ''] = [pair.slice(0, 1), pair.slice(2)];
    const parameter = PARAMETERS.find((one) => one === name);
    if (parameter === undefined || pair[1] !== '=' || !SHAPES[parameter].test(value)) return undefined;
    values[parameter] = value;
  }
  return values;
}

/** The last character of a base64url text has bits to spare, so four of them mean the same bytes: only the one that is written counts. */
const sameBytes = (mac: string) => Buffer.from(mac, 'base64url').toString('base64url') === mac;

/** Is its time over? `now` in milliseconds since 1970. */
export const isExpired = ({ expires }: Pick<LinkContent, 'expires'>, now: number): boolean => now >= expires * 1000;
