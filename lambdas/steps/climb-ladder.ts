import type { Plan } from '../../lib/plan/schema.ts';
import { type Ladder, retrySeconds } from '../domain/escalation.ts';
import { entriesOf, type NewEntry, type NoticeKind, type RecordEntry, THE_LADDER } from '../domain/incident-record.ts';
import { type IncidentView, viewOf } from '../domain/incident-view.ts';
import { dueNow, nextLookAt, noticeToDraft, outlook, type Told } from '../domain/ladder.ts';
import { toldIn } from '../domain/told.ts';
import type { Ports } from '../ports/ports.ts';
import { isoNow } from './looking.ts';
import type { Teller } from './tell-by-ladder.ts';

export type ClimbLadderInput = { ladder: Ladder; execution: { id: string } };
export type ClimbLadderPorts = Pick<Ports, 'incidents' | 'timeline' | 'bell' | 'clock' | 'region'>;

/** What the ladder needs beside its ports: how to tell, and what to show. Both never reject. */
export type Surroundings = {
  plan: Plan;
  tell: Teller;
  /** Text for users, in every language of the plan. */
  draft(notice: NoticeKind, view: IncidentView): string;
  /** Puts the state of things on the status page; answers what could not be done. */
  showStatus(): Promise<string | undefined>;
};

/** Seconds a ladder may be late before another execution may take it over. */
const GRACE_SECONDS = 600;
/** A notice to users that waits for an approval keeps a resolved incident's ladder up for so long. */
const waitsUntil = (draftedAt: string, plan: Plan) => new Date(Date.parse(draftedAt) + plan.notices.linksExpireAfter * 1000).toISOString();
/** Between telling those who speak to users and drafting what users may have to read. */
const DRAFT_SECONDS = 10;
/** Between two tries to draft the text that tells users of the end. */
const DRAFT_AGAIN_SECONDS = 60;
const inSeconds = (now: Date, seconds: number) => new Date(now.getTime() + seconds * 1000).toISOString();
/** After so long nobody is tried to be told any more. */
const GIVE_UP_SECONDS = 24 * 3600;

/**
 * One look at the incident: tells everybody who is due, drafts what users may have to read, keeps the status page, and says when to look again.
 * A record that does not answer stops nothing: the ladder goes on with what its execution carries, and asks the lock whether it is over.
 */
export async function climbLadder({ ladder, execution }: ClimbLadderInput, ports: ClimbLadderPorts, around: Surroundings): Promise<Ladder> {
  if (ladder.status === 'over') return ladder;
  const now = ports.clock.now();
  const read = await readRecord(ladder, ports);
  const known = { ...ladder, ...read, told: { ...ladder.told, ...toldIn(read.entries) } };
  if (await climbedByAnother(known, execution.id, ports)) return { ...withoutEntries(known), status: 'over' };
  const drafted = await draftNotice(known, ports, around);
  const view = drafted ?? known.view;
  const due = dueNow({ view, told: known.told, now }, around.plan);
  const heard = await around.tell(due, { view, entries: known.entries, told: known.told, asOf: now.toISOString() });
  const status = await around.showStatus();
  if (status !== undefined) await note(known, status, ports);
  const next = afterwards(withoutEntries({ ...known, view }), { due: due.length, heard, now }, ports, around.plan);
  await keepClimbing(next, execution.id, ports);
  return next;
}

type Known = Ladder & { entries: RecordEntry[] };

const withoutEntries = ({ entries: _, takeOver: _taken, ...ladder }: Known): Ladder => ladder;

async function readRecord(ladder: Ladder, ports: ClimbLadderPorts): Promise<Pick<Known, 'view' | 'seen' | 'entries'>> {
  const entries = await ports.timeline.read(ladder.incidentId).catch(() => undefined);
  if (entries !== undefined) await complete(ladder, entries, ports);
  const seen = Math.max(ladder.seen, entries?.at(-1)?.sequence ?? 0);
  const view = viewOf(ladder.incidentId, entries ?? []) ?? ladder.view;
  return { view: await withItsEnd(view, ladder, ports), seen, entries: entries ?? [] };
}

/** An end that was once known stays known; the recovery, or the person, closes the lock first, so its word counts also when the entry was lost. */
async function withItsEnd(view: IncidentView, ladder: Ladder, { incidents }: ClimbLadderPorts): Promise<IncidentView> {
  if (view.resolved !== undefined) return view;
  if (ladder.view.resolved !== undefined) return { ...view, resolved: ladder.view.resolved };
  const lock = await incidents.current().catch(() => undefined);
  if (lock?.id !== view.id || lock.resolvedAt === undefined) return view;
  const { outcome = 'recovered' } = lock;
  return { ...view, resolved: { at: lock.resolvedAt, by: outcome === 'by-hand' ? 'a person' : 'the recovery', outcome } };
}

/**
 * Writes down what the record should begin and end with and does not, because the table did not take it when it happened: without its opening
 * nobody could acknowledge or resolve the incident, and without its end pages and ledger would show it open for ever.
 */
async function complete({ incidentId, view }: Ladder, entries: readonly RecordEntry[], { timeline }: ClimbLadderPorts): Promise<void> {
  const { openedAt: at, executionId, reason, firstSeverity: severity, scenario, trigger, region, impact, resolved } = view;
  const data = { severity, scenario, trigger, region, executionId, reason, ...(impact === undefined ? {} : { impact }) };
  const opened: NewEntry = { kind: 'opened', at, by: executionId, text: reason, data };
  const lacks = (kind: 'opened' | 'resolved') => entriesOf(entries, kind).length === 0;
  if (lacks('opened')) await timeline.append(incidentId, opened).catch(() => undefined);
  if (resolved === undefined || !lacks('resolved')) return;
  const { at: resolvedAt, by, outcome } = resolved;
  const end: NewEntry = { kind: 'resolved', at: resolvedAt, by, text: `resolved by ${by}, as the lock says`, data: { outcome } };
  await timeline.append(incidentId, end).catch(() => undefined);
}

const leaseUntil = (now: number, nextLookAt: string) =>
  new Date(Math.max(now, Date.parse(nextLookAt)) + GRACE_SECONDS * 1000).toISOString();

async function climbedByAnother({ incidentId, nextLookAt, takeOver }: Known, execution: string, ports: ClimbLadderPorts): Promise<boolean> {
  const now = ports.clock.now().getTime();
  const until = leaseUntil(now, nextLookAt);
  const noted = takeOver
    ? ports.bell.takeOver(incidentId, execution, until).then(() => execution)
    : ports.bell.claim(incidentId, execution, new Date(now).toISOString(), until);
  return noted.then(
    (owner) => owner !== execution,
    () => false,
  );
}

/** For as long as it sleeps, and a little longer: who wakes late must not find that another one climbs. */
async function keepClimbing(
  { status, incidentId, nextLookAt }: Ladder,
  execution: string,
  { bell, clock }: ClimbLadderPorts,
): Promise<void> {
  if (status !== 'sleep') return;
  const now = clock.now();
  await bell.claim(incidentId, execution, now.toISOString(), leaseUntil(now.getTime(), nextLookAt)).catch(() => undefined);
}

/** Drafted once, into the record: without a record nobody could approve it. Answers the view with the draft in it. */
async function draftNotice(known: Known, ports: ClimbLadderPorts, { plan, draft }: Surroundings): Promise<IncidentView | undefined> {
  const notice = noticeToDraft(known, plan);
  if (notice === undefined) return undefined;
  const text = draft(notice, known.view);
  const at = isoNow(ports.clock);
  const entry: NewEntry = {
    kind: 'notice',
    at,
    by: THE_LADDER,
    text: `drafted the ${notice} notice`,
    data: { notice, state: 'drafted', text },
  };
  const { drafts, noticesDrafted } = known.view;
  const written = await ports.timeline.append(known.incidentId, entry).catch(() => undefined);
  if (written === undefined) return undefined;
  return { ...known.view, drafts: { ...drafts, [notice]: { at, text } }, noticesDrafted: [...noticesDrafted, notice] };
}

async function note({ incidentId }: Known, text: string, ports: ClimbLadderPorts): Promise<void> {
  const entry: NewEntry = { kind: 'state', at: isoNow(ports.clock), by: THE_LADDER, text, data: { step: 'climb-ladder' } };
  await ports.timeline.append(incidentId, entry).catch(() => undefined);
}

/** Of what is told again and again only the last is kept: the machine carries this through the weeks an incident may last. */
function pruned(told: Told): Told {
  const last = new Map<string, [string, string]>();
  for (const [key, at] of Object.entries(told)) {
    const [what, , audience] = key.split('/');
    const again = what === 'update' || what === 'repeat' ? `${what}/${audience}` : key;
    const known = last.get(again);
    if (known === undefined || known[1] <= at) last.set(again, [key, at]);
  }
  return Object.fromEntries(last.values());
}

type Climb = { due: number; heard: Told; now: Date };

function afterwards(ladder: Ladder, { due, heard, now }: Climb, ports: ClimbLadderPorts, plan: Plan): Ladder {
  const told = pruned({ ...ladder.told, ...heard });
  const failures = Object.keys(heard).length < due ? ladder.failures + 1 : 0;
  const next = { ...ladder, told, failures };
  const retryAt = failures === 0 ? [] : [inSeconds(now, retrySeconds(failures))];
  if (ladder.view.resolved === undefined) {
    const { view } = ladder;
    const draftAt = noticeToDraft({ view, told }, plan) === undefined ? [] : [inSeconds(now, DRAFT_SECONDS)];
    return sleeping(next, [nextLookAt(outlook({ view, told, now }, plan)), ...retryAt, ...draftAt], ports);
  }
  return afterTheEnd(next, retryAt, now, ports, plan);
}

function afterTheEnd(ladder: Ladder, retryAt: string[], now: Date, ports: ClimbLadderPorts, plan: Plan): Ladder {
  const { view, postMortem } = ladder;
  if (!postMortem) return { ...ladder, status: 'write-post-mortem', postMortem: true };
  const over = now.getTime() - Date.parse(view.resolved?.at ?? '') > GIVE_UP_SECONDS * 1000;
  if (retryAt.length > 0) return over ? { ...ladder, status: 'unheard' } : sleeping(ladder, retryAt, ports);
  if (noticeToDraft(ladder, plan) !== undefined && !over) return sleeping(ladder, [inSeconds(now, DRAFT_AGAIN_SECONDS)], ports);
  const draft = view.drafts.resolution;
  const waits = draft !== undefined && waitsUntil(draft.at, plan) > now.toISOString();
  return waits ? sleeping(ladder, [waitsUntil(draft.at, plan)], ports) : { ...ladder, status: 'over' };
}

function sleeping(ladder: Ladder, looks: readonly string[], { clock }: Pick<Ports, 'clock'>): Ladder {
  const now = clock.now().toISOString();
  // What is overdue was tried just now and has its own time for the next try.
  const nextAt = looks.filter((at) => at > now).toSorted()[0] ?? now;
  const seconds = Math.max(1, Math.ceil((Date.parse(nextAt) - clock.now().getTime()) / 1000));
  return { ...ladder, status: 'sleep', nextLookAt: nextAt, seconds };
}
