import type { Plan } from '../../lib/plan/schema.ts';
import { viewOf } from '../domain/incident-view.ts';
import { type PublicIncident, parseRegionStatus, publicIncident, type RegionStatus } from '../domain/public-incident.ts';
import { type ComposeStatusPage, PAST_DAYS, statusFacts } from '../domain/status-page.ts';
import { messageOf } from '../errors.ts';
import type { Ports } from '../ports/ports.ts';

export type StatusPagePorts = Pick<Ports, 'timeline' | 'statusPage' | 'clock' | 'region'>;

/** Times the page is written before somebody else's change is left to somebody else. */
const ROUNDS = 3;
/** Timelines read at the same time. */
const AT_ONCE = 10;

const JSON_TYPE = 'application/json; charset=utf-8';
const DAY = 86_400_000;

const fileOf = (region: string) => `regions/${region}.json`;

/**
 * Writes the status page anew: what this region knows to its own file, then all pages from the files of all regions, so that what a lost region
 * said stays. Whoever writes looks again afterwards and writes once more when something has changed meanwhile; so whatever the order in
 * which several write, the last one wrote what is true.
 *
 * Rejects never, because nothing waits for a page.
 *
 * @returns what could not be done, as text for the record; `undefined` when all was
 */
export async function refreshStatusPage(ports: StatusPagePorts, plan: Plan, compose: ComposeStatusPage): Promise<string | undefined> {
  try {
    return await untilNothingChanges(ports, plan, compose);
  } catch (failure) {
    return `status page not written: ${messageOf(failure)}`;
  }
}

async function untilNothingChanges(ports: StatusPagePorts, plan: Plan, compose: ComposeStatusPage): Promise<string | undefined> {
  let own = await ownIncidents(ports);
  for (let round = 1; round <= ROUNDS; round += 1) {
    await ports.statusPage.save(fileOf(ports.region), fileText({ schemaVersion: 1, asOf: now(ports), incidents: own }), JSON_TYPE);
    const written = await regionFiles(ports, plan);
    const facts = statusFacts(written.regions, ports.clock.now(), plan);
    for (const { key, body, contentType } of compose(facts, plan)) await ports.statusPage.save(key, body, contentType);
    const [then, files] = await Promise.all([ownIncidents(ports), regionFiles(ports, plan)]);
    if (sameIncidents(then, own) && files.known === written.known) return written.unread;
    own = then;
  }
  return `status page written ${ROUNDS} times while it kept changing; whoever changed it last writes it too`;
}

const now = ({ clock }: StatusPagePorts) => clock.now().toISOString();

const fileText = (status: RegionStatus) => `${JSON.stringify(status, null, 2)}\n`;

/** Everything public of the year, as the timelines say it now. */
async function ownIncidents({ timeline, clock }: StatusPagePorts): Promise<PublicIncident[]> {
  const until = clock.now().getTime();
  // An incident that began this very millisecond belongs to it: the end is exclusive.
  const ids = await timeline.list(new Date(until - PAST_DAYS * DAY).toISOString(), new Date(until + 1000).toISOString());
  const found: PublicIncident[] = [];
  for (let first = 0; first < ids.length; first += AT_ONCE) {
    const some = ids.slice(first, first + AT_ONCE);
    const views = await Promise.all(some.map(async (id) => viewOf(id, await timeline.read(id))));
    found.push(...views.flatMap((view) => (view === undefined ? [] : [publicIncident(view)])));
  }
  return found;
}

const sameIncidents = (one: readonly PublicIncident[], other: readonly PublicIncident[]) => JSON.stringify(one) === JSON.stringify(other);

type RegionFiles = {
  regions: RegionStatus[] /** Their incidents, for comparison: when they were written does not matter. */;
  known: string;
  unread?: string;
};

async function regionFiles({ statusPage }: StatusPagePorts, plan: Plan): Promise<RegionFiles> {
  const files = plan.regions.map(({ name }) => fileOf(name));
  const texts = await Promise.all(files.map((key) => statusPage.read(key)));
  const parsed = texts.map((text) => (text === undefined ? undefined : parseRegionStatus(text)));
  const unread = files.filter((_, index) => texts[index] !== undefined && parsed[index] === undefined);
  return {
    regions: parsed.filter((one) => one !== undefined),
    known: JSON.stringify(parsed.map((one) => one?.incidents)),
    ...(unread.length === 0
      ? {}
      : { unread: `status page written without ${unread.join(', ')}: required schemaVersion 1, found something else` }),
  };
}
