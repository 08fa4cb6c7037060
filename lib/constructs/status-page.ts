import { CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { names } from '../plan/names.ts';
import type { Plan } from '../plan/schema.ts';
import { statusRegion } from '../plan/status-region.ts';
import { acknowledge } from './acknowledge.ts';
import { WITHOUT } from './beyond-reach.ts';
import type { Grant } from './grants.ts';
import { regionalArns } from './regional-arns.ts';

/** Ways to the outside are shut for access lists and, where only the account reads, for policies too. */
const BLOCKED = {
  everybody: new s3.BlockPublicAccess({
    blockPublicAcls: true,
    ignorePublicAcls: true,
    blockPublicPolicy: false,
    restrictPublicBuckets: false,
  }),
  account: s3.BlockPublicAccess.BLOCK_ALL,
} as const;

/**
 * Bucket of the status page, in the region that holds it (`statusRegion`). Everybody may read its objects over TLS, list nothing and write
 * nothing; or nobody but the account, as the plan says. It needs nothing else to be read: no distribution, no name, no function.
 */
export class StatusPage extends Construct {
  constructor(scope: Construct, id: string, { plan }: { readonly plan: Plan }) {
    super(scope, id);
    const { region } = Stack.of(this);
    const { readers } = plan.statusPage;
    const bucketName = names.statusBucket(plan, region);
    const bucket = new s3.Bucket(this, 'Pages', {
      bucketName,
      versioned: true,
      encryption: s3.BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: BLOCKED[readers],
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      lifecycleRules: [{ noncurrentVersionExpiration: Duration.days(365), abortIncompleteMultipartUploadAfter: Duration.days(7) }],
    });
    if (readers === 'everybody') this.#open(bucket);
    acknowledge(bucket, 'S1', 'Who reads a page that everybody may read is nobody’s business; who writes it is in CloudTrail.');
    new CfnOutput(this, 'Address', {
      description: `Status page of ${plan.title}`,
      value: `https://${bucketName}.s3.${region}.amazonaws.com/index.html`,
    });
  }

  #open(bucket: s3.Bucket): void {
    bucket.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'EverybodyReadsPages',
        principals: [new iam.AnyPrincipal()],
        actions: ['s3:GetObject'],
        resources: [bucket.arnForObjects('*')],
        conditions: { Bool: { 'aws:SecureTransport': 'true' } },
      }),
    );
    acknowledge(
      bucket,
      'S2',
      'The plan opens the status page to everybody (statusPage.readers): it holds what the public is told and nothing else.',
    );
  }
}

/**
 * What a role needs to refresh the page from any region: reading and replacing its objects. S3 says that an object is missing only to who may list
 * the bucket, and refuses everybody else (S3 API, GetObject), so listing goes with reading.
 */
export function statusPageGrants(plan: Plan, region: string): Grant[] {
  const { statusBucket } = regionalArns(plan);
  const beyond = statusRegion(plan) === region ? {} : { withoutIt: WITHOUT.statusPageThere };
  return [
    {
      actions: ['s3:GetObject', 's3:PutObject'],
      resources: [`${statusBucket}/*`],
      because: 'every object of the bucket is a part of the page.',
      ...beyond,
    },
    { actions: ['s3:ListBucket'], resources: [statusBucket], ...beyond },
  ];
}
