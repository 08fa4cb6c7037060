import type { EntryData, EntryKind, NewEntry, RecordEntry } from '../../../lambdas/domain/incident-record.ts';
import { type IncidentView, viewOf } from '../../../lambdas/domain/incident-view.ts';
import { START } from './builders.ts';

export const INCIDENT = 'inc-20261123-100000-0a1b2c3d';

/** Time so many seconds after the incident's start; ISO 8601. */
export const at = (seconds: number) => new Date(Date.parse(START) + seconds * 1000).toISOString();

/** An entry without its place. */
export function entry<Kind extends EntryKind>(kind: Kind, data: EntryData[Kind], when = at(0), by = 'Rado'): NewEntry {
  return { kind, data, at: when, by, text: kind } as unknown as NewEntry;
}

export const opening: EntryData['opened'] = {
  severity: 'P1',
  scenario: 'database-failover',
  trigger: 'alarm',
  region: 'eu-west-3',
  executionId: 'arn:aws:states:eu-west-3:111122223333:execution:reprise-taxcollector-database-failover:one',
  reason: 'alarm PrimaryNotWritable',
};

/** Entries in their order, the opening first. */
export function timelineOf(opened: Partial<EntryData['opened']>, ...entries: NewEntry[]): RecordEntry[] {
  return [entry('opened', { ...opening, ...opened }), ...entries].map((one, index) => ({ ...one, sequence: index + 1 }));
}

/** The view of a timeline that begins with the opening. */
export function viewAfter(opened: Partial<EntryData['opened']>, ...entries: NewEntry[]): IncidentView {
  const view = viewOf(INCIDENT, timelineOf(opened, ...entries));
  if (view === undefined) throw new Error('a timeline with an opening has a view');
  return view;
}
