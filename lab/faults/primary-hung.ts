import type { Fault } from './fault.ts';

/**
 * The whole server stands still: its sockets are open, the kernel takes connections, and nothing ever answers (a host out of memory, a disk
 * that does not return). It may go on at any moment with what it was doing, so it has to be fenced like one that runs.
 */
export const primaryHung: Fault = {
  name: 'primary-hung',
  line: 'SIGSTOP of the whole PostgreSQL server: its sockets are open, and nothing answers',
  expected: { endState: 'Recovered', promoted: true, fencedBy: 'fence-postgres' },
  patienceSeconds: 110,
  async inject({ primary, say }) {
    say(`every PostgreSQL process on ${primary.node} stands still; its connections stay open`);
    await primary.pauseServer();
  },
  async afterwards({ primary, say }) {
    say(`whatever is left of the server on ${primary.node} goes on`);
    await primary.resumeServer();
  },
};
