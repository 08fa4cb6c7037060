import { names } from '../../lib/plan/names.ts';
import type { Fault } from './fault.ts';

/** The host of the candidate cannot be told to promote: SSM says "Undeliverable". The same promotion goes through SQL. */
export const ssmPromotionFails: Fault = {
  name: 'ssm-promotion-fails',
  line: 'SSM cannot deliver the promotion to the host',
  expected: { endState: 'Recovered', promoted: true, promotedBy: 'sql', fencedBy: 'fence-postgres' },
  patienceSeconds: 110,
  async inject({ plan, cloud, region, primary, say }) {
    say('from now on SSM delivers no promotion to any host');
    cloud.breakHostCommands(region, names.document(plan, 'promote-standby'), 'undeliverable');
    say(`kill -9 of every PostgreSQL process on ${primary.node}`);
    await primary.killServer();
  },
};
