import { clockObstacle } from '../estate/clock-ahead.ts';
import { firstPrimary } from '../estate/start-estate.ts';
import { firstChoice } from '../first-choice.ts';
import type { Fault } from './fault.ts';

const MINUTE = 60;
const PRIMARY_AHEAD = 3 * MINUTE;
const FIRST_CHOICE_AHEAD = -2 * MINUTE;
const OTHERS_AHEAD = MINUTE;

/**
 * The clocks of the database hosts are minutes apart, and none of them is that of the functions: the primary is ahead, the node that is
 * promoted after it is behind. A rule that compares times of two clocks takes a fresh heartbeat for an old one, or a lost second for none.
 */
export const clockSkew: Fault = {
  name: 'clock-skew',
  line: "hosts' clocks differ by minutes: the primary's is ahead, the next one's is behind; the primary is killed",
  expected: { endState: 'Recovered', promoted: true, fencedBy: 'fence-postgres' },
  patienceSeconds: 110,
  obstacle: clockObstacle,
  conditions(plan) {
    const primary = firstPrimary(plan).id;
    const first = firstChoice(plan, primary)?.id;
    const ahead = (node: string) => (node === primary ? PRIMARY_AHEAD : node === first ? FIRST_CHOICE_AHEAD : OTHERS_AHEAD);
    return { clocksAhead: Object.fromEntries(plan.database.nodes.map(({ id }) => [id, ahead(id)])) };
  },
  async inject({ estate, primary, say }) {
    for (const host of estate.hosts()) {
      const [row] = await host.query<{ now: string }>("select to_char(clock_timestamp(), 'HH24:MI:SS') as now");
      say(`${host.node} says that it is ${row?.now}; it is ${new Date().toISOString().slice(11, 19)}`);
    }
    say(`kill -9 of every PostgreSQL process on ${primary.node}`);
    await primary.killServer();
  },
};
