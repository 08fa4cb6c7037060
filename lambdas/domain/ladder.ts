import type { Audience, Plan } from '../../lib/plan/schema.ts';
import type { IncidentEvent } from './incident-facts.ts';
import type { IncidentView } from './incident-view.ts';

/** One message to one audience. `key` names it for good: what was told under it is not told again. */
export type Telling = { key: string; audience: Audience; event: IncidentEvent };

/** What was told: key of the telling, and when its topic took it (ISO 8601). */
export type Told = Readonly<Record<string, string>>;

type Ladder = Pick<Plan, 'escalation' | 'notices'>;
type Situation = { view: IncidentView; told: Told; now: Date };
type Rung = { audience: Audience; dueAt: number; first: boolean };

/** Milliseconds that a climb may take to tell. */
const SAME_TIME = 60_000;

const rungKey = (audience: Audience) => `rung/${audience}`;

/** Who was told of the incident by a rung, in the order in which they were told. */
export function toldAudiences(told: Told): Audience[] {
  return Object.entries(told)
    .filter(([key]) => key.startsWith('rung/'))
    .toSorted(([, a], [, b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([key]) => key.slice('rung/'.length));
}

/** Rungs of the severity as it is now, counted from the incident's start: a change of severity plans them anew. */
function rungsOf({ view }: Situation, { escalation }: Ladder): Rung[] {
  const start = Date.parse(view.openedAt);
  const known = new Set<Audience>();
  return escalation[view.severity].flatMap(({ after, audience }) => {
    if (known.has(audience)) return [];
    known.add(audience);
    return [{ audience, dueAt: start + after * 1000, first: after === 0 }];
  });
}

/**
 * Everything that has to be told now (plan §5.1 and §5.2). Pure: the same record at the same moment gives the same tellings, so whoever climbs
 * again after a crash tells nobody twice. Nobody above is told before their time; an acknowledgement stops the climb, and only what was told
 * counts, whichever severity it was told for.
 */
export function dueNow(situation: Situation, plan: Ladder): Telling[] {
  const all = situation.view.resolved === undefined ? whileOpen(situation, plan) : afterResolution(situation, plan);
  return [...all, ...noticesDue(situation, plan)].filter(({ key }) => situation.told[key] === undefined);
}

function whileOpen(situation: Situation, plan: Ladder): Telling[] {
  const { view, told, now } = situation;
  const rungs = rungsOf(situation, plan)
    .filter(({ audience, dueAt, first }) => told[rungKey(audience)] === undefined && dueAt <= now.getTime() && (first || !isAnswered(view)))
    .map(({ audience, first }): Telling => ({ key: rungKey(audience), audience, event: first ? 'incident-opened' : 'incident-escalated' }));
  const due = [...rungs, ...repeatDue(situation, plan), ...newsDue(situation)].filter(({ key }) => told[key] === undefined);
  const hears = new Set(due.map(({ audience }) => audience));
  return [...due, ...updatesDue(situation, plan).filter(({ audience }) => !hears.has(audience))];
}

const isAnswered = ({ acknowledged }: IncidentView) => acknowledged !== undefined;

/** The last rung again, every so often, while nobody acknowledges; repetitions that were missed are not caught up. */
function repeatDue(situation: Situation, plan: Ladder): Telling[] {
  const next = repetition(situation, plan);
  if (next === undefined || next.number < 1) return [];
  return [{ key: `repeat/${next.number}/${next.audience}`, audience: next.audience, event: 'incident-repeated' }];
}

/** Number of the repetition whose time has come (0: none yet), and when the one after it is due. */
function repetition(situation: Situation, { escalation }: Ladder): { audience: Audience; number: number; nextAt: number } | undefined {
  const { view, told, now } = situation;
  const every = escalation.repeatLastEvery[view.severity];
  const rungs = rungsOf(situation, { escalation } as Ladder);
  const last = rungs.at(-1);
  if (every === 'never' || last === undefined || isAnswered(view) || view.resolved !== undefined) return undefined;
  const toldAt = told[rungKey(last.audience)];
  if (toldAt === undefined || rungs.some(({ audience }) => told[rungKey(audience)] === undefined)) return undefined;
  // From when it was told, which a raised severity or a silent topic may have made later than planned; a moment later is no other time, and
  // would part repetitions from updates for ever.
  const base = Date.parse(toldAt) - last.dueAt > SAME_TIME ? Date.parse(toldAt) : last.dueAt;
  const number = Math.floor((now.getTime() - base) / (every * 1000));
  return { audience: last.audience, number, nextAt: base + (number + 1) * every * 1000 };
}

/** That somebody acknowledged, and the last change of severity, for those who had been told before it. */
function newsDue({ view, told }: Situation): Telling[] {
  const { acknowledged, severityChange } = view;
  const before = (at: string) => toldAudiences(told).filter((audience) => (told[rungKey(audience)] ?? at) < at);
  const news = (what: string, at: string | undefined, event: IncidentEvent) =>
    at === undefined ? [] : before(at).map((audience) => ({ key: `${what}/${at}/${audience}`, audience, event }));
  return [...news('acknowledged', acknowledged?.at, 'incident-acknowledged'), ...news('severity', severityChange?.at, 'severity-changed')];
}

/** Start of the current update interval, counted from the incident's start; nothing is due in the first one. */
function updateSlot({ view, now }: Situation, { escalation }: Ladder): { number: number; startsAt: number; nextAt: number } {
  const start = Date.parse(view.openedAt);
  const every = escalation.updateEvery * 1000;
  const number = Math.floor((now.getTime() - start) / every);
  return { number, startsAt: start + number * every, nextAt: start + (number + 1) * every };
}

/** Whoever was told before the interval began hears in it, unless something else told them meanwhile. */
function updatesDue(situation: Situation, plan: Ladder): Telling[] {
  const { number, startsAt } = updateSlot(situation, plan);
  if (number < 1) return [];
  return toldAudiences(situation.told)
    .filter((audience) => lastWordTo(audience, situation.told) < startsAt)
    .map((audience) => ({ key: `update/${number}/${audience}`, audience, event: 'incident-update' as const }));
}

function lastWordTo(audience: Audience, told: Told): number {
  const times = Object.entries(told).filter(([key]) => key.endsWith(`/${audience}`));
  return Math.max(...times.map(([, at]) => Date.parse(at)));
}

/**
 * Everybody who was told of the beginning, and whoever is always told: a ladder that came late, or whose topics took nothing, must not leave an
 * incident of which nobody has ever heard.
 */
function afterResolution(situation: Situation, plan: Ladder): Telling[] {
  const always = rungsOf(situation, plan).flatMap(({ audience, first }) => (first ? [audience] : []));
  return [...new Set([...toldAudiences(situation.told), ...always])].map((audience) => ({
    key: `resolved/${audience}`,
    audience,
    event: 'incident-resolved' as const,
  }));
}

/** A draft goes to everybody who was told, because any of them may approve it; an approved text to the audience that speaks to users. */
function noticesDue({ view, told }: Situation, { notices }: Ladder): Telling[] {
  const { audience } = notices.external;
  // Nobody is told of an interruption that is over.
  const current = view.resolved === undefined ? ('interruption' as const) : ('resolution' as const);
  return [current].flatMap((notice): Telling[] => {
    const draft = view.drafts[notice];
    const approved = view.notices[notice];
    return [
      ...(draft === undefined ? [] : toldAudiences(told)).map(
        (one): Telling => ({ key: `draft-${notice}/${draft?.at}/${one}`, audience: one, event: 'notice-drafted' }),
      ),
      ...(approved === undefined
        ? []
        : [{ key: `notice-${notice}/${approved.at}/${audience}`, audience, event: `${notice}-notice` as const }]),
    ];
  });
}

/** Which notice to users has to be drafted now: of the interruption once its audience was told, of its end once the first one was approved. */
export function noticeToDraft(
  { view, told }: Pick<Situation, 'view' | 'told'>,
  { notices }: Ladder,
): 'interruption' | 'resolution' | undefined {
  const { external } = notices;
  const has = (notice: 'interruption' | 'resolution') => view.noticesDrafted.includes(notice);
  if (view.resolved !== undefined) return view.notices.interruption !== undefined && !has('resolution') ? 'resolution' : undefined;
  return told[rungKey(external.audience)] !== undefined && !has('interruption') ? 'interruption' : undefined;
}

/** What comes next if nothing happens meanwhile. Times ISO 8601. */
export type Outlook = { rung?: { audience: Audience; at: string }; repeatAt?: string; updateAt: string };

/** For an open incident, once everything that is due was told. */
export function outlook(situation: Situation, plan: Ladder): Outlook {
  const { view, told } = situation;
  const ahead = ({ audience, dueAt }: Rung) => told[rungKey(audience)] === undefined && dueAt > situation.now.getTime();
  const next = isAnswered(view) ? undefined : rungsOf(situation, plan).find(ahead);
  const repeat = repetition(situation, plan);
  const iso = (time: number) => new Date(time).toISOString();
  return {
    ...(next === undefined ? {} : { rung: { audience: next.audience, at: iso(next.dueAt) } }),
    ...(repeat === undefined ? {} : { repeatAt: iso(repeat.nextAt) }),
    updateAt: iso(updateSlot(situation, plan).nextAt),
  };
}

/** When somebody has to look again at the latest: an open incident at its next rung, repetition or update. */
export function nextLookAt({ rung, repeatAt, updateAt }: Outlook): string {
  return [rung?.at, repeatAt, updateAt].filter((at) => at !== undefined).toSorted()[0] as string;
}
