import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { names } from '../plan/names.ts';
import type { Plan } from '../plan/schema.ts';
import { acknowledge } from './acknowledge.ts';

/** What outlives every execution: incident record, heartbeats of the other region's probe, reports. Nothing of it is deleted with the stack. */
export class Memory extends Construct {
  constructor(scope: Construct, id: string, { plan }: { readonly plan: Plan }) {
    super(scope, id);
    this.#table('Incidents', names.incidentTable(plan));
    this.#table('Heartbeats', names.heartbeatTable(plan));
    const bucket = new s3.Bucket(this, 'Reports', {
      bucketName: names.reportBucket(plan, Stack.of(this).region),
      versioned: true,
      encryption: s3.BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      lifecycleRules: [{ noncurrentVersionExpiration: Duration.days(365), abortIncompleteMultipartUploadAfter: Duration.days(7) }],
    });
    acknowledge(
      bucket,
      'S1',
      'Only the two functions that write reports use this bucket; who read them is in CloudTrail, which the account keeps anyway.',
    );
  }

  #table(id: string, tableName: string): void {
    new dynamodb.Table(this, id, {
      tableName,
      partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
      sortKey: { name: 'sk', type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
  }
}
