import { names } from '../../lib/plan/names.ts';
import type { Fault } from './fault.ts';

/** The promotion happens, and the answer to it is lost: SSM says "Execution Timed Out" for a program that ran to its end. */
export const promotionUnconfirmed: Fault = {
  name: 'promotion-unconfirmed',
  line: 'SSM reports a time-out for the promotion although the host carried it out',
  expected: { endState: 'Recovered', promoted: true, fencedBy: 'fence-postgres' },
  patienceSeconds: 110,
  async inject({ plan, cloud, region, primary, say }) {
    say('from now on SSM loses the results of promotions');
    cloud.breakHostCommands(region, names.document(plan, 'promote-standby'), 'result-lost');
    say(`kill -9 of every PostgreSQL process on ${primary.node}`);
    await primary.killServer();
  },
};
