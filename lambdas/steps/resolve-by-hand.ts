import type { HandClosing, Unfinished } from '../domain/incident.ts';
import type { ActionRequest } from '../domain/incident-action.ts';
import { ActionRefused } from '../errors.ts';
import type { Ports } from '../ports/ports.ts';
import { isoNow } from './looking.ts';
import { record } from './recording.ts';

type Resolving = Extract<ActionRequest, { action: 'resolve' }>;

/**
 * Ends an incident by a person's word. The lock is closed first, so that the next execution begins a new incident; said twice it closes once.
 *
 * @throws ActionRefused while an execution works on it, or while something is unfinished that only the machine can finish; DependencyUnavailable
 */
export async function resolveByHand(
  { incident, by, reason, cause = reason, resolution = reason }: Resolving,
  ports: Pick<Ports, 'incidents' | 'timeline' | 'bell' | 'clock' | 'region'>,
): Promise<string> {
  const at = isoNow(ports.clock);
  requireClosed(incident, await ports.incidents.closeByHand(incident, at), ports.region);
  const text = `resolved by ${by}: ${reason}`;
  const woken = await record(incident, { kind: 'resolved', at, by, text, data: { outcome: 'by-hand', cause, resolution } }, ports);
  return `resolved: the ladder ends, and the next execution begins a new incident${woken}`;
}

function requireClosed(incident: string, closing: HandClosing, region: string): void {
  if (closing.outcome === 'owned')
    throw new ActionRefused(
      `execution ${closing.owner} works on incident ${incident}, which is its own until ${closing.until}; required that it has ended: wait for it, or stop it (aws stepfunctions stop-execution --region ${region} --execution-arn ${closing.owner}) and resolve after ${closing.until}`,
      { condition: 'owned' },
    );
  if (closing.outcome === 'unfinished')
    throw new ActionRefused(
      `incident ${incident} has something unfinished: ${inWords(closing.unfinished)}; required that the machine finishes it, because a closed incident would forget it: start the machine again with {}, and resolve afterwards if it has not`,
      { condition: 'unfinished' },
    );
}

function inWords({ promoting, relieving }: Unfinished): string {
  const words = [
    promoting === undefined ? [] : [`${promoting.node} was set out to be promoted, and may be a primary, or become one late`],
    relieving === undefined
      ? []
      : [`${relieving.silent.join(', ')} were taken out of the synchronous quorum of ${relieving.primary}, and are not back`],
  ];
  return words.flat().join('; ');
}
