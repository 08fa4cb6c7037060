import { Distance } from '../distance.ts';
import type { Fault } from './fault.ts';

/** EventBridge delivers at least once, and a person in a hurry starts the machine too: one recovery, not three. */
export const duplicateTrigger: Fault = {
  name: 'duplicate-trigger',
  line: 'the alarm event arrives twice and a person starts the machine as well',
  expected: { endState: 'Recovered', promoted: true, fencedBy: 'fence-postgres', alreadyRunning: 2 },
  patienceSeconds: 100,
  // As far apart as regions are: with no way between them at all, the standby of the other region may be ahead of the one next door by a record
  // that nobody acknowledged, and a person is asked about that instead.
  conditions: () => ({ distance: new Distance({ roundTripMilliseconds: 20, onePacketLostIn: 1_000_000, retransmissionMilliseconds: 0 }) }),
  async inject({ primary, cloud, region, machine, nextEvent, say }) {
    const started = nextEvent('execution', 60, (event) => event.kind === 'execution-started');
    say(`kill -9 of every PostgreSQL process on ${primary.node}`);
    await primary.killServer();
    await started;
    const delivered = cloud
      .busEvents(region)
      .findLast((event) => (event as { 'detail-type'?: string })['detail-type'] === 'CloudWatch Alarm State Change');
    if (delivered === undefined) throw new Error('no alarm event on the bus to deliver a second time');
    say('the same alarm event is delivered a second time');
    await cloud.putEvent(region, delivered);
    say('a person starts the machine in the console');
    await cloud.startExecution(region, machine, { reason: 'the application is down', force: false });
  },
};
