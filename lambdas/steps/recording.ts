import type { NewEntry } from '../domain/incident-record.ts';
import { type IncidentView, viewOf } from '../domain/incident-view.ts';
import { UnknownIncident } from '../errors.ts';
import type { Ports } from '../ports/ports.ts';

/** What whoever acted reads when the ladder sleeps on: nothing is lost by it. */
const LOOKS_LATER = '; it is recorded, but the ladder could not be woken: it looks again by itself at its next rung or update';

/**
 * What the timeline of an incident comes to.
 *
 * @throws UnknownIncident when nobody has written of it here, saying where its id is found; DependencyUnavailable
 */
export async function viewOrRefuse(incident: string, { timeline, region }: Pick<Ports, 'timeline' | 'region'>): Promise<IncidentView> {
  const view = viewOf(incident, await timeline.read(incident));
  if (view !== undefined) return view;
  throw new UnknownIncident(
    `the record of ${region} knows no incident ${incident}; required the id of the message you got, or one that \`npx reprise incidents\` lists, in the region whose machine works on it`,
    { condition: 'unknown-incident' },
  );
}

/** Adds to the timeline and wakes the ladder. Resolves with what there is to say about the waking: nothing when all is well. */
export async function record(incident: string, entry: NewEntry, ports: Pick<Ports, 'timeline' | 'bell'>): Promise<string> {
  await ports.timeline.append(incident, entry);
  return ring(incident, ports);
}

/** Wakes the ladder, which else sleeps until its next rung or update. `nobody`: it is at work, and reads the record at its end. Never rejects. */
export async function ring(incident: string, { bell }: Pick<Ports, 'bell'>): Promise<string> {
  return bell.ring(incident).then(
    () => '',
    () => LOOKS_LATER,
  );
}
