import { names, POST_MORTEMS } from '../../lib/plan/names.ts';
import type { Language, Plan } from '../../lib/plan/schema.ts';
import type { Action, Approvable } from '../domain/incident-action.ts';
import { newestDraft } from '../domain/incident-commands.ts';
import { type IncidentEvent, type IncidentFacts, type IncidentLinks, incidentFacts } from '../domain/incident-facts.ts';
import type { NoticeKind } from '../domain/incident-record.ts';
import type { IncidentView } from '../domain/incident-view.ts';
import { type Outlook, outlook, type Telling, toldAudiences } from '../domain/ladder.ts';
import type { Notification } from '../ports/notifier.ts';
import type { Ports } from '../ports/ports.ts';
import { inAllLanguages } from './in-all-languages.ts';
import { isoNow } from './looking.ts';
import type { Compose, Occasion } from './tell-by-ladder.ts';

export type ComposePorts = Pick<Ports, 'links' | 'clock' | 'region'>;
/** Words for an event, from messages/. */
export type RenderIncident = (event: IncidentEvent, facts: IncidentFacts, language: Language) => Notification;

/** What readers of a message can do about an incident that is open. */
const OPEN_ACTIONS = ['acknowledge', 'severity', 'note', 'resolve'] as const satisfies readonly Action[];

/** Writes the ladder's messages: facts from the record, links for the audience, words in every language of the plan. */
export function composeForLadder(ports: ComposePorts, plan: Plan, render: RenderIncident): Compose {
  return async (telling, occasion) => {
    const approved = approvedText(telling, occasion.view);
    const links = approved === undefined ? await linksFor(telling, occasion.view, ports, plan) : {};
    const facts = factsFor(telling, occasion, links, ports, plan);
    const message = inAllLanguages(plan, (language) => render(telling.event, facts, language));
    // What users get is what a person has approved, to the letter.
    return approved === undefined ? message : { ...message, body: approved };
  };
}

/** The text of a notice to users as it is put before a person for approval. */
export function draftNotice(ports: ComposePorts, plan: Plan, render: RenderIncident): (notice: NoticeKind, view: IncidentView) => string {
  return (notice, view) => {
    const telling: Telling = { key: 'draft', audience: plan.notices.external.audience, event: `${notice}-notice` };
    const facts = factsFor(telling, { view, entries: [], told: {}, asOf: isoNow(ports.clock), going: {} }, {}, ports, plan);
    return inAllLanguages(plan, (language) => render(telling.event, facts, language)).body;
  };
}

function approvedText({ event }: Telling, { notices }: IncidentView): string | undefined {
  if (event === 'interruption-notice') return notices.interruption?.text;
  return event === 'resolution-notice' ? notices.resolution?.text : undefined;
}

function factsFor(telling: Telling, occasion: Occasion, links: IncidentLinks, ports: ComposePorts, plan: Plan): IncidentFacts {
  const { view, entries, told, going } = occasion;
  const now = ports.clock.now();
  const next: Outlook =
    view.resolved === undefined ? outlook({ view, told: { ...going, ...told }, now }, plan) : { updateAt: now.toISOString() };
  return incidentFacts(view, entries, {
    plan,
    region: ports.region,
    now,
    next,
    links,
    told: toldAudiences(told),
    audience: telling.audience,
    ...(view.resolved === undefined ? {} : { postMortem: postMortemPlace(view, ports, plan) }),
  });
}

/** Where the page is written a moment later (write-post-mortem.ts), in the plan's first language. */
function postMortemPlace({ id }: IncidentView, { region }: Pick<ComposePorts, 'region'>, plan: Plan): string {
  return `s3://${names.reportBucket(plan, region)}/${POST_MORTEMS}/${id}.${plan.languages[0]}.html`;
}

async function linksFor(telling: Telling, view: IncidentView, ports: ComposePorts, plan: Plan): Promise<IncidentLinks> {
  const { audience, event } = telling;
  const expiresAt = new Date(ports.clock.now().getTime() + plan.notices.linksExpireAfter * 1000).toISOString();
  const open = view.resolved === undefined ? OPEN_ACTIONS : [];
  const asked = askedBy(event, view);
  const wanted: [keyof IncidentLinks, Action, Approvable?][] = [
    ...open.map((action): [keyof IncidentLinks, Action] => [action, action]),
    ...(asked === undefined
      ? []
      : (['approve', 'decline'] as const).map((one): [keyof IncidentLinks, Action, Approvable] => [one, one, asked])),
  ];
  const made = await Promise.all(
    wanted.map(async ([name, action, question]) => {
      const target = { incident: view.id, action, audience, expiresAt, ...(question === undefined ? {} : { question }) };
      return [name, await ports.links.linkTo(target).catch(() => undefined)] as const;
    }),
  );
  return Object.fromEntries(made.filter(([, link]) => link !== undefined));
}

/** What a link of this message answers: the text for users where the message shows it, and what the machine asks everywhere else. */
function askedBy(event: IncidentEvent, view: IncidentView): Approvable | undefined {
  if (event !== 'notice-drafted') return view.question?.question as Approvable | undefined;
  const [notice] = newestDraft(view);
  return notice === undefined ? undefined : `notice-${notice}`;
}
