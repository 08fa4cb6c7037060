import { setTimeout as pause } from 'node:timers/promises';
import { firstChoice, required } from '../first-choice.ts';
import type { Fault } from './fault.ts';

const BEHIND_MILLISECONDS = 5_000;

/**
 * The standby that the plan likes best has not heard of the last writes: its stream is cut for some seconds, and the other one alone makes
 * up the quorum. By priority it would be promoted, and everything acknowledged meanwhile would be gone.
 */
export const standbyLagging: Fault = {
  name: 'standby-lagging',
  line: "the plan's first choice is behind when the primary dies",
  expected: { endState: 'Recovered', promoted: true, fencedBy: 'fence-postgres', firstChoiceBehind: true },
  patienceSeconds: 110,
  async inject({ plan, estate, primary, say }) {
    const first = required(firstChoice(plan, primary.node));
    say(`no packet passes between ${primary.node} and ${first.id} any more; clients write on, the other standby acknowledges`);
    estate.cut([first.address], primary.node);
    await pause(BEHIND_MILLISECONDS);
    say(`kill -9 of every PostgreSQL process on ${primary.node}`);
    await primary.killServer();
  },
};
