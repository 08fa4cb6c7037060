import { names } from '../../lib/plan/names.ts';
import type { Plan } from '../../lib/plan/schema.ts';
import type { RegionalServices } from './region.ts';

/**
 * `sns`: nothing can be published. `incident-partitions`: the partitions of the incident table that hold what people read and do are throttled,
 * the lock of a scenario is not, as DynamoDB throttles by partition. `reports-bucket`: nothing of it can be written or read.
 */
export type BrokenService = 'sns' | 'incident-partitions' | 'reports-bucket';

/** Partition keys of timelines and questions, of the index, and of used links. */
const PEOPLES_PARTITIONS = ['incident#', 'incidents', 'link#'];

/** Breaks a service of a region for the rest of the rehearsal. */
export function breakService(services: RegionalServices, what: BrokenService, { plan, region }: { plan: Plan; region: string }): void {
  if (what === 'sns') services.sns.breakPublishing();
  if (what === 'incident-partitions') services.dynamoDb.throttlePartitions(names.incidentTable(plan), PEOPLES_PARTITIONS);
  if (what === 'reports-bucket') services.s3.breakBucket(names.reportBucket(plan, region));
}
