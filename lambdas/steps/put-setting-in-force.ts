import type { DatabaseNode, Plan } from '../../lib/plan/schema.ts';
import { OutcomeUnknown } from '../errors.ts';
import type { Ports } from '../ports/ports.ts';
import { lookSeconds } from './looking.ts';

/** Seconds the first commit may take after the setting changed: one that still waits for standbys by then is not waited for any longer. */
export const FIRST_COMMIT = 5;

/**
 * Sets `synchronous_standby_names`. A setting whose answer got lost is looked at, not repeated (I6).
 *
 * @throws OutcomeUnknown when it is not in force; EffectRefused when the server refused it
 */
export async function putSettingInForce(
  primary: DatabaseNode,
  setting: string,
  ports: Pick<Ports, 'control' | 'probe'>,
  plan: Plan,
): Promise<void> {
  try {
    await ports.control.setSynchronousStandbys(primary, setting, lookSeconds(plan));
  } catch (failure) {
    if (!(failure instanceof OutcomeUnknown)) throw failure;
    const now = await ports.probe.observe(primary, lookSeconds(plan));
    if (now.synchronousSetting === setting) return;
    const file = 'postgresql.auto.conf may hold it and the next reload take it: set synchronous_standby_names to what it shall be';
    throw new OutcomeUnknown(`${failure.message}; ${file}`, failure.details, { cause: failure });
  }
}
