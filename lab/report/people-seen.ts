import type { Plan, SeverityName } from '../../lib/plan/schema.ts';
import type { Execution } from '../cloud/cloud.ts';
import type { Evidence } from '../evidence.ts';
import { statusOf } from '../people-part.ts';
import { audienceOf } from './audience-of.ts';

/** What people were told beside the recovery, and what was written for them. Times ISO 8601. */
export type PeopleSeen = {
  /** Executions of the escalation machine. */
  ladders: { name: string; status: string; endState: string }[];
  /** Rungs of the plan, in order: whom the ladder would tell after so many seconds, and when they were told first. */
  rungs: { audience: string; afterSeconds: number; toldAt: string | null }[];
  /** `state` and incidents as the page says them to programs; `null` and none when there is no page. */
  statusPage: { files: string[]; state: 'well' | 'incident' | null; incidents: ShownIncident[] };
  /** `text`: the document in the plan's first language, Markdown; `null` when there is none. */
  postMortem: { files: string[]; text: string | null };
};

type ShownIncident = { id: string; startedAt: string; resolvedAt: string | null; outcome: string | null };

/** What people look at, and what programs read; the files that regions keep for each other are no page. */
const isShown = ({ key }: { key: string }) => !key.includes('/');

/** From the evidence of one rehearsal. */
export function peopleSeen(
  { people, events, faultAt }: Evidence,
  { name, escalation, languages }: Pick<Plan, 'name' | 'escalation' | 'languages'>,
): PeopleSeen {
  const { ladders, statusPage, postMortems } = people;
  const firstToldAt = (audience: string) =>
    events.find(
      (event) =>
        event.kind === 'notification' && event.at >= faultAt && isOfTheLadder(event) && audienceOf(event.topic, { name }) === audience,
    )?.at ?? null;
  const status = statusOf(people);
  const inFirstLanguage = postMortems.find(({ key }) => key.endsWith(`.${languages[0]}.md`));
  return {
    ladders: ladders.map((one) => ({ name: one.name, status: one.status, endState: one.path.at(-1) ?? 'none' })),
    rungs: escalation[severityOf(ladders)].map(({ audience, after }) => ({ audience, afterSeconds: after, toldAt: firstToldAt(audience) })),
    statusPage: {
      files: statusPage.filter(isShown).map(pageName),
      state: status?.state ?? null,
      incidents: [
        ...(status?.open ?? []).map(({ id, startedAt }) => ({ id, startedAt, resolvedAt: null, outcome: null })),
        ...(status?.past ?? []).map(({ id, startedAt, resolvedAt, outcome }) => ({ id, startedAt, resolvedAt, outcome })),
      ],
    },
    postMortem: { files: postMortems.map(documentName), text: inFirstLanguage?.body ?? null },
  };
}

/** Alarms reach the same topics by themselves. */
const isOfTheLadder = ({ subject }: { subject: string }) => !subject.startsWith('ALARM:');

const pageName = ({ key }: { key: string }) => `status-page/${key}`;
const documentName = ({ key }: { key: string }) => `post-mortem/${key.split('/').at(-1) ?? key}`;

/** A copy beside the report: `name` is its path from the folder of the report. */
export type SavedFile = { name: string; body: string };

/** Status page and post-mortem as they were stored. */
export function writtenForPeople({ people: { statusPage, postMortems } }: Pick<Evidence, 'people'>): SavedFile[] {
  return [
    ...statusPage.filter(isShown).map((one) => ({ name: pageName(one), body: one.body })),
    ...postMortems.map((one) => ({ name: documentName(one), body: one.body })),
  ];
}

/** Of a recovery that started it; the ladder of a failed execution is one of the highest severity. */
function severityOf([first]: readonly Execution[]): SeverityName {
  const { incident } = (first?.input ?? {}) as { incident?: { severity?: SeverityName } };
  return incident?.severity ?? 'P1';
}
