import { setTimeout as pause } from 'node:timers/promises';
import { firstChoice, lastChoice, required } from '../first-choice.ts';
import type { Fault } from './fault.ts';

const UNNOTICED_MILLISECONDS = 5_000;

/**
 * One member of the synchronous quorum is gone before the primary dies. Any of the two may have acknowledged the last commits, and only one can be
 * asked: nobody can prove that it has them all.
 */
export const standbyLost: Fault = {
  name: 'standby-lost',
  line: 'a synchronous standby is gone for good, and then the primary is killed: the loss cannot be proven to be none',
  expected: {
    endState: 'Held for a person',
    promoted: false,
    asked: ['promote-candidate'],
    nobodyWrites: 'the primary is dead and fenced, and nobody approved the promotion',
  },
  approved: {
    endState: 'Recovered',
    promoted: true,
    fencedBy: 'fence-postgres',
    asked: ['promote-candidate'],
    loss: 'bounded',
    standbysMissing: 1,
    quorumAfter: '',
  },
  patienceSeconds: 110,
  async inject({ plan, estate, primary, say }) {
    const first = required(firstChoice(plan, primary.node));
    const lost = estate.host(required(lastChoice(plan, primary.node)).id);
    say(`${lost.node} is gone: server, agent and network; clients write on, ${first.id} acknowledges`);
    await lost.lose();
    await pause(UNNOTICED_MILLISECONDS);
    say(`kill -9 of every PostgreSQL process on ${primary.node}`);
    await primary.killServer();
  },
};
