import type { Action } from '../lambdas/domain/incident-action.ts';
import type { IncidentView } from '../lambdas/domain/incident-view.ts';
import type { Refusal } from '../lambdas/domain/link-answer.ts';

/** What is done by a link; a notice to users is something else than a question of a machine. */
export type Deed = Exclude<Action, 'approve' | 'decline'> | 'approve-question' | 'decline-question' | 'approve-notice' | 'decline-notice';

/** What a person reads before they do it. Where the machine has words of its own for the consequence, `means` and `silence` lead to them. */
export type DeedWords = { title: string; means: string; silence: string; submit: string; done: string };

/** The words of one language for the page behind links. */
export type LinkPageWords = {
  /** Name of the language, in it. */
  language: string;
  incident: string;
  severity: string;
  began: string;
  region: string;
  reason: string;
  impact: string;
  status: string;
  statusOf(view: { acknowledged: boolean; resolved: boolean }): string;
  triggers: Record<IncidentView['trigger'], string>;
  startedBy: string;
  /** The record of the incident could not be read; the question stands all the same. */
  noView: string;
  asks: string;
  known: string;
  consequence: string;
  ifNothing: string;
  untilThen(time: string): string;
  draft: string;
  deeds: Record<Deed, DeedWords>;
  form: {
    name: string;
    reason: string;
    note: string;
    severity: string;
    cause: string;
    resolution: string;
    optional: string;
    recorded: string;
  };
  askAgain: string;
  /** Before an English sentence of the product. */
  detail: string;
  recordedAs(by: string, time: string): string;
  refusals: Record<Refusal, { title: string; what: string }>;
  usedBy(by: string, time: string): string;
  command: string;
  failed: { title: string; what: string };
};
