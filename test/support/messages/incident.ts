import { type IncidentFacts, type IncidentSetting, incidentFacts } from '../../../lambdas/domain/incident-facts.ts';
import type { EntryKind, NewEntry, RecordEntry } from '../../../lambdas/domain/incident-record.ts';
import { viewOf } from '../../../lambdas/domain/incident-view.ts';
import { after, planOf, START } from '../ports/builders.ts';

const plan = planOf();
export const INCIDENT = 'inc-20261123-100000-0a1b2c3d';
export const EXECUTION = 'arn:aws:states:eu-west-3:111122223333:execution:reprise-taxcollector-database-failover:7';

/** An entry so many seconds after the start of the incident. */
export const entry = <Kind extends EntryKind>(
  kind: Kind,
  seconds: number,
  data: NewEntry<Kind>['data'],
  about: { by?: string; text?: string } = {},
): NewEntry =>
  ({ kind, at: after(seconds), by: about.by ?? 'reprise', text: about.text ?? `${kind} at ${seconds} s`, data }) as unknown as NewEntry;

/** The opening of a database outage by an alarm. */
export const opened = (change: Partial<NewEntry<'opened'>['data']> = {}): NewEntry =>
  entry('opened', 0, {
    severity: 'P1',
    scenario: 'database-failover',
    trigger: 'alarm',
    region: 'eu-west-3',
    executionId: EXECUTION,
    reason: 'alarm PrimaryNotWritable',
    ...change,
  });

export const asked = (seconds = 60, expires = 1860): NewEntry =>
  entry('question', seconds, { question: 'promote-candidate', about: 'the loss has no bound', expiresAt: after(expires) });

export const ended = (error: string, endState = 'Recovery failed', seconds = 120): NewEntry =>
  entry('ended', seconds, { endState, error, cause: 'psql: db-1 is gone', executionId: `${EXECUTION}-ended` });

export const drafted = (text: string, notice: 'interruption' | 'resolution' = 'interruption', seconds = 300): NewEntry =>
  entry('notice', seconds, { notice, state: 'drafted', text });

export const resolvedBy = (by: string, change: Partial<NewEntry<'resolved'>['data']> = {}, seconds = 3_900): NewEntry =>
  entry('resolved', seconds, { outcome: 'recovered', ...change }, { by });

export const inOrder = (entries: readonly NewEntry[]): RecordEntry[] => entries.map((one, index) => ({ ...one, sequence: index + 1 }));

/** What the ladder knows 15 minutes after the start; the engineering manager is next. */
export const setting = (change: Partial<IncidentSetting> = {}): IncidentSetting => ({
  plan,
  region: 'eu-west-1',
  now: new Date(after(905)),
  next: { rung: { audience: 'engineering-manager', at: after(1_800) }, updateAt: after(1_805) },
  links: {},
  told: ['on-call'],
  ...change,
});

/** Facts of a timeline as the ladder makes them. */
export function factsFrom(entries: readonly NewEntry[], change: Partial<IncidentSetting> = {}): IncidentFacts {
  const record = inOrder(entries);
  const view = viewOf(INCIDENT, record);
  if (view === undefined) throw new RangeError(`the timeline does not begin with its opening at ${START}`);
  return incidentFacts(view, record, setting(change));
}
