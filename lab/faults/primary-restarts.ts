import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from './fault.ts';

const RECOVERY_MILLISECONDS = 6_000;

/**
 * The server crashes and its service manager brings it back; crash recovery takes a while ("the database system is starting up", 57P03).
 * The start waits for the alarm, so that a machine is really running when the primary returns, whatever this computer's speed.
 */
export const primaryRestarts: Fault = {
  name: 'primary-restarts',
  line: 'the server crashes, the service manager brings it back within the restart grace',
  expected: { endState: 'False alarm', promoted: false, notFenced: true, untouched: true },
  patienceSeconds: 100,
  async inject({ primary, nextEvent, say }) {
    const alarm = nextEvent(
      'alarm',
      60,
      (event) => event.kind === 'alarm' && event.to === 'ALARM' && event.name.endsWith('/PrimaryNotWritable'),
    );
    say(`kill -9 of every PostgreSQL process on ${primary.node}; its service manager will restart it`);
    await primary.killServer();
    await alarm;
    say(`${primary.node} starts again and replays its WAL`);
    const started = primary.startServer();
    await primary.pauseStartup();
    await pause(RECOVERY_MILLISECONDS);
    await primary.resumeStartup();
    await started;
    say(`${primary.node} finished crash recovery`);
  },
};
