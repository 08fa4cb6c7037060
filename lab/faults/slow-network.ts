import { Distance } from '../distance.ts';
import type { Fault } from './fault.ts';

/**
 * 200 ms and 1 % loss between the regions, from the start. A lost packet and what is behind it wait for TCP to send it again: about the round
 * trip and Linux's 200 ms (RFC 6298). Nothing may ring for that alone; then the primary dies, and the slow way must not keep it from recovering.
 */
export const slowNetwork: Fault = {
  name: 'slow-network',
  line: '200 ms and 1 % loss between the regions; after a while without an alarm the primary is killed',
  expected: { endState: 'Recovered', promoted: true, fencedBy: 'fence-postgres' },
  patienceSeconds: 110,
  steadySeconds: 15,
  conditions: () => ({ distance: new Distance({ roundTripMilliseconds: 200, onePacketLostIn: 100, retransmissionMilliseconds: 400 }) }),
  async inject({ primary, say }) {
    say(`kill -9 of every PostgreSQL process on ${primary.node}`);
    await primary.killServer();
  },
};
