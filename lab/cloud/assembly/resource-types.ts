import type { ResolvedResource } from './resolve-stack.ts';

/** Types the lab builds something from, in the order in which they are created. */
export const EMULATED = [
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Role',
  'AWS::IAM::Policy',
  'AWS::KMS::Key',
  'AWS::KMS::Alias',
  'AWS::DynamoDB::Table',
  'AWS::DynamoDB::GlobalTable',
  'AWS::S3::Bucket',
  'AWS::SNS::Topic',
  'AWS::SNS::Subscription',
  'AWS::SSM::Document',
  'AWS::SSM::Parameter',
  'AWS::CloudWatch::Alarm',
  'AWS::Lambda::Function',
  'AWS::Lambda::Url',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::Permission',
  'AWS::StepFunctions::StateMachine',
  'AWS::Events::Rule',
  'AWS::SSM::Association',
] as const;

/** Types that do nothing a rehearsal could see, and why. A type is added here only with its reason. */
export const WITHOUT_BEHAVIOUR: Readonly<Record<string, string>> = {
  'AWS::CDK::Metadata': 'counts constructs for the CDK team',
  'AWS::CloudWatch::Dashboard': 'shows what is measured anyway',
  'AWS::EC2::SecurityGroup': 'the rehearsal cuts its own network; security groups are asserted on the template',
  'AWS::EC2::SecurityGroupIngress': 'as security groups',
  'AWS::EC2::SecurityGroupEgress': 'as security groups',
  'AWS::EC2::VPCEndpoint': 'the local endpoint is always reachable unless a rehearsal takes it away',
  'AWS::Logs::LogGroup': 'log lines are kept in memory, whatever their retention',
  'AWS::Logs::ResourcePolicy': 'lets services write to log groups, which nothing refuses here',
  'AWS::S3::BucketPolicy': 'checked with every call to the bucket',
  'AWS::SNS::TopicPolicy': 'checked when a role publishes; that services may publish is asserted on the template',
  'AWS::SQS::Queue': 'dead-letter queue: what would land there is reported as refused or failed',
  'AWS::SQS::QueuePolicy': 'as queues',
  'AWS::Lambda::Version': 'a rehearsal has one version of a function',
};

/**
 * Refuses a deployment whose templates hold something the lab would have to pretend.
 *
 * @throws one error with all resource types the lab does not know
 */
export function requireKnownTypes(resources: readonly ResolvedResource[]): void {
  const known = new Set<string>([...EMULATED, ...Object.keys(WITHOUT_BEHAVIOUR)]);
  const unknown = resources.filter((resource) => !known.has(resource.type));
  if (unknown.length === 0) return;
  const lines = unknown.map(({ type, stack, logicalId }) => `the lab cannot emulate ${type} (${stack}, ${logicalId})`);
  throw new Error(lines.join('\n'));
}
