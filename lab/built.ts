import type { Plan } from '../lib/plan/schema.ts';
import type { Cloud } from './cloud/cloud.ts';
import type { DatabaseHost, Estate } from './estate/estate.ts';
import type { EventLog } from './event-log.ts';

/** Cloud and estate of a plan, deployed and ready. */
export type Built = {
  plan: Plan;
  cloud: Cloud;
  estate: Estate;
  log: EventLog;
  /** Region that holds the primary before anything breaks. */
  region: string;
  machine: string;
  primary: DatabaseHost;
};
