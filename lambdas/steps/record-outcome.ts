import type { Plan } from '../../lib/plan/schema.ts';
import type { Ending } from '../domain/aftermath.ts';
import { inWords } from '../domain/decision.ts';
import { causeOf } from '../domain/failure.ts';
import type { Incident } from '../domain/incident.ts';
import type { NewEntry } from '../domain/incident-record.ts';
import { buildReport, reportKey } from '../domain/incident-report.ts';
import { assessmentOf, type CaughtError, type MachineState } from '../domain/machine-state.ts';
import { whatIsAsked } from '../domain/what-is-asked.ts';
import { messageOf } from '../errors.ts';
import type { Ports } from '../ports/ports.ts';
import { isoNow, lookAt, lookSeconds } from './looking.ts';
import { ring } from './recording.ts';

export type RecordOutcomeInput = { incident: Incident; outcome: 'held' | 'relieved' | 'failed'; facts: MachineState };
export type RecordOutcomePorts = Pick<Ports, 'incidents' | 'reports' | 'probe' | 'clock' | 'region' | 'bell'>;

/**
 * Writes down how an execution that did not recover leaves the database, and gives the lock back with the incident left open. Every
 * part that cannot be written is named instead of stopping the others: people are told in any case, with the real cause.
 */
export async function recordOutcome(
  { incident, outcome, facts }: RecordOutcomeInput,
  ports: RecordOutcomePorts,
  plan: Plan,
): Promise<Ending> {
  const database = await lookAt(ports.probe, plan.database.nodes, lookSeconds(plan));
  const at = isoNow(ports.clock);
  const key = reportKey(incident.id, outcome, incident.token);
  const ending: Ending = { ...endingOf(outcome, facts), reportKey: key, at, notRecorded: [] };
  const report = buildReport(
    plan,
    { ...facts, ending },
    { region: ports.region, outcome, endState: ending.endState, writtenAt: at, database },
  );
  const notRecorded: string[] = [];
  const attempt = (what: string, effect: Promise<void>) =>
    effect.catch((failure: unknown) => void notRecorded.push(`${what}: ${messageOf(failure)}`));
  await attempt('report', ports.reports.save(key, report));
  await attempt('story', ports.incidents.append(incident, entryOf(ending, incident)));
  // Beside each other: the ladder shows at once that nobody works on it any more, and one that is not woken finds out by itself.
  await Promise.all([attempt('lock', ports.incidents.release(incident)), ring(incident.id, ports)]);
  return { ...ending, notRecorded };
}

function entryOf({ endState, error, cause, at, reportKey }: Ending, { executionId }: Incident): NewEntry<'ended'> {
  const data = { endState, error, cause, executionId, reportKey };
  return { kind: 'ended', at, by: executionId, text: `${endState}: ${cause}`, data };
}

function endingOf(outcome: RecordOutcomeInput['outcome'], facts: MachineState): Pick<Ending, 'endState' | 'error' | 'cause'> {
  if (outcome === 'failed') return { endState: 'Recovery failed', ...causeOf(facts.failure) };
  if (outcome === 'relieved') return { endState: 'Writing, less durable', error: 'DurabilityDegraded', cause: whatIsLeft(facts) };
  const assessment = assessmentOf(facts);
  if (assessment?.action === 'stop') return { endState: 'Stopped: two primaries', error: 'TwoPrimaries', cause: assessment.why };
  return { endState: 'Held for a person', error: 'HeldForAPerson', cause: whyHeld(facts) };
}

/** Silence is an answer only when the patience ended; a question that could not be put to anybody is none. */
function inSilence(silence: CaughtError): string {
  return silence.Error === 'States.Timeout' ? 'nobody decided in time' : `nobody could be asked (${causeOf(silence).cause})`;
}

/** The last thing that asked for a person: the comparison, the fencing that could not be proven, or the evidence itself. */
function whyHeld(facts: MachineState): string {
  const { comparison, fencing, relief, silence, decisions } = facts;
  if (relief?.state === 'held') return relief.why;
  if (silence !== undefined) return `${whatIsAsked(silence.question, facts)}; ${inSilence(silence)}, so nothing is promoted`;
  const declined = Object.values(decisions ?? {}).find((one) => one.decision === 'decline');
  if (declined !== undefined) return `${declined.about}; ${inWords(declined)}`;
  if (comparison?.action === 'hold') return comparison.why;
  if (fencing !== undefined && !fencing.proven)
    return `${whatIsAsked('promote-unfenced', facts)}; promoting now could leave two primaries, so nothing is promoted`;
  return assessmentOf(facts)?.why ?? 'nothing was assessed';
}

/** Red although clients write: what is acknowledged from now on is on fewer disks than the plan promises, until a person has seen to it. */
function whatIsLeft({ relief }: MachineState): string {
  const setting = relief?.setting === '' ? 'no synchronous standby is left' : `synchronous_standby_names is ${relief?.setting}`;
  return `writes go on without ${relief?.silent.join(', ') || 'the silent standbys'}: ${setting}; nothing was promoted`;
}
