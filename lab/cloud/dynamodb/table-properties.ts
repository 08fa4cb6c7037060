import type { Properties } from '../services.ts';

/** Passed on as they are: CloudFormation and CreateTable share these words. */
const PASSED = ['TableName', 'KeySchema', 'AttributeDefinitions', 'BillingMode'];
/** They change nothing within a rehearsal; expiry by TTL takes up to days in AWS, so no code may count on it. */
const WITHOUT_EFFECT = new Set([
  'ContributorInsightsSpecification',
  'DeletionProtectionEnabled',
  'PointInTimeRecoverySpecification',
  'Replicas',
  'SSESpecification',
  'Tags',
  'TimeToLiveSpecification',
]);

/**
 * CreateTable input for AWS::DynamoDB::Table or a GlobalTable with its only replica in this region.
 *
 * @throws Error on a property that would change what clients see
 */
export function createTableInput(properties: Properties, region: string): Record<string, unknown> {
  const unknown = Object.keys(properties).filter((name) => !PASSED.includes(name) && !WITHOUT_EFFECT.has(name));
  if (unknown.length > 0) throw new Error(`table ${properties.TableName}: ${unknown.join(', ')} can't be rehearsed`);
  const replicas = (properties.Replicas ?? []) as { Region?: string }[];
  const elsewhere = replicas.filter((replica) => replica.Region !== undefined && replica.Region !== region);
  if (elsewhere.length > 0) throw new Error(`table ${properties.TableName}: replicas in other regions can't be rehearsed`);
  if (properties.BillingMode !== 'PAY_PER_REQUEST') throw new Error(`table ${properties.TableName}: only PAY_PER_REQUEST can be rehearsed`);
  return Object.fromEntries(PASSED.map((name) => [name, properties[name]]));
}
