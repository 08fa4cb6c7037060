import type { Acted, ActionRequest } from './incident-action.ts';
import type { IncidentView } from './incident-view.ts';
import type { LinkContent } from './link.ts';

/** What a person sees before they act. Everything but the link may be missing: a machine that asks is answered also when the timeline cannot be read. */
export type Asked = {
  view?: IncidentView;
  /** Of a machine's question: what exactly is asked, in its words, and until when (ISO 8601). */
  about?: string;
  until?: string;
  /** Of a notice to users: the text as it would be sent. */
  draft?: string;
};

/** Fields of the form, as they were typed. */
export const FORM_FIELDS = ['name', 'reason', 'severity', 'cause', 'resolution'] as const;
export type Form = Partial<Record<(typeof FORM_FIELDS)[number], string>>;

/** Why a page shows no form, and nothing was done. */
export const REFUSALS = {
  'not-genuine': 403,
  'unknown-incident': 404,
  method: 405,
  refused: 409,
  used: 409,
  expired: 410,
  unavailable: 503,
} as const;
export type Refusal = keyof typeof REFUSALS;

/** What a visit of a link comes to. `detail` is an English sentence of the product; `command` does the same as the link, with AWS credentials. */
export type LinkAnswer =
  | { kind: 'ask'; link: LinkContent; asked: Asked }
  /** The form came back with something missing or too long: nothing was done, and what was typed is kept. */
  | { kind: 'ask-again'; link: LinkContent; asked: Asked; form: Form; detail: string }
  | { kind: 'done'; link: LinkContent; request: ActionRequest; acted: Acted }
  | { kind: 'refused'; why: Refusal; detail?: string; command?: string; used?: { by: string; at: string } }
  /** Nobody knows what became of it. */
  | { kind: 'failed' };

/** HTTP status of the page. */
export function statusOf(answer: LinkAnswer): number {
  if (answer.kind === 'refused') return REFUSALS[answer.why];
  return { ask: 200, done: 200, 'ask-again': 400, failed: 500 }[answer.kind];
}
