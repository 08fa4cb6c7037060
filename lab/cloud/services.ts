import type { Instance } from './cloud.ts';
import type { Answer, Service, ServiceContext } from './service.ts';
import type { Breakage } from './ssm/host-channel.ts';
import type { ParameterType } from './ssm/parameters.ts';

/**
 * What the core asks of each rehearsed service, beside answering its calls. One factory per service, each in a folder of its own:
 *
 *   route53/create-route53.ts        createRoute53: CreateRoute53          (one, global)
 *   dns/create-resolver.ts           createResolver: CreateResolver        (one per region)
 *   ssm/create-ssm.ts                createSsm: CreateSsm                  (one per region, as all below)
 *   cloudwatch/create-cloudwatch.ts  createCloudWatch: CreateCloudWatch
 *   ec2/create-ec2.ts                createEc2: CreateEc2
 *   s3/create-s3.ts                  createS3: CreateS3
 *   sns/create-sns.ts                createSns: CreateSns
 *   dynamodb/create-dynamodb.ts      createDynamoDb: CreateDynamoDb
 *   kms/create-kms.ts                createKms: CreateKms
 *
 * `Properties` are those of the CloudFormation resource with every intrinsic resolved. A service throws on a property that would
 * change its behaviour and that it can't carry out: better no rehearsal than one that ignored what was deployed.
 */
export type Properties = Readonly<Record<string, unknown>>;

/** A record set of a zone. Names are without the final dot here. */
export type ZoneRecord = { name: string; type: string; ttl: number; values: string[] };

export interface Route53 extends Service {
  putZone(zoneId: string, records: readonly ZoneRecord[]): void;
  records(zoneId: string): ZoneRecord[];
  /** Somebody changes a record in the console, whatever it held. In force when every change is. @throws RangeError for a record that is not there */
  overwrite(zoneId: string, name: string, values: readonly string[]): void;
}
export type CreateRoute53 = (context: ServiceContext) => Route53;

/** Answers the records of one zone over UDP; names outside it get NXDOMAIN. */
export interface Resolver {
  readonly address: string;
  readonly port: number;
  stop(): Promise<void>;
}
/** `records` is asked again for every question, so a change is seen at once by who asks again. */
export type CreateResolver = (options: { address: string; records(): readonly ZoneRecord[] }) => Promise<Resolver>;

export interface Ssm extends Service {
  /** @default a certificate is a String, anything else a SecureString */
  putParameter(name: string, value: string, type?: ParameterType): void;
  /** AWS::SSM::Document */
  createDocument(properties: Properties): void;
  /** AWS::SSM::Association: runs once on each of its instances; fails when one of them does not succeed within a minute. */
  createAssociation(properties: Properties): Promise<void>;
  /** From now on commands of this document are lost on the way, or their results are. */
  breakCommands(document: string, how: Breakage): void;
  /** Unsigned `/host-agent/poll` and `/host-agent/report` of the hosts of this region. */
  handleHostAgent(path: string, body: Buffer): Promise<Answer>;
}
export type CreateSsm = (context: ServiceContext) => Ssm;

export interface CloudWatch extends Service {
  /** AWS::CloudWatch::Alarm */
  createAlarm(properties: Properties): void;
}
/** `onAction` carries out an alarm action (the ARN of a topic) with what AWS would publish. */
export type CreateCloudWatch = (
  context: ServiceContext,
  options: { onAction(actionArn: string, subject: string, message: string): void },
) => CloudWatch;

export interface Ec2 extends Service {
  registerInstance(instance: Instance): void;
  /** Told to stop, it stays `stopping`. */
  sticksWhenStopping(instance: string): void;
}
export type CreateEc2 = (context: ServiceContext) => Ec2;

export type StoredObject = { key: string; body: string; contentType: string };

export interface S3 extends Service {
  /** AWS::S3::Bucket; `BucketName` is always given. */
  createBucket(properties: Properties): Promise<void>;
  objects(bucket: string): Promise<StoredObject[]>;
  /** From now on nobody may put or get objects of this bucket, whatever the policies say. */
  breakBucket(bucket: string): void;
}
export type CreateS3 = (context: ServiceContext) => Promise<S3>;

export interface Sns extends Service {
  /** AWS::SNS::Topic; `TopicName` is always given. */
  createTopic(properties: Properties): Promise<void>;
  /** AWS::SNS::Subscription: noted, never delivered outside this computer. */
  createSubscription(properties: Properties): Promise<void>;
  /** From now on no call to publish is accepted: SNS answers with an internal error. */
  breakPublishing(): void;
  /** A message from a service (an alarm action), not from a role. */
  publish(topicArn: string, subject: string, message: string): void;
}
export type CreateSns = (context: ServiceContext) => Promise<Sns>;

export interface DynamoDb extends Service {
  /** AWS::DynamoDB::Table or AWS::DynamoDB::GlobalTable; `TableName` is always given. */
  createTable(properties: Properties): Promise<void>;
  /** From now on calls for a partition of this table whose key begins with one of these are throttled; its other partitions are not. */
  throttlePartitions(table: string, beginnings: readonly string[]): void;
}
export type CreateDynamoDb = (context: ServiceContext) => Promise<DynamoDb>;

export interface Kms extends Service {
  /** AWS::KMS::Key */
  createKey(arn: string, properties: Properties): void;
  /** AWS::KMS::Alias */
  createAlias(properties: Properties): void;
}
export type CreateKms = (context: ServiceContext) => Kms;
