import { lastChoice, required } from '../first-choice.ts';
import type { Fault } from './fault.ts';

/**
 * Somebody in a hurry points the writer record elsewhere while the machine works. The machine switches only from the value its decision
 * rests on, so it must not touch the record any more: two hands on one record are how clients end on the wrong node.
 */
export const recordMoved: Fault = {
  name: 'record-moved',
  line: 'somebody changes the writer record while the machine works',
  expected: {
    endState: 'Recovery failed',
    promoted: true,
    fencedBy: 'fence-postgres',
    recordLeftAsFound: 'clients follow the name to where somebody else pointed it, and a standby takes no writes',
  },
  patienceSeconds: 110,
  async inject({ plan, cloud, region, machine, primary, nextEvent, say }) {
    const decided = nextEvent(
      'decision',
      90,
      (event) => event.kind === 'state-entered' && event.machine === machine && event.state === 'Fence old primary',
    );
    say(`kill -9 of every PostgreSQL process on ${primary.node}`);
    await primary.killServer();
    await decided;
    const { writer } = plan.database;
    const { id, host } = required(lastChoice(plan, primary.node));
    say(`somebody points ${writer.name} at ${id}`);
    const zone = plan.regions.find((one) => one.name === region)?.network.privateZoneId ?? '';
    cloud.overwriteRecord(zone, writer.name, [host]);
  },
};
