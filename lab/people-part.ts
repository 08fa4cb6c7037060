import { ESCALATION, names, POST_MORTEMS } from '../lib/plan/names.ts';
import type { Plan } from '../lib/plan/schema.ts';
import { statusRegion } from '../lib/plan/status-region.ts';
import type { StatusJson } from '../messages/status-page/compose.ts';
import type { Cloud, Execution } from './cloud/cloud.ts';
import type { StoredObject } from './cloud/services.ts';

/** What the people part of a recovery left behind, as the lab found it at the end. */
export type PeoplePart = {
  /** Executions of the escalation machine, in the order in which they started. */
  ladders: Execution[];
  /** Files of the status page in the region that holds it. */
  statusPage: StoredObject[];
  /** Post-mortems in every language and format. */
  postMortems: StoredObject[];
};

type Where = { cloud: Pick<Cloud, 'executions' | 'objects'>; plan: Plan; region: string };

/** As they stand now: when the cloud is stopped a ladder that is up is no more. */
export const laddersOf = ({ cloud, plan }: Omit<Where, 'region'>): Execution[] =>
  structuredClone(cloud.executions().filter(({ machine }) => machine === names.machine(plan, ESCALATION)));

/** Looks at the executions and the buckets. */
export async function peoplePart({ cloud, plan, region }: Where): Promise<PeoplePart> {
  const page = statusRegion(plan);
  const reports = await cloud.objects(region, names.reportBucket(plan, region));
  return {
    ladders: laddersOf({ cloud, plan }),
    statusPage: await cloud.objects(page, names.statusBucket(plan, page)),
    postMortems: reports.filter(({ key }) => key.startsWith(`${POST_MORTEMS}/`)),
  };
}

/** What the status page says to programs; `undefined` when there is none. */
export function statusOf({ statusPage }: Pick<PeoplePart, 'statusPage'>): StatusJson | undefined {
  const file = statusPage.find(({ key }) => key === 'status.json');
  return file === undefined ? undefined : (JSON.parse(file.body) as StatusJson);
}

/** A ladder has climbed when it sleeps for the first time: until then people and pages may not know of the incident yet. */
export const hasClimbed = ({ path }: Pick<Execution, 'path'>) => path.includes('Await news');

/** It has seen the end of the incident, and goes on only to tell people. */
export const hasWrittenUp = ({ path }: Pick<Execution, 'path'>) =>
  path.lastIndexOf('Await news') > path.indexOf('Write post-mortem') && path.includes('Write post-mortem');
