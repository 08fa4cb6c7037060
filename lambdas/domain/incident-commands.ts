import { type ActionPayload, actionByProgram, actionCommand } from './action-command.ts';
import type { CommandName, IncidentFacts, IncidentLinks, IncidentSetting } from './incident-facts.ts';
import type { IncidentView } from './incident-view.ts';
import { known } from './known.ts';

/** Stand in commands for what a person has to write; each language has words for them. */
export const CAUSE = '<cause>';
export const RESOLUTION = '<resolution>';
export const SEVERITY = '<severity>';

/**
 * What a person can type or follow, and nothing that cannot help any more: nobody acknowledges twice, a question that silence has answered
 * takes no answer, and an incident that is over only notes.
 */
export function commandsAndLinks(view: IncidentView, { plan, region, now, links }: IncidentSetting): Partial<IncidentFacts> {
  const open = view.resolved === undefined;
  const useful = Object.entries(usefulActions(view, now)).flatMap(([name, payload]) => [
    [`${name}Command`, actionCommand({ plan, region }, payload)],
    [`${name}Program`, actionByProgram(payload)],
  ]);
  const followed = Object.entries(links).filter(([name]) => open || AFTERWARDS.includes(name));
  return Object.fromEntries([...useful, ...followed.map(([name, link]) => [`${name}Link`, link])]) as Partial<IncidentFacts>;
}

/** Links that are of use when the incident is over: the text that tells users so waits for a person. */
const AFTERWARDS: string[] = ['note', 'approve', 'decline'] satisfies (keyof IncidentLinks)[];

function usefulActions(view: IncidentView, now: Date): Partial<Record<CommandName, ActionPayload>> {
  const { id: incident, resolved, acknowledged } = view;
  const [notice] = newestDraft(view);
  const open = resolved === undefined;
  const question = view.question !== undefined && Date.parse(view.question.expiresAt) > now.getTime() ? view.question.question : undefined;
  const answer = (action: 'approve' | 'decline', to: string | undefined) =>
    to === undefined ? undefined : { incident, action, question: to };
  const about = notice === undefined ? undefined : `notice-${notice}`;
  return known<Record<CommandName, ActionPayload>>({
    acknowledge: open && acknowledged === undefined ? { incident, action: 'acknowledge' } : undefined,
    severity: open ? { incident, action: 'severity', severity: SEVERITY } : undefined,
    note: { incident, action: 'note' },
    resolve: open ? { incident, action: 'resolve', cause: CAUSE, resolution: RESOLUTION } : undefined,
    approve: answer('approve', question),
    decline: answer('decline', question),
    approveNotice: answer('approve', about),
    declineNotice: answer('decline', about),
  });
}

/** The text for users that waits for a person, the newest when both wait. */
export function newestDraft({ drafts }: Pick<IncidentView, 'drafts'>): [] | ['interruption' | 'resolution', { at: string; text: string }] {
  const { interruption, resolution } = drafts;
  if (resolution !== undefined && (interruption === undefined || resolution.at >= interruption.at)) return ['resolution', resolution];
  return interruption === undefined ? [] : ['interruption', interruption];
}
