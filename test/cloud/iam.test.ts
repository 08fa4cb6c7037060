import type { ResolvedResource } from '../../lab/cloud/assembly/resolve-stack.ts';
import type { CloudEvent } from '../../lab/cloud/cloud.ts';
import { Access } from '../../lab/cloud/iam/access.ts';
import { ResourcePolicies } from '../../lab/cloud/iam/resource-policies.ts';
import { Roles } from '../../lab/cloud/iam/roles.ts';

const ACCOUNT = '111122223333';
const ARN = `arn:aws:iam::${ACCOUNT}:role/step`;
const INSTANCE = `arn:aws:ec2:eu-west-3:${ACCOUNT}:instance/i-0a1b2c3d4e5f60101`;
const DOCUMENT = `arn:aws:ssm:eu-west-3:${ACCOUNT}:document/fence`;
const ZONE = 'arn:aws:route53:::hostedzone/Z0123456789PRIMARY0';
const NAMES = 'route53:ChangeResourceRecordSetsNormalizedRecordNames';

function resource(type: string, name: string, properties: Record<string, unknown>, arn = ''): ResolvedResource {
  return { type, name, arn, properties, logicalId: name, stack: 'app', region: 'eu-west-3', account: ACCOUNT, asset: () => '' };
}

const trust = (service: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } }],
});

function setup(statements: object[], more: Record<string, unknown> = {}, guards: ResolvedResource[] = []) {
  const events: CloudEvent[] = [];
  const roles = new Roles([
    resource('AWS::IAM::Role', 'step', { AssumeRolePolicyDocument: trust('lambda.amazonaws.com'), ...more }, ARN),
    resource('AWS::IAM::Policy', 'grants', { Roles: ['step'], PolicyDocument: { Version: '2012-10-17', Statement: statements } }),
  ]);
  const access = new Access(ACCOUNT, roles.all(), new ResourcePolicies(guards), (event) => events.push(event));
  const role = roles.assumedBy('lambda.amazonaws.com', ARN, 'function step');
  const ask = (action: string, target: string, context?: Record<string, string | string[]>) =>
    access.authorize({ role, action, resource: target, region: 'eu-west-3', ...(context ? { context } : {}) });
  return { roles, access, ask, events };
}

const send = { Effect: 'Allow', Action: 'ssm:SendCommand', Resource: [INSTANCE, DOCUMENT] };

test('a call is allowed for the resources its role names and denied for any other, in the words of AWS', async () => {
  const { ask, access, events } = setup([send]);
  await ask('ssm:SendCommand', INSTANCE);
  await ask('ssm:SendCommand', DOCUMENT);
  const other = INSTANCE.replace('0101', '0102');
  await expect(ask('ssm:SendCommand', other)).rejects.toThrow(
    `assumed-role/step/rehearsal is not authorized to perform: ssm:SendCommand on resource: ${other}`,
  );
  expect(events).toMatchObject([{ kind: 'denied', caller: ARN, action: 'ssm:SendCommand', resource: other }]);
  expect(access.summary()).toEqual({
    callsChecked: 3,
    denied: [{ caller: ARN, action: 'ssm:SendCommand', resource: other }],
    unusedGrants: [],
  });
});

test('a condition on the record name lets one record change and no other', async () => {
  const Condition = { 'ForAllValues:StringEquals': { [NAMES]: ['primary.db.internal'] } };
  const { ask } = setup([{ Effect: 'Allow', Action: 'route53:ChangeResourceRecordSets', Resource: ZONE, Condition }]);
  await ask('route53:ChangeResourceRecordSets', ZONE, { [NAMES]: ['primary.db.internal'] });
  await expect(ask('route53:ChangeResourceRecordSets', ZONE, { [NAMES]: ['www.db.internal'] })).rejects.toThrow('not authorized');
});

test('an explicit deny wins over an allow', async () => {
  const { ask } = setup([send, { Effect: 'Deny', Action: 'ssm:*', Resource: DOCUMENT }]);
  await ask('ssm:SendCommand', INSTANCE);
  await expect(ask('ssm:SendCommand', DOCUMENT)).rejects.toThrow('not authorized');
});

test('grants never used are listed one action and resource at a time', async () => {
  const { ask, access } = setup([send, { Effect: 'Allow', Action: ['s3:Get*', 's3:PutObject'], Resource: 'arn:aws:s3:::reports/*' }]);
  await ask('s3:GetObject', 'arn:aws:s3:::reports/one.json');
  await ask('ssm:SendCommand', INSTANCE);
  expect(access.summary().unusedGrants).toEqual([
    { role: ARN, action: 'ssm:SendCommand', resource: DOCUMENT },
    { role: ARN, action: 's3:PutObject', resource: 'arn:aws:s3:::reports/*' },
  ]);
});

test('grants of AWS managed policies, and those whose use cannot be seen, are not called unused', async () => {
  const managed = 'arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole';
  const unseen = ['logs:PutLogEvents', 'xray:PutTraceSegments', 'ec2:CreateNetworkInterface', 'ec2:DescribeSubnets'];
  const { access, ask } = setup([{ Effect: 'Allow', Action: unseen, Resource: '*' }], { ManagedPolicyArns: [managed] });
  expect(access.summary().unusedGrants).toEqual([]);
  await ask('logs:PutLogEvents', '*');
});

test('an action that AWS does not have is reported, because the service asked for something made up', async () => {
  const { ask, events } = setup([{ Effect: 'Allow', Action: 'ssm:*', Resource: '*' }]);
  await expect(ask('ssm:SendOrders', DOCUMENT)).rejects.toThrow('not authorized');
  expect(events).toMatchObject([{ kind: 'refused', service: 'iam', operation: 'ssm:SendOrders' }, { kind: 'denied' }]);
});

test('a service assumes only roles that trust it', () => {
  const { roles } = setup([send]);
  expect(() => roles.assumedBy('states.amazonaws.com', ARN, 'machine failover')).toThrow(
    `machine failover runs as ${ARN}, which trusts [lambda.amazonaws.com]; required: states.amazonaws.com`,
  );
  expect(() => roles.assumedBy('lambda.amazonaws.com', `${ARN}x`, 'function f')).toThrow('a role that no stack creates');
});

test('an AWS managed policy whose text is unknown is refused instead of ignored', () => {
  expect(() => setup([send], { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] })).toThrow(
    'whose text the lab does not know',
  );
});

test('each role signs with an access key of its own, by which its calls are recognised', () => {
  const { roles } = setup([send]);
  const [role] = roles.all();
  expect(role?.accessKeyId).toMatch(/^ASIA[0-9A-F]{16}$/);
  expect(roles.byAccessKey(role?.accessKeyId ?? '')).toBe(role);
  expect(roles.byAccessKey('ASIA0000000000000000')).toBeUndefined();
});

const KEY = `arn:aws:kms:eu-west-3:${ACCOUNT}:key/1`;
const useKey = { Effect: 'Allow', Action: ['kms:GenerateDataKey', 'kms:Decrypt'], Resource: KEY };
const keyPolicy = (principal: object) => {
  const KeyPolicy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'kms:*', Resource: '*', Principal: principal }] };
  return resource('AWS::KMS::Key', 'key', { KeyPolicy }, KEY);
};

test('a key lets a role in only when its own policy leaves that to the account', async () => {
  const allowed = setup([useKey], {}, [keyPolicy({ AWS: `arn:aws:iam::${ACCOUNT}:root` })]);
  await allowed.ask('kms:GenerateDataKey', KEY);
  const closed = setup([useKey], {}, [keyPolicy({ Service: 'cloudwatch.amazonaws.com' })]);
  await expect(closed.ask('kms:GenerateDataKey', KEY)).rejects.toThrow('not authorized to perform: kms:GenerateDataKey');
  const ungranted = setup([send], {}, [keyPolicy({ AWS: `arn:aws:iam::${ACCOUNT}:root` })]);
  await expect(ungranted.ask('kms:Decrypt', KEY)).rejects.toThrow('not authorized to perform: kms:Decrypt');
});

test('what a bucket or topic refuses is refused although the role allows it', async () => {
  const put = { Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::reports/*' };
  const deny = (condition: object) => ({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Action: 's3:*', Principal: '*', Resource: 'arn:aws:s3:::reports/*', Condition: condition }],
  });
  const guard = (condition: object) => resource('AWS::S3::BucketPolicy', 'guard', { Bucket: 'reports', PolicyDocument: deny(condition) });
  await setup([put], {}, [guard({ Bool: { 'aws:SecureTransport': 'false' } })]).ask('s3:PutObject', 'arn:aws:s3:::reports/a/b.json');
  const closed = setup([put], {}, [guard({ Bool: { 'aws:SecureTransport': 'true' } })]);
  await expect(closed.ask('s3:PutObject', 'arn:aws:s3:::reports/a/b.json')).rejects.toThrow('not authorized to perform: s3:PutObject');
});
