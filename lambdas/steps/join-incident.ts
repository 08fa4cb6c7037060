import type { Ladder } from '../domain/escalation.ts';
import { type EscalationRequest, parseEscalation } from '../domain/escalation-request.ts';
import { type EntryData, entriesOf, type NewEntry, type RecordEntry } from '../domain/incident-record.ts';
import { SCENARIO } from '../domain/incident-report.ts';
import { type IncidentView, viewOf } from '../domain/incident-view.ts';
import { incidentIdOf } from '../domain/request.ts';
import { InvalidInput } from '../errors.ts';
import type { Ports } from '../ports/ports.ts';

export type JoinIncidentInput = { input: unknown; execution: { id: string; name: string; startedAt: string } };
export type JoinIncidentPorts = Pick<Ports, 'incidents' | 'timeline' | 'clock' | 'region'>;

/** Scenario of an incident that a person opened: no machine works on it. */
export const BY_HAND = 'by-hand';

/** The incident a ladder is for, and entries that its record should have and may lack. */
type Joined = { id: string; entries: NewEntry[] };

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
  for (const one of known === undefined ? [] : missing) await ports.timeline.append(joined.id, one).catch(() => undefined);
  const view = viewOf(joined.id, merged(known ?? [], missing));
  if (view === undefined)
    throw new InvalidInput(`incident ${joined.id} is not in the record of ${ports.region}; start the ladder in its region`);
  return fresh(view, ports);
}

function fresh(view: IncidentView, { clock }: Pick<Ports, 'clock'>): Ladder {
  const nextLookAt = clock.now().toISOString();
  return { status: 'sleep', incidentId: view.id, view, told: {}, failures: 0, nextLookAt, seconds: 1, seen: 0, postMortem: false };
}

async function join(request: EscalationRequest, execution: JoinIncidentInput['execution'], ports: JoinIncidentPorts): Promise<Joined> {
  if (request.by === 'recovery') return fromRecovery(request, ports);
  if (request.by === 'rule') return fromRule(request, ports);
  if ('known' in request) return { id: request.known, entries: [] };
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

/** The incident that is open in this region; when there is none, or nobody can say, the execution that failed is one of its own. */
async function fromRule({ failed }: EscalationRequest & { by: 'rule' }, { incidents, region }: JoinIncidentPorts): Promise<Joined> {
  const { executionArn, startedAt, status } = failed;
  const open = await incidents.current().catch(() => undefined);
  const id = open !== undefined && open.resolvedAt === undefined ? open.id : incidentIdOf({ id: executionArn, startedAt });
  const reason = `execution ${executionArn} ended ${status} without having recovered`;
  const data: EntryData['opened'] = { severity: 'P1', scenario: SCENARIO, trigger: 'unknown', region, executionId: executionArn, reason };
  return { id, entries: [entry('opened', open?.id === id ? open.openedAt : startedAt, executionArn, reason, data)] };
}

function entry<Kind extends NewEntry['kind']>(kind: Kind, at: string, by: string, text: string, data: EntryData[Kind]): NewEntry {
  return { kind, at, by, text, data } as unknown as NewEntry;
}

/** An opening there is once; of the others the same thing said twice is once too many. */
function has(known: readonly RecordEntry[], one: NewEntry): boolean {
  if (one.kind === 'opened') return entriesOf(known, 'opened').length > 0;
  return known.some(({ kind, at, text }) => kind === one.kind && at === one.at && text === one.text);
}

const merged = (known: readonly RecordEntry[], missing: readonly NewEntry[]): RecordEntry[] =>
  [...known, ...missing].map((one, index) => ({ ...one, sequence: index + 1 }));
