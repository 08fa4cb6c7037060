import type { Fault } from './fault.ts';

/** The whole server dies at once (out of memory, a crash that the service manager gave up on); its host lives on. */
export const primaryKilled: Fault = {
  name: 'primary-killed',
  line: 'kill -9 of the whole PostgreSQL server; its host is alive (default)',
  expected: { endState: 'Recovered', promoted: true, fencedBy: 'fence-postgres' },
  patienceSeconds: 90,
  async inject({ primary, say }) {
    say(`kill -9 of every PostgreSQL process on ${primary.node}`);
    await primary.killServer();
  },
};
