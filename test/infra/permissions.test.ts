import { names } from '../../lib/plan/names.ts';
import { FUNCTIONS, type FunctionName } from '../../lib/plan/steps.ts';
import { appOf, Deployed, many, type Statement } from '../support/cdk/synthesized.ts';
import { planOf } from '../support/ports/builders.ts';

const plan = planOf();
const [primary] = appOf(plan).stacks.map((stack) => new Deployed(stack)) as [Deployed];
const statements = (name: FunctionName) => primary.statementsOf(names.step(plan, name));
const allowed = (name: FunctionName) =>
  statements(name)
    .flatMap((one) => many(one.Action))
    .filter((action) => !/^(logs|xray|ec2:.*(NetworkInterface|Subnets|PrivateIp)|ec2:(Create|Delete)NetworkInterface)/.test(action))
    .sort();
const statementFor = (name: FunctionName, action: string): Statement => {
  const found = statements(name).find((one) => many(one.Action).includes(action));
  if (found === undefined) throw new Error(`${name} may not ${action}`);
  return found;
};

/** The whole list: a step that may do more than this is a mistake. */
const EXPECTED: Record<FunctionName, string[]> = {
  'open-incident': ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'states:SendTaskSuccess'],
  'assess-primary': ['dynamodb:Query', 'route53:ListResourceRecordSets', 'ssm:GetParameter'],
  notify: ['kms:Decrypt', 'kms:GenerateDataKey', 'sns:Publish'],
  'ask-person': [
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'dynamodb:UpdateItem',
    'kms:Decrypt',
    'kms:GenerateDataKey',
    'kms:GenerateMac',
    'sns:Publish',
    'states:SendTaskSuccess',
  ],
  'join-incident': ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'states:SendTaskSuccess'],
  'await-news': ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'states:SendTaskSuccess'],
  'climb-ladder': [
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'kms:Decrypt',
    'kms:GenerateDataKey',
    'kms:GenerateMac',
    's3:GetObject',
    's3:ListBucket',
    's3:PutObject',
    'sns:Publish',
  ],
  act: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem', 'states:SendTaskSuccess'],
  'answer-link': [
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'dynamodb:UpdateItem',
    'kms:VerifyMac',
    'states:SendTaskSuccess',
  ],
  'relieve-quorum': ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem', 'ssm:GetParameter'],
  'fence-primary': [
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'ssm:CancelCommand',
    'ssm:GetCommandInvocation',
    'ssm:GetParameter',
    'ssm:SendCommand',
  ],
  'stop-instance': [
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'ec2:DescribeInstances',
    'ec2:StopInstances',
    'ssm:GetParameter',
  ],
  'check-instance-stopped': ['ec2:DescribeInstances'],
  'compare-standbys': ['ssm:GetParameter'],
  'promote-standby': [
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'dynamodb:UpdateItem',
    'ssm:CancelCommand',
    'ssm:GetCommandInvocation',
    'ssm:GetParameter',
    'ssm:SendCommand',
  ],
  'confirm-promotion': ['ssm:GetParameter'],
  'promote-through-sql': ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem', 'ssm:GetParameter'],
  'repoint-standbys': ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'ssm:GetParameter'],
  'set-synchronous-standbys': ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'ssm:GetParameter'],
  'switch-writer-record': [
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'route53:ChangeResourceRecordSets',
    'route53:ListResourceRecordSets',
    'ssm:GetParameter',
  ],
  'await-writer-record': ['route53:GetChange'],
  'restart-services': [
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'ssm:CancelCommand',
    'ssm:GetCommandInvocation',
    'ssm:SendCommand',
  ],
  'verify-recovery': ['ssm:GetParameter'],
  'keep-divergence': [
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    's3:PutObject',
    'ssm:CancelCommand',
    'ssm:GetCommandInvocation',
    'ssm:GetParameter',
    'ssm:SendCommand',
  ],
  'resolve-incident': [
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'dynamodb:UpdateItem',
    's3:PutObject',
    'ssm:GetParameter',
    'states:SendTaskSuccess',
  ],
  'record-outcome': [
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'dynamodb:UpdateItem',
    's3:PutObject',
    'ssm:GetParameter',
    'states:SendTaskSuccess',
  ],
  'write-post-mortem': ['dynamodb:PutItem', 'dynamodb:Query', 's3:GetObject', 's3:PutObject', 'states:GetExecutionHistory'],
  'list-incidents': ['dynamodb:Query'],
  'open-outage': ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'],
  'look-at-dependency': ['ssm:GetParameter'],
  'switch-dependency': ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'ssm:GetParameter', 'ssm:PutParameter'],
  'watch-dependency': ['dynamodb:UpdateItem'],
  'tell-outage': ['kms:Decrypt', 'kms:GenerateDataKey', 'sns:Publish'],
  'close-outage': ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
  'probe-dependencies': ['cloudwatch:PutMetricData'],
  probe: ['cloudwatch:PutMetricData', 'cloudwatch:SetAlarmState', 'dynamodb:PutItem', 'dynamodb:Query', 'ssm:GetParameter'],
};

test.each(FUNCTIONS)('%s may do what its step needs and nothing else', (name) => {
  expect([...new Set(allowed(name))]).toEqual(EXPECTED[name]);
});

test('the network takes no permission but that of placing the function in the VPC', () => {
  for (const name of FUNCTIONS) expect(statementFor(name, 'ec2:CreateNetworkInterface').Resource).toBe('*');
});

/** Actions for which the service authorization reference knows no resource type that could be named beforehand. */
const WITHOUT_RESOURCE = [
  'ec2:',
  'xray:',
  'ssm:GetCommandInvocation',
  'ssm:CancelCommand',
  'cloudwatch:PutMetricData',
  'states:SendTaskSuccess',
];

test('a star stands only where no resource can be named', () => {
  for (const name of FUNCTIONS)
    for (const one of statements(name).filter((statement) => many(statement.Resource).includes('*')))
      for (const action of many(one.Action)) {
        expect(action).not.toContain('*');
        expect({ name, action, known: WITHOUT_RESOURCE.some((known) => action.startsWith(known)) }).toEqual({ name, action, known: true });
        expect(action).not.toBe('ec2:StopInstances');
      }
});

test('the record can be changed only as this one CNAME, by delete and create', () => {
  expect(statementFor('switch-writer-record', 'route53:ChangeResourceRecordSets')).toMatchObject({
    Resource: 'arn:aws:route53:::hostedzone/Z0123456789PRIMARY0',
    Condition: {
      'ForAllValues:StringEquals': {
        'route53:ChangeResourceRecordSetsNormalizedRecordNames': ['primary.db.internal'],
        'route53:ChangeResourceRecordSetsRecordTypes': ['CNAME'],
        'route53:ChangeResourceRecordSetsActions': ['DELETE', 'CREATE'],
      },
    },
  });
});

test('reports go to the bucket of this region, and nothing in it can be read or deleted', () => {
  for (const step of ['resolve-incident', 'record-outcome', 'keep-divergence'] as const) {
    const { Resource } = statementFor(step, 's3:PutObject');
    expect(Resource).toBe('arn:aws:s3:::reprise-taxcollector-reports-111122223333-eu-west-3/database-failover/*');
  }
});

test('hosts are named: fencing and power-off reach this region’s database hosts, promotion those of every region', () => {
  const instance = (region: string, id: string) => `arn:aws:ec2:${region}:111122223333:instance/i-0a1b2c3d4e5f601${id}`;
  const document = (region: string, program: string) => `arn:aws:ssm:${region}:111122223333:document/reprise-taxcollector-${program}`;
  const here = ['01', '02', '03'].map((id) => instance('eu-west-3', id));
  expect(statementFor('fence-primary', 'ssm:SendCommand').Resource).toEqual(
    [document('eu-west-3', 'fence-postgres'), ...here].sort(bySpelling),
  );
  expect(statementFor('keep-divergence', 'ssm:SendCommand').Resource).toEqual(
    [document('eu-west-3', 'keep-divergence'), ...here].sort(bySpelling),
  );
  expect(many(statementFor('stop-instance', 'ec2:StopInstances').Resource)).toEqual(here);
  expect(statementFor('promote-standby', 'ssm:SendCommand').Resource).toEqual(
    [document('eu-west-3', 'promote-standby'), document('eu-west-1', 'promote-standby'), ...here, instance('eu-west-1', '04')].sort(
      bySpelling,
    ),
  );
  expect(statementFor('restart-services', 'ssm:SendCommand').Resource).toEqual([
    'arn:aws:ec2:eu-west-3:111122223333:instance/i-0a1b2c3d4e5f60201',
    document('eu-west-3', 'restart-service'),
  ]);
});

test('a post-mortem reads reports and histories of the machine, and writes nothing but post-mortems', () => {
  const bucket = 'arn:aws:s3:::reprise-taxcollector-reports-111122223333-eu-west-3';
  expect(statementFor('write-post-mortem', 's3:GetObject').Resource).toBe(`${bucket}/database-failover/*`);
  expect(statementFor('write-post-mortem', 's3:PutObject').Resource).toBe(`${bucket}/post-mortems/*`);
  expect(statementFor('write-post-mortem', 'states:GetExecutionHistory').Resource).toBe(
    'arn:aws:states:eu-west-3:111122223333:execution:reprise-taxcollector-database-failover:*',
  );
});

const bySpelling = (a: string, b: string) => (a < b ? -1 : 1);

test('heartbeats are written only where the loss of this region does not reach', () => {
  const table = (region: string) => `arn:aws:dynamodb:${region}:111122223333:table/reprise-taxcollector-heartbeats`;
  expect(statementFor('probe', 'dynamodb:PutItem').Resource).toBe(table('eu-west-1'));
  expect(many(statementFor('probe', 'dynamodb:Query').Resource)).toEqual([table('eu-west-1'), table('eu-west-3')]);
  expect(statementFor('probe', 'cloudwatch:PutMetricData').Condition).toEqual({
    StringEquals: { 'cloudwatch:namespace': 'Reprise/taxcollector' },
  });
  expect(statementFor('probe', 'cloudwatch:SetAlarmState').Resource).toBe(
    'arn:aws:cloudwatch:eu-west-3:111122223333:alarm:reprise-taxcollector/database-failover/PrimaryNotWritable',
  );
});

test('a switch may write the parameters of the plan in this region, and no other one', () => {
  const parameters = plan.dependencies.map((one) => `arn:aws:ssm:eu-west-3:111122223333:parameter${one.switch.parameter}`).sort();
  expect(parameters).toHaveLength(4);
  expect(many(statementFor('switch-dependency', 'ssm:PutParameter').Resource)).toEqual(parameters);
  expect(many(statementFor('look-at-dependency', 'ssm:GetParameter').Resource)).toEqual(parameters);
});

test('only the step that tells of dependencies reaches their contacts', () => {
  const contact = (name: FunctionName) => JSON.stringify(statements(name)).includes(':reprise-taxcollector-contact-mvola"');
  expect(FUNCTIONS.filter(contact)).toEqual(['tell-outage']);
});
