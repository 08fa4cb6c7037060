import { type FailedExecution, type Ladder, NOTHING_TO_CLIMB_FOR } from '../domain/escalation.ts';
import { type EscalationRequest, parseEscalation } from '../domain/escalation-request.ts';
import { BY_HAND, type EntryData, entriesOf, type NewEntry, type RecordEntry } from '../domain/incident-record.ts';
import { SCENARIO } from '../domain/incident-report.ts';
import { type IncidentView, viewOf } from '../domain/incident-view.ts';
import { incidentIdOf } from '../domain/request.ts';
import { toldIn } from '../domain/told.ts';
import { InvalidInput } from '../errors.ts';
import type { Ports } from '../ports/ports.ts';
import { ring } from './recording.ts';

export type JoinIncidentInput = { input: unknown; execution: { id: string; name: string; startedAt: string } };
export type JoinIncidentPorts = Pick<Ports, 'incidents' | 'timeline' | 'bell' | 'clock' | 'region'>;

/** The incident a ladder is for, and entries that its record should have and may lack. `idle`: nothing is to be climbed for. */
type Joined = { id: string; entries: NewEntry[]; takeOver?: true; idle?: true };

/**
 * Finds out which incident a ladder is for and makes sure that its record says how it began. A record that does not answer stops nothing: the
 * ladder then climbs by what its own execution carries.
 *
 * @throws InvalidInput for a start by hand that cannot be understood, or that names an incident nobody knows
 * @throws DependencyUnavailable when a person names an incident and the record does not answer
 */
export async function joinIncident({ input, execution }: JoinIncidentInput, ports: JoinIncidentPorts): Promise<Ladder> {
  const request = parseEscalation(input);
  const joined = await join(request, execution, ports);
  const known = await ports.timeline.read(joined.id).catch((thrown: unknown) => {
    // Nothing but the record knows an incident that is named by its id alone.
    if (joined.entries.length === 0) throw thrown;
    return undefined;
  });
  const missing = joined.entries.filter((one) => !has(known ?? [], one));
  for (const one of known === undefined || joined.idle ? [] : missing) await ports.timeline.append(joined.id, one).catch(() => undefined);
  // Its ladder may sleep: what it did not know it should tell at once.
  if (missing.length > 0 && !joined.idle) await ring(joined.id, ports);
  const view = viewOf(joined.id, merged(known ?? [], missing));
  if (view === undefined)
    throw new InvalidInput(`incident ${joined.id} is not in the record of ${ports.region}; start the ladder in its region`);
  return fresh(view, known ?? [], joined, ports);
}

/** With everything that the record says was told, so that nobody hears it again should the record not answer to the first climb. */
function fresh(view: IncidentView, known: readonly RecordEntry[], { takeOver, idle }: Joined, { clock }: Pick<Ports, 'clock'>): Ladder {
  const nextLookAt = clock.now().toISOString();
  const ladder = { incidentId: view.id, view, told: toldIn(known), failures: 0, nextLookAt, seconds: 1, seen: 0, postMortem: false };
  return { status: idle ? 'over' : 'sleep', ...ladder, ...(takeOver && { takeOver }) };
}

async function join(request: EscalationRequest, execution: JoinIncidentInput['execution'], ports: JoinIncidentPorts): Promise<Joined> {
  if (request.by === 'recovery') return fromRecovery(request, ports);
  if (request.by === 'rule') return fromRule(request, ports);
  if ('known' in request) return { id: request.known, entries: [], takeOver: true };
  const { severity, reason, impact } = request;
  const executionId = execution.id;
  const data = { severity, scenario: BY_HAND, trigger: 'person' as const, region: ports.region, executionId, reason };
  const opened = { ...data, ...(impact === undefined ? {} : { impact }) };
  return { id: incidentIdOf(execution), entries: [entry('opened', execution.startedAt, executionId, reason, opened)] };
}

function fromRecovery({ incident, assessment }: EscalationRequest & { by: 'recovery' }, { region }: JoinIncidentPorts): Joined {
  const { id, executionId, severity, trigger, reason, openedAt, alarm } = incident;
  const opened: EntryData['opened'] = { severity, scenario: SCENARIO, trigger, region, executionId, reason };
  const rang =
    alarm === undefined ? [] : [entry('alarm', alarm.stateChangedAt, alarm.name, `${alarm.name} rang in ${alarm.region}`, alarm)];
  const seen =
    assessment === undefined
      ? []
      : [
          entry('state', assessment.at, executionId, `${assessment.verdict}: ${assessment.why}`, {
            step: 'assess-primary',
            detail: assessment.action,
          }),
        ];
  return { id, entries: [entry('opened', openedAt, executionId, reason, opened), ...rang, ...seen] };
}

/**
 * The incident that is open in this region; when there is none, or nobody can say, the execution that failed is one of its own. An end that it
 * could not write down itself (cut off, timed out, aborted) is written down for it: without it people would read that the recovery works.
 */
async function fromRule({ failed }: EscalationRequest & { by: 'rule' }, { incidents, region }: JoinIncidentPorts): Promise<Joined> {
  const { executionArn, status } = failed;
  const startedAt = startOf(failed);
  const open = await incidents.current().catch(() => undefined);
  const id = open !== undefined && open.resolvedAt === undefined ? open.id : incidentIdOf({ id: executionArn, startedAt });
  const reason = `execution ${executionArn} ended ${status} without having recovered`;
  const data: EntryData['opened'] = { severity: 'P1', scenario: SCENARIO, trigger: 'unknown', region, executionId: executionArn, reason };
  const opened = entry('opened', open?.id === id ? open.openedAt : startedAt, executionArn, reason, data);
  if (NOTHING_TO_CLIMB_FOR.includes(failed.error ?? '')) return { id, entries: [opened], idle: true };
  return { id, entries: [opened, endOf(failed, reason)] };
}

/** The id of an incident is made of the start, so the same execution gives the same one whoever asks. */
function startOf({ startDate, endedAt }: FailedExecution): string {
  const milliseconds = Number(startDate ?? Number.NaN);
  return Number.isFinite(milliseconds) && milliseconds > 0 ? new Date(milliseconds).toISOString() : endedAt;
}

function endOf({ executionArn, endedAt, status, error, cause }: FailedExecution, reason: string): NewEntry<'ended'> {
  const data = { endState: `ended ${status}`, error: error || status, cause: cause || reason, executionId: executionArn };
  return { kind: 'ended', at: endedAt, by: executionArn, text: reason, data };
}

function entry<Kind extends NewEntry['kind']>(kind: Kind, at: string, by: string, text: string, data: EntryData[Kind]): NewEntry {
  return { kind, at, by, text, data } as unknown as NewEntry;
}

/** An opening there is once, and an end of an execution; of the others the same thing said twice is once too many. */
function has(known: readonly RecordEntry[], one: NewEntry): boolean {
  if (one.kind === 'opened') return entriesOf(known, 'opened').length > 0;
  if (one.kind === 'ended') return entriesOf(known, 'ended').some(({ data }) => data.executionId === one.data.executionId);
  return known.some(({ kind, at, text }) => kind === one.kind && at === one.at && text === one.text);
}

const merged = (known: readonly RecordEntry[], missing: readonly NewEntry[]): RecordEntry[] =>
  [...known, ...missing].map((one, index) => ({ ...one, sequence: index + 1 }));
