import { causeOf } from '../domain/failure.ts';
import type { Outage, OutageEnding, OutageOutcome, OutageState } from '../domain/outage.ts';
import { messageOf } from '../errors.ts';
import type { Ports } from '../ports/ports.ts';
import { isoNow } from './looking.ts';
import { tell } from './story.ts';

export type CloseOutageInput = { outage: Outage; outcome: OutageOutcome; facts: OutageState };
export type CloseOutagePorts = Pick<Ports, 'incidents' | 'clock'>;

const END_STATES: Readonly<Record<OutageOutcome, { endState: string; error: string }>> = {
  back: { endState: 'Back to normal', error: '' },
  'by-hand': { endState: 'Switched by hand', error: '' },
  'false-alarm': { endState: 'False alarm', error: '' },
  stuck: { endState: 'Stays on the fallback', error: 'DependencyStillOut' },
  refused: { endState: 'Left as somebody set it', error: 'SwitchRefused' },
  blind: { endState: 'Nothing is seen from here', error: 'VantageBlind' },
  failed: { endState: 'Outage not handled', error: '' },
};
const CLOSED = ['back', 'by-hand', 'false-alarm'] as const;
const isClosed = (outcome: OutageOutcome): outcome is (typeof CLOSED)[number] => CLOSED.some((one) => one === outcome);

/**
 * Writes down how the execution ends. One that brought the application where it belongs closes the incident, and must be able to; any other
 * one gives the lock back with the incident left open, and names what could not be written instead of stopping.
 */
export async function closeOutage({ outage, outcome, facts }: CloseOutageInput, ports: CloseOutagePorts): Promise<OutageEnding> {
  const at = isoNow(ports.clock);
  const { endState, error } = END_STATES[outcome];
  const failure = outcome === 'failed' ? causeOf(facts.failure) : { error, cause: whyOf(outcome, facts) };
  await tell(ports, outage, 'close-outage', `${endState}: ${failure.cause}`);
  if (isClosed(outcome)) {
    await ports.incidents.resolve(outage, at, outcome === 'back' ? 'recovered' : outcome);
    return { endState, ...failure, at, notRecorded: [] };
  }
  const notRecorded = await ports.incidents.release(outage).then(
    () => [],
    (thrown: unknown) => [`lock: ${messageOf(thrown)}`],
  );
  return { endState, ...failure, at, notRecorded };
}

/** The last thing that decided. */
function whyOf(outcome: OutageOutcome, { look, switched, watch, switchedBack }: OutageState): string {
  if (outcome === 'stuck' && watch !== undefined && 'state' in watch)
    return `${watch.seen}; after ${watch.looks} looks since ${watch.since} it was not well for long enough, so the application stays on the fallback`;
  return switchedBack?.why ?? switched?.why ?? look?.why ?? 'nothing was looked at';
}
