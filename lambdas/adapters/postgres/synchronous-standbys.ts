import { setTimeout } from 'node:timers/promises';
import type { Session } from './session.ts';
import { alterSystem, RELOAD } from './sql/alter-system.ts';
import { READ_SYNCHRONOUS_SETTING, type SynchronousRow } from './sql/read-synchronous-setting.ts';

/** Milliseconds between looks: a reload is a signal, the server takes it in a moment later. */
const BETWEEN_LOOKS = 20;

/**
 * Writes the setting and looks until it is in force. A setting that is overridden elsewhere (command line, a later include) never
 * is: the session's deadline then ends the looking, and the outcome is unknown.
 */
export async function setSynchronousStandbys(session: Session, setting: string): Promise<void> {
  await session.change(alterSystem('synchronous_standby_names', setting));
  await session.change(RELOAD);
  for (;;) {
    const [row] = await session.read<SynchronousRow>(READ_SYNCHRONOUS_SETTING);
    if (row?.setting === setting) return;
    await setTimeout(BETWEEN_LOOKS);
  }
}
