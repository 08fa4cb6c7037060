/** Which part of a service answers a call: the part that does the service's work, or the part that manages its resources. */
export type Plane = 'data' | 'control';

/** Home of a call that is answered in the region it is sent to. */
export const REGIONAL = 'regional';

/** Where AWS says it, or what the classification is read from. */
export type Source = { readonly title: string; readonly url: string };

export type Classification = {
  readonly plane: Plane;
  /** `regional`, or the one region of the partition `aws` that answers for the whole world. */
  readonly home: typeof REGIONAL | 'us-east-1' | 'us-west-2';
  /** `aws`: a page of AWS names the action or says it of all actions of the service. `definition`: our reading of AWS's definition. */
  readonly by: 'aws' | 'definition';
  readonly source: Source;
};

const DOCS = 'https://docs.aws.amazon.com';
const BOUNDARIES = 'whitepapers/latest/aws-fault-isolation-boundaries';
const page = (title: string, path: string): Source => ({ title, url: `${DOCS}/${path}` });

/** CloudTrail calls its data events "data plane operations" and its management events "control plane operations". */
const SOURCES = {
  planes: page('AWS Fault Isolation Boundaries, Control planes and data planes', `${BOUNDARIES}/control-planes-and-data-planes.html`),
  global: page('AWS Fault Isolation Boundaries, Global services', `${BOUNDARIES}/global-services.html`),
  dynamodb: page('DynamoDB API', 'amazondynamodb/latest/developerguide/HowItWorks.API.html'),
  dataEvents: page('CloudTrail, Logging data events', 'awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html'),
  systemsManager: page('Systems Manager in CloudTrail', 'systems-manager/latest/userguide/monitoring-cloudtrail-logs.html'),
  cloudWatch: page('CloudWatch in CloudTrail', 'AmazonCloudWatch/latest/monitoring/logging_cw_api_calls.html'),
  stepFunctions: page('Step Functions in CloudTrail', 'step-functions/latest/dg/procedure-cloud-trail.html'),
  xray: page('X-Ray in CloudTrail', 'xray/latest/devguide/xray-api-cloudtrail.html'),
  kms: page('Resilience in AWS KMS', 'kms/latest/developerguide/disaster-recovery-resiliency.html'),
} as const;

type From = { readonly plane: Plane; readonly by: Classification['by']; readonly source: Source; readonly home?: Classification['home'] };

/** The same classification for several actions of one service. */
function actions(service: string, names: readonly string[], { home = REGIONAL, ...rest }: From): [string, Classification][] {
  return names.map((name) => [`${service}:${name}`, { home, ...rest }]);
}

const { planes, global, dynamodb, dataEvents, systemsManager, cloudWatch, stepFunctions, xray, kms } = SOURCES;
const items = ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'];
const records = ['ChangeResourceRecordSets', 'ListResourceRecordSets', 'GetChange'];
const commands = ['SendCommand', 'GetCommandInvocation', 'CancelCommand'];
const executions = [
  'StartExecution',
  'DescribeExecution',
  'GetExecutionHistory',
  'StopExecution',
  'SendTaskSuccess',
  'SendTaskFailure',
  'SendTaskHeartbeat',
];
const instances = ['StopInstances', 'StartInstances', 'DescribeInstances'];
const interfaces = [
  'CreateNetworkInterface',
  'DescribeNetworkInterfaces',
  'DescribeSubnets',
  'DeleteNetworkInterface',
  'AssignPrivateIpAddresses',
  'UnassignPrivateIpAddresses',
];
const deliveries = ['CreateLogDelivery', 'GetLogDelivery', 'UpdateLogDelivery', 'DeleteLogDelivery', 'ListLogDeliveries'];
const logManagement = [...deliveries, 'PutResourcePolicy', 'DescribeResourcePolicies', 'DescribeLogGroups', 'CreateLogStream'];

/**
 * Every action that a role of the stacks may hold. One that is missing fails synthesis, so this list is extended on the day an action is
 * granted and not found wanting on the day it is called. In doubt an action counts as control plane, which promises less.
 */
export const ACTIONS: ReadonlyMap<string, Classification> = new Map([
  ...actions('dynamodb', items, { plane: 'data', by: 'aws', source: dynamodb }),
  ...actions('s3', ['GetObject', 'PutObject'], { plane: 'data', by: 'aws', source: planes }),
  ...actions('s3', ['ListBucket'], { plane: 'data', by: 'definition', source: planes }),
  ...actions('lambda', ['InvokeFunction'], { plane: 'data', by: 'aws', source: dataEvents }),
  ...actions('sns', ['Publish'], { plane: 'data', by: 'aws', source: dataEvents }),
  ...actions('cloudwatch', ['PutMetricData'], { plane: 'data', by: 'aws', source: cloudWatch }),
  ...actions('cloudwatch', ['SetAlarmState'], { plane: 'control', by: 'aws', source: cloudWatch }),
  ...actions('route53', records, { plane: 'control', by: 'aws', source: global, home: 'us-east-1' }),
  ...actions('ssm', ['GetParameter', 'PutParameter', ...commands], { plane: 'control', by: 'aws', source: systemsManager }),
  ...actions('states', executions, { plane: 'control', by: 'aws', source: stepFunctions }),
  ...actions('ec2', instances, { plane: 'control', by: 'definition', source: planes }),
  ...actions('ec2', interfaces, { plane: 'control', by: 'definition', source: planes }),
  ...actions('kms', ['Decrypt', 'GenerateDataKey', 'GenerateMac', 'VerifyMac'], { plane: 'data', by: 'definition', source: kms }),
  ...actions('logs', ['PutLogEvents'], { plane: 'data', by: 'definition', source: planes }),
  ...actions('logs', logManagement, { plane: 'control', by: 'definition', source: planes }),
  ...actions('xray', ['PutTraceSegments', 'PutTelemetryRecords', 'GetSamplingTargets'], { plane: 'data', by: 'aws', source: xray }),
  ...actions('xray', ['GetSamplingRules'], { plane: 'control', by: 'definition', source: xray }),
]);
