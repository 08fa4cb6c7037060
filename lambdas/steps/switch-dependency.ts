import type { Dependency, Plan } from '../../lib/plan/schema.ts';
import { holdsOf } from '../domain/dependency-look.ts';
import type { Direction, Outage, Switching } from '../domain/outage.ts';
import { dependencyNamed } from '../domain/outage-request.ts';
import { OutcomeUnknown } from '../errors.ts';
import type { Ports } from '../ports/ports.ts';
import { isoNow } from './looking.ts';
import { tell } from './story.ts';

export type SwitchDependencyInput = { outage: Outage; to: Direction };
export type SwitchDependencyPorts = Pick<Ports, 'incidents' | 'switches' | 'clock'>;

/**
 * Writes the parameter that the application reads, from the one value of the plan to the other, and looks. A value that is there already is
 * fine; a third one is somebody's decision, and is left alone.
 *
 * @throws IncidentTakenOver before anything is written; EffectRefused, DependencyUnavailable: not written; OutcomeUnknown: look
 */
export async function switchDependency(
  { outage, to }: SwitchDependencyInput,
  ports: SwitchDependencyPorts,
  plan: Plan,
): Promise<Switching> {
  const { switch: known } = dependencyNamed(plan, outage.dependency);
  await ports.incidents.assertOwner(outage);
  const before = await ports.switches.read(known.parameter);
  const holds = holdsOf(known, before?.value);
  const answer = (state: Switching['state'], why: string): Switching => ({ state, to, at: isoNow(ports.clock), why });
  if (holds === to) return answer('already', `${known.parameter} held ${JSON.stringify(known[to])} already`);
  if (before === undefined || holds === 'other')
    return answer(
      'refused',
      `${known.parameter} ${before === undefined ? 'does not exist' : 'holds neither of the values of the plan'}; it was left as it is`,
    );
  const version = await ports.switches.set(known.parameter, known[to]);
  await confirm(known, to, ports);
  const raced = version === before.version + 1 ? '' : '; somebody else wrote it at the same moment, and that value is gone';
  const why = `${known.parameter} was switched from ${JSON.stringify(before.value)} to ${JSON.stringify(known[to])}${raced}`;
  await tell(ports, outage, 'switch-dependency', why);
  return answer('switched', why);
}

/** Whatever the write answered, only a look says what the application reads (I6). */
async function confirm(known: Dependency['switch'], to: Direction, { switches }: SwitchDependencyPorts): Promise<void> {
  const after = await switches.read(known.parameter).catch((thrown: unknown) => {
    throw new OutcomeUnknown(`${known.parameter} was written and could not be read again`, { to }, { cause: thrown });
  });
  if (holdsOf(known, after?.value) !== to)
    throw new OutcomeUnknown(`${known.parameter} was written and does not hold ${JSON.stringify(known[to])}; somebody else writes it`, {
      to,
    });
}
