import { createHash } from 'node:crypto';

/** Where a resource lives, and what it was named by the template (or by CloudFormation when it was not). */
export type Place = { account: string; region: string; stack: string };
type Identity = {
  /** Property that carries the physical name. */
  nameProperty?: string;
  arn?: (place: Place, name: string) => string;
  /** What `Ref` gives: the name unless said otherwise. */
  ref?: 'arn' | ((place: Place, name: string) => string);
  attributes?: Record<string, (place: Place, name: string, arn: string) => string>;
};

const regional =
  (service: string, kind: string) =>
  ({ region, account }: Place, name: string) =>
    `arn:aws:${service}:${region}:${account}:${kind}${name}`;
const name = (_: Place, physical: string) => physical;

/** Physical identity of the resource types whose names or ARNs others refer to. */
const IDENTITIES: Readonly<Record<string, Identity>> = {
  'AWS::IAM::Role': { nameProperty: 'RoleName', arn: ({ account }, role) => `arn:aws:iam::${account}:role/${role}` },
  'AWS::IAM::ManagedPolicy': {
    nameProperty: 'ManagedPolicyName',
    arn: ({ account }, policy) => `arn:aws:iam::${account}:policy/${policy}`,
    ref: 'arn',
  },
  'AWS::Lambda::Function': { nameProperty: 'FunctionName', arn: regional('lambda', 'function:') },
  'AWS::DynamoDB::Table': { nameProperty: 'TableName', arn: regional('dynamodb', 'table/') },
  'AWS::DynamoDB::GlobalTable': { nameProperty: 'TableName', arn: regional('dynamodb', 'table/') },
  'AWS::S3::Bucket': {
    nameProperty: 'BucketName',
    arn: (_, bucket) => `arn:aws:s3:::${bucket}`,
    attributes: {
      DomainName: (_, bucket) => `${bucket}.s3.amazonaws.com`,
      RegionalDomainName: ({ region }, bucket) => `${bucket}.s3.${region}.amazonaws.com`,
    },
  },
  'AWS::SNS::Topic': {
    nameProperty: 'TopicName',
    arn: regional('sns', ''),
    ref: 'arn',
    attributes: { TopicArn: (_, __, arn) => arn, TopicName: name },
  },
  'AWS::StepFunctions::StateMachine': {
    nameProperty: 'StateMachineName',
    arn: regional('states', 'stateMachine:'),
    ref: 'arn',
    attributes: { Name: name },
  },
  'AWS::CloudWatch::Alarm': { nameProperty: 'AlarmName', arn: regional('cloudwatch', 'alarm:') },
  'AWS::Events::Rule': { nameProperty: 'Name', arn: regional('events', 'rule/') },
  'AWS::SSM::Document': { nameProperty: 'Name', arn: regional('ssm', 'document/') },
  'AWS::SSM::Parameter': { nameProperty: 'Name', arn: (place, parameter) => regional('ssm', 'parameter')(place, parameter) },
  'AWS::SSM::Association': { attributes: { AssociationId: name } },
  'AWS::Logs::LogGroup': {
    nameProperty: 'LogGroupName',
    arn: (place, group) => `${regional('logs', 'log-group:')(place, group)}:*`,
  },
  'AWS::KMS::Alias': { nameProperty: 'AliasName', arn: regional('kms', '') },
  'AWS::KMS::Key': { arn: regional('kms', 'key/'), attributes: { KeyId: name } },
  'AWS::Lambda::Url': {
    attributes: {
      FunctionUrl: (place, physical) => `https://${shortHash(`${place.region}/${physical}`)}.lambda-url.${place.region}.on.aws/`,
    },
  },
  'AWS::EC2::SecurityGroup': {
    ref: (place, physical) => `sg-${shortHash(`${place.region}/${physical}`)}`,
    attributes: { GroupId: (place, physical) => `sg-${shortHash(`${place.region}/${physical}`)}` },
  },
  'AWS::SQS::Queue': {
    nameProperty: 'QueueName',
    arn: regional('sqs', ''),
    ref: ({ region, account }, queue) => `https://sqs.${region}.amazonaws.com/${account}/${queue}`,
    attributes: { QueueName: name },
  },
};

export const nameProperty = (type: string): string | undefined => IDENTITIES[type]?.nameProperty;

/** Name that CloudFormation makes up when the template gives none: stack, logical id and a suffix that stays the same. */
export function generatedName({ stack, region }: Place, logicalId: string): string {
  const readable = `${stack}-${logicalId}`.slice(0, 44);
  return `${readable}-${shortHash(`${region}/${stack}/${logicalId}`).toUpperCase()}`;
}

/** ARN of a resource of a template, as AWS would give it. */
export function arnOf(type: string, place: Place, physical: string): string | undefined {
  return IDENTITIES[type]?.arn?.(place, physical);
}

/** What `Ref` of a resource answers. */
export function refOf(type: string, place: Place, physical: string): string {
  const { ref } = IDENTITIES[type] ?? {};
  if (ref === 'arn') return arnOf(type, place, physical) ?? physical;
  return ref ? ref(place, physical) : physical;
}

/** @throws when the lab does not know the attribute; a made-up value would be rehearsed as if it were real */
export function attributeOf(type: string, attribute: string, place: Place, physical: string): string {
  const arn = arnOf(type, place, physical);
  if (attribute === 'Arn' && arn !== undefined) return arn;
  const known = IDENTITIES[type]?.attributes?.[attribute];
  if (!known) throw new Error(`the lab cannot emulate attribute ${attribute} of ${type}`);
  return known(place, physical, arn ?? '');
}

const shortHash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 17);
