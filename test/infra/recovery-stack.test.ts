import { Match } from 'aws-cdk-lib/assertions';
import { dependencyMetrics } from '../../lambdas/domain/dependency-look.ts';
import { parseOutageRequest } from '../../lambdas/domain/outage-request.ts';
import { probeMetrics } from '../../lambdas/domain/probe-metrics.ts';
import { replicationMetrics } from '../../lambdas/domain/replication-metrics.ts';
import { parseRequest } from '../../lambdas/domain/request.ts';
import { ENOUGH, TICKING } from '../../lambdas/middleware/ticking.ts';
import { dependencyFunctionSeconds } from '../../lib/plan/dependency-budget.ts';
import { DATABASE_FAILOVER, DEPENDENCY_OUTAGE, ESCALATION, names } from '../../lib/plan/names.ts';
import { planSchema } from '../../lib/plan/schema.ts';
import { DEPENDENCY_STEPS, FAILOVER_STEPS, FUNCTIONS, KEPT_ACTIVE } from '../../lib/plan/steps.ts';
import { functionSeconds } from '../../lib/plan/time-budget.ts';
import { appOf, Deployed, type Statement } from '../support/cdk/synthesized.ts';
import { attempt, planOf, receiving } from '../support/ports/builders.ts';
import { goldenOf } from '../support/statemachines/golden.ts';

const plan = planOf();
const [primary, recovery] = appOf(plan).stacks.map((stack) => new Deployed(stack)) as [Deployed, Deployed];
const stacks = [primary, recovery];
const alarmOf = (deployed: Deployed, condition: string, scenario = DATABASE_FAILOVER) =>
  deployed.named('AWS::CloudWatch::Alarm', 'AlarmName', names.alarm(plan, scenario, condition));

test('both regions get the same shape: only what lives in a region differs', () => {
  const shape = (deployed: Deployed) =>
    Object.entries(deployed.resources)
      .filter(([id, resource]) => resource.Type !== 'AWS::SSM::Association' && !id.startsWith('StatusPage'))
      .map(([id, resource]) => `${id.replace(/AllowEventRule.*/, 'AllowEventRule')} ${resource.Type}`);
  expect(shape(recovery)).toEqual(shape(primary));
  expect(primary.of('AWS::SSM::Association')).toHaveLength(3);
  expect(recovery.of('AWS::SSM::Association')).toHaveLength(1);
});

test('every stack is protected from deletion and tagged with its plan', () => {
  for (const stack of appOf(plan).stacks) {
    expect(stack.terminationProtection).toBe(true);
    expect(stack.account).toBe(plan.account);
  }
  const tables = primary.of('AWS::DynamoDB::Table');
  for (const table of tables) expect(table.Properties.Tags).toContainEqual({ Key: 'reprise:plan', Value: plan.name });
});

describe('functions', () => {
  const functions = primary.of('AWS::Lambda::Function').map((one) => one.Properties);

  test('there is one for each step and one for the probe, and no other', () => {
    expect(functions.map((one) => one.FunctionName).sort()).toEqual(FUNCTIONS.map((name) => names.step(plan, name)).sort());
  });

  test('run Node 24 on arm64, traced, in the private subnets of the plan, with their log group and no setting of our own', () => {
    for (const one of functions)
      expect(one).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        TracingConfig: { Mode: 'Active' },
        VpcConfig: { SubnetIds: plan.regions[0]?.network.subnetIds },
        LoggingConfig: { LogGroup: { Ref: expect.any(String) } },
      });
    for (const group of primary.of('AWS::Logs::LogGroup')) expect(group.Properties.RetentionInDays).toBe(365);
  });

  test('end when their budget says', () => {
    const limits = functionSeconds(plan);
    for (const step of FAILOVER_STEPS)
      expect(primary.named('AWS::Lambda::Function', 'FunctionName', names.step(plan, step)).Timeout).toBe(limits[step]);
    for (const step of DEPENDENCY_STEPS)
      expect(primary.named('AWS::Lambda::Function', 'FunctionName', names.step(plan, step)).Timeout).toBe(
        dependencyFunctionSeconds(plan)[step],
      );
  });

  test('the probe may run until its successor ticks, and begin a last tick then', () => {
    const { Timeout } = primary.named('AWS::Lambda::Function', 'FunctionName', names.step(plan, 'probe'));
    expect(Timeout).toBeGreaterThanOrEqual(TICKING + ENOUGH);
  });

  test('are let into the database hosts on the database port, and nowhere else', () => {
    primary.template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      GroupId: plan.regions[0]?.network.databaseSecurityGroupId,
      SourceSecurityGroupId: Match.anyValue(),
      FromPort: 5432,
      ToPort: 5432,
      IpProtocol: 'tcp',
    });
    expect(primary.of('AWS::EC2::SecurityGroupIngress')).toHaveLength(1);
  });

  test('called by a clock or an event are not tried again by Lambda', () => {
    for (const one of primary.of('AWS::Lambda::EventInvokeConfig')) expect(one.Properties.MaximumRetryAttempts).toBe(0);
  });
});

describe.each([DATABASE_FAILOVER, ESCALATION, DEPENDENCY_OUTAGE])('the machine %s', (scenario) => {
  test.each(stacks)('in $region runs the golden definition, logs everything and is traced', (deployed) => {
    const golden = goldenOf(scenario);
    const properties = deployed.named('AWS::StepFunctions::StateMachine', 'StateMachineName', names.machine(plan, scenario));
    expect(properties).toMatchObject({
      LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: true },
      TracingConfiguration: { Enabled: true },
    });
    expect(definitionOf(deployed, properties.DefinitionString)).toEqual({
      ...golden,
      States: expect.objectContaining(Object.fromEntries(Object.keys(golden.States).map((name) => [name, golden.States[name]]))),
    });
  });
});

/** The deployed text with `${step}` where the ARN of a step's function is put in. */
function definitionOf(deployed: Deployed, text: unknown): unknown {
  const [, parts] = (text as { 'Fn::Join': [string, (string | { 'Fn::GetAtt': string[] } | { Ref: string })[]] })['Fn::Join'];
  const joined = parts.map((part) => {
    if (typeof part === 'string') return part;
    if ('Ref' in part) return deployed.resources[part.Ref]?.Type === 'AWS::StepFunctions::StateMachine' ? `$\{escalation}` : 'aws';
    const name = String(deployed.resources[part['Fn::GetAtt'][0] ?? '']?.Properties.FunctionName);
    return `\${${name.replace('reprise-taxcollector-', '')}}`;
  });
  const { Comment: _, ...definition } = JSON.parse(joined.join('')) as Record<string, unknown>;
  return definition;
}

describe('what starts by itself', () => {
  const rule = (name: string) => primary.named('AWS::Events::Rule', 'Name', names.rule(plan, name));
  type Target = { InputTransformer: { InputPathsMap: Record<string, string>; InputTemplate: string }; RetryPolicy: Record<string, number> };

  test('the alarm starts the machine with an input that its first state understands', () => {
    const { EventPattern, Targets } = rule('primary-not-writable') as { EventPattern: unknown; Targets: Target[] };
    expect(EventPattern).toEqual({
      source: ['aws.cloudwatch'],
      'detail-type': ['CloudWatch Alarm State Change'],
      resources: [{ 'Fn::GetAtt': [expect.stringMatching(/^PrimaryNotWritable/), 'Arn'] }],
      detail: { state: { value: ['ALARM'] } },
    });
    expect(Targets.map((target) => target.RetryPolicy)).toEqual([{ MaximumEventAgeInSeconds: 900, MaximumRetryAttempts: 30 }]);
    const event: Record<string, string> = {
      '$.detail.alarmName': 'reprise-taxcollector/database-failover/PrimaryNotWritable',
      '$.detail.state.value': 'ALARM',
      '$.detail.state.timestamp': '2026-11-23T10:00:00.000+0000',
      '$.region': 'eu-west-3',
    };
    const { InputPathsMap, InputTemplate } = Targets[0]?.InputTransformer ?? { InputPathsMap: {}, InputTemplate: '' };
    const filled = InputTemplate.replaceAll(/<([^>]+)>/g, (_, key: string) => JSON.stringify(event[InputPathsMap[key] ?? '']));
    expect(parseRequest(JSON.parse(filled))).toMatchObject({
      trigger: 'alarm',
      alarm: { state: 'ALARM', stateChangedAt: '2026-11-23T10:00:00.000+0000', region: 'eu-west-3' },
    });
  });

  test('the alarm of a dependency starts its machine, which knows the dependency by the name of the alarm', () => {
    const { EventPattern, Targets } = rule('dependency-out') as { EventPattern: { resources: unknown[] }; Targets: Target[] };
    expect(EventPattern.resources).toHaveLength(plan.dependencies.length);
    const { InputPathsMap, InputTemplate } = Targets[0]?.InputTransformer ?? { InputPathsMap: {}, InputTemplate: '' };
    const event: Record<string, string> = {
      '$.detail.alarmName': 'reprise-taxcollector/dependency-outage/DependencyOut-stripe',
      '$.detail.state.value': 'ALARM',
      '$.detail.state.timestamp': '2026-11-23T10:00:00.000+0000',
      '$.region': 'eu-west-3',
    };
    const filled = InputTemplate.replaceAll(/<([^>]+)>/g, (_, key: string) => JSON.stringify(event[InputPathsMap[key] ?? '']));
    expect(parseOutageRequest(JSON.parse(filled), plan)).toMatchObject({ trigger: 'alarm', dependency: 'stripe' });
  });

  test.each(['probe', 'probe-dependencies'])('the clock starts the %s every minute, once', (name) => {
    expect(rule(name)).toMatchObject({
      ScheduleExpression: 'rate(1 minute)',
      Targets: [{ RetryPolicy: { MaximumRetryAttempts: 0 } }],
    });
  });

  test('every function that is idle until the day is called every five minutes, so that it answers at once', () => {
    type KeptTarget = { Arn: { 'Fn::GetAtt': [string, string] }; Input: string };
    const rules = primary
      .of('AWS::Events::Rule')
      .map((one) => one.Properties as { Name: string; ScheduleExpression: string; Targets: KeptTarget[] });
    const kept = rules.filter((one) => one.Name.includes('keep-active'));
    expect(new Set(kept.map((one) => one.ScheduleExpression))).toEqual(new Set(['rate(5 minutes)']));
    expect(Math.max(...kept.map((one) => one.Targets.length))).toBeLessThanOrEqual(5);
    const called = kept.flatMap((one) => one.Targets);
    expect(new Set(called.map((target) => target.Arn['Fn::GetAtt'][0])).size).toBe(KEPT_ACTIVE.length);
    expect(new Set(called.map((target) => target.Input))).toEqual(new Set(['{"keepActive":true}']));
  });
});

/** Wrong in one word, an alarm watches nothing for ever; so every word is here. */
const TICKS = (MetricName: string, Statistic: string, region: string) => ({
  Namespace: 'Reprise/taxcollector',
  MetricName,
  Statistic,
  Dimensions: [{ Name: 'Vantage', Value: region }],
});
const EXECUTIONS = (MetricName: string, machine = 'DatabaseFailoverMachine') => ({
  Namespace: 'AWS/States',
  MetricName,
  Statistic: 'Sum',
  Dimensions: [{ Name: 'StateMachineArn', Value: { Ref: expect.stringContaining(machine) } }],
  ...ONCE,
  Period: 60,
});
const ONCE = {
  EvaluationPeriods: 1,
  DatapointsToAlarm: 1,
  ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  TreatMissingData: 'notBreaching',
};
const BELOW = { EvaluationPeriods: 3, DatapointsToAlarm: 3, ComparisonOperator: 'LessThanThreshold' };

/** So many minutes one after the other, silence being no trouble. */
const inARow = (minutes: number) => ({ ...ONCE, EvaluationPeriods: minutes, DatapointsToAlarm: minutes, Period: 60 });

const ALARMS = (region: string) => ({
  PrimaryNotWritable: { ...TICKS('PrimaryWritable', 'Maximum', region), ...BELOW, Period: 10, TreatMissingData: 'notBreaching' },
  ProbeBlind: { ...TICKS('ProbeTick', 'Sum', region), ...BELOW, Period: 60, TreatMissingData: 'breaching' },
  NotReady: { ...TICKS('NotReady', 'Maximum', region), ...ONCE, Period: 300 },
  ReplicationLagging: {
    ...TICKS('WorstReplicationLagSeconds', 'Maximum', region),
    ...inARow(3),
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 1800, // half of the plan's hour
  },
  StandbyNotStreaming: { ...TICKS('StandbysNotStreaming', 'Minimum', region), ...inARow(5) },
  QuorumNotMet: { ...TICKS('QuorumShort', 'Minimum', region), ...inARow(3) },
  MachineFailed: EXECUTIONS('ExecutionsFailed'),
  MachineTimedOut: EXECUTIONS('ExecutionsTimedOut'),
  MachineThrottled: EXECUTIONS('ExecutionThrottled'),
  MachineAborted: EXECUTIONS('ExecutionsAborted'),
  MachineNotStarted: {
    Namespace: 'AWS/Events',
    MetricName: 'FailedInvocations',
    Statistic: 'Sum',
    Dimensions: [{ Name: 'RuleName', Value: { Ref: expect.stringContaining('OnAlarm') } }],
    ...ONCE,
    Period: 60,
  },
});

/** The looks of a minute; the alarm of each dependency waits for as many of them as its `failAfter` has. */
const OUT = (dependency: string, minutes: number, region: string) => ({
  ...{ Namespace: 'Reprise/taxcollector', MetricName: 'DependencyAvailable', Statistic: 'Maximum', Period: 60 },
  ...{ EvaluationPeriods: minutes, DatapointsToAlarm: minutes, ComparisonOperator: 'LessThanThreshold', TreatMissingData: 'notBreaching' },
  Dimensions: [
    { Name: 'Dependency', Value: dependency },
    { Name: 'Vantage', Value: region },
  ],
});
const DEPENDENCY_ALARMS = (region: string) => ({
  'DependencyOut-mvola': OUT('mvola', 3, region),
  'DependencyOut-stripe': OUT('stripe', 3, region),
  'DependencyOut-smtp': OUT('smtp', 10, region),
  'DependencyOut-cloudflare': OUT('cloudflare', 3, region),
  DependencyProbeBlind: { ...TICKS('DependencyProbeBlind', 'Minimum', region), ...inARow(3), TreatMissingData: 'breaching' },
  ...Object.fromEntries(
    ['Failed', 'TimedOut', 'Throttled', 'Aborted'].map((how) => [
      `Machine${how}`,
      EXECUTIONS(how === 'Throttled' ? 'ExecutionThrottled' : `Executions${how}`, 'DependencyOutageMachine'),
    ]),
  ),
  MachineNotStarted: {
    ...ALARMS(region).MachineNotStarted,
    Dimensions: [{ Name: 'RuleName', Value: { Ref: expect.stringContaining('DependencyWatchOnAlarm') } }],
  },
});

describe('alarms', () => {
  const conditions = Object.keys(ALARMS('')) as (keyof ReturnType<typeof ALARMS>)[];

  test('there are these and no others', () => {
    expect(
      primary
        .of('AWS::CloudWatch::Alarm')
        .map((alarm) => String(alarm.Properties.AlarmName))
        .toSorted(),
    ).toEqual(
      [
        ...conditions.map((condition) => names.alarm(plan, DATABASE_FAILOVER, condition)),
        ...Object.keys(DEPENDENCY_ALARMS('')).map((condition) => names.alarm(plan, DEPENDENCY_OUTAGE, condition)),
        ...['LadderFailed', 'LadderTimedOut', 'LadderAborted', 'LadderNotStarted'].map((condition) =>
          names.alarm(plan, ESCALATION, condition),
        ),
      ].toSorted(),
    );
  });

  test.each(stacks.flatMap((deployed) => conditions.map((condition) => ({ deployed, region: deployed.region, condition }))))(
    '$condition in $region watches exactly this, and is told to whom is told first',
    ({ deployed, region, condition }) => {
      const { AlarmName: _name, AlarmDescription, Tags: _tags, ...alarm } = alarmOf(deployed, condition);
      expect(alarm).toEqual({ Threshold: 1, ...ALARMS(region)[condition], AlarmActions: [{ Ref: expect.stringContaining('oncall') }] });
      expect(AlarmDescription).toContain('Runbook: https://');
    },
  );

  const ofDependencies = stacks.flatMap((deployed) =>
    Object.entries(DEPENDENCY_ALARMS(deployed.region)).map(([condition, expected]) => ({
      deployed,
      region: deployed.region,
      condition,
      expected,
    })),
  );
  test.each(ofDependencies)('$condition of dependencies in $region watches exactly this; that one is out its machine tells', (one) => {
    const { AlarmName: _name, AlarmDescription, Tags: _tags, ...alarm } = alarmOf(one.deployed, one.condition, DEPENDENCY_OUTAGE);
    const told = one.condition.startsWith('DependencyOut') ? {} : { AlarmActions: [{ Ref: expect.stringContaining('oncall') }] };
    expect(alarm).toEqual({ Threshold: 1, ...one.expected, ...told });
    expect(AlarmDescription).toContain('/dependency-outage#alarm-');
  });

  /** NotReady is published once at each start of the probe (lambdas/middleware/probing.ts), the others at each tick. */
  const AT_START = ['NotReady'];
  test('every metric of the probe that an alarm watches is one that it publishes, for all nodes together', () => {
    const others = [receiving('db-2'), receiving('db-3'), receiving('db-4')];
    const direct = attempt('committed', { quorum: { setting: '', streaming: 0 } });
    const target = plan.database.nodes.find((node) => node.id === 'db-1');
    const published = [
      ...probeMetrics(direct, others, plan.failover.heartbeat),
      ...replicationMetrics({ target, direct, others }, 'eu-west-3', plan),
      ...dependencyMetrics(plan.dependencies.map(({ id }) => ({ dependency: id, available: true, seen: 'well', at: '' }))),
    ].filter((metric) => metric.node === undefined);
    const watched = primary
      .of('AWS::CloudWatch::Alarm')
      .filter(({ Properties }) => Properties.Namespace === names.metricNamespace(plan))
      .map(({ Properties }) => String(Properties.MetricName));
    expect(watched.sort()).toEqual([...published.map((metric) => metric.name), ...AT_START].sort());
  });

  test.each([
    ['half of the objective', '10m', 300],
    ['an objective too short to be measured: never at rest', '5s', 5],
    ['no loss at all', '0s', 5],
  ])('ReplicationLagging rings above %s', (_, rpo, threshold) => {
    const objectives = { ...plan.objectives, rpo: planSchema.shape.objectives.shape.rpo.parse(rpo) };
    const [stack] = appOf({ ...plan, objectives }).stacks;
    const lagging = alarmOf(new Deployed(stack as NonNullable<typeof stack>), 'ReplicationLagging');
    expect(lagging.Threshold).toBe(threshold);
    expect(lagging.AlarmDescription).toContain(`more than ${threshold} s old`);
  });
});

describe('what outlives a failover', () => {
  test('tables can be restored to any second, and nothing is deleted with the stack', () => {
    for (const table of primary.of('AWS::DynamoDB::Table')) {
      expect(table).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
      expect(table.Properties).toMatchObject({
        BillingMode: 'PAY_PER_REQUEST',
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
      });
    }
  });

  test('reports keep their versions and are not public', () => {
    primary.template.hasResourceProperties('AWS::S3::Bucket', {
      BucketName: names.reportBucket(plan, 'eu-west-3'),
      VersioningConfiguration: { Status: 'Enabled' },
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
    });
  });
});

test('every audience, and every contact of a dependency, has an encrypted topic with the endpoints of the plan', () => {
  const contacts = plan.dependencies.flatMap(({ id, contact }) => (contact === null ? [] : [{ name: `contact-${id}`, contact }]));
  expect(contacts).toHaveLength(2);
  expect(primary.of('AWS::SNS::Topic').map((topic) => topic.Properties.TopicName)).toEqual(
    [...plan.audiences, ...contacts].map(({ name }) => names.topic(plan, name)),
  );
  for (const topic of primary.of('AWS::SNS::Topic')) expect(topic.Properties.KmsMasterKeyId).toBeDefined();
  expect(primary.of('AWS::SNS::Subscription').map((one) => one.Properties.Endpoint)).toEqual([
    ...plan.audiences.flatMap((audience) => audience.endpoints.map((endpoint) => endpoint.address)),
    ...contacts.map(({ contact }) => contact),
  ]);
  const policies = JSON.stringify(primary.of('AWS::SNS::TopicPolicy'));
  const topics = plan.audiences.length + contacts.length;
  expect(policies.match(/cloudwatch\.amazonaws\.com/g)).toHaveLength(topics);
  expect(policies.match(/aws:SecureTransport/g)).toHaveLength(topics);
  expect(JSON.stringify(primary.of('AWS::KMS::Key'))).toContain('cloudwatch.amazonaws.com');
});

test('a plan without external dependencies has neither their machine nor their alarms', () => {
  const [stack] = appOf({ ...plan, dependencies: [] }).stacks;
  const without = new Deployed(stack as NonNullable<typeof stack>);
  const machines = without.of('AWS::StepFunctions::StateMachine').map(({ Properties }) => Properties.StateMachineName);
  expect(machines).not.toContain(names.machine(plan, DEPENDENCY_OUTAGE));
  expect(machines.length).toBeGreaterThan(0);
  expect(JSON.stringify(without.of('AWS::CloudWatch::Alarm'))).not.toContain('dependency-outage');
});

test('what CloudWatch may publish and encrypt, it may for this account only', () => {
  type Policy = { Statement: Statement[] };
  const policies = [
    ...primary.of('AWS::SNS::TopicPolicy').map((one) => one.Properties.PolicyDocument as Policy),
    ...primary.of('AWS::KMS::Key').map((one) => one.Properties.KeyPolicy as Policy),
  ];
  const forAlarms = policies.flatMap((one) => one.Statement).filter((one) => JSON.stringify(one).includes('cloudwatch.amazonaws.com'));
  expect(forAlarms.length).toBe(primary.of('AWS::SNS::Topic').length + 1);
  for (const one of forAlarms)
    expect(one).toMatchObject({ Effect: 'Allow', Condition: { StringEquals: { 'aws:SourceAccount': plan.account } } });
});

test('a host program may run as long as the step that waits for it, each by its own patience; the one that only reads, as long as a person lets it', () => {
  const failover = { ...plan.failover, hostCommandPatience: 6, promotionPatience: 14 };
  const [stack] = appOf({ ...plan, failover }).stacks;
  const seconds = new Deployed(stack as NonNullable<typeof stack>)
    .of('AWS::SSM::Document')
    .map(({ Properties }) => [
      String(Properties.Name).replace('reprise-taxcollector-', ''),
      (Properties.Content as { mainSteps: { inputs: { timeoutSeconds: string } }[] }).mainSteps[0]?.inputs.timeoutSeconds,
    ]);
  expect(Object.fromEntries(seconds)).toEqual({
    'fence-postgres': '6',
    'promote-standby': '14',
    'keep-divergence': '900',
    'restart-service': '6',
    'install-start-guard': '60',
  });
});

test('each host gets the start guard of its own node', () => {
  const own = plan.database.nodes.filter((node) => node.region === primary.region);
  expect(primary.of('AWS::SSM::Association').map(({ Properties }) => [Properties.Targets, Properties.Parameters])).toEqual(
    own.map(({ id, address, instance }) => [
      [{ Key: 'InstanceIds', Values: [instance] }],
      { node: [id], address: [address], writer: ['primary.db.internal'], unit: [plan.database.unit], port: ['5432'] },
    ]),
  );
});

test('no template carries a password: only the name of the parameter, in the role that reads it', () => {
  for (const deployed of stacks) {
    const text = JSON.stringify(deployed.template.toJSON());
    const mentions = text.match(/database\/password/g) ?? [];
    expect(mentions.length).toBeGreaterThan(0);
    expect(text.match(/parameter\/reprise\/taxcollector\/database\/password/g)).toHaveLength(mentions.length);
    expect(text).not.toMatch(/resolve:ssm/);
  }
});
