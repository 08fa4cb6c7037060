import {
  App,
  Aws,
  CfnResource,
  aws_cloudwatch as cloudwatch,
  Duration,
  aws_events as events,
  aws_iam as iam,
  aws_lambda as lambda,
  Stack,
  aws_stepfunctions as sfn,
  aws_sns as sns,
  aws_events_targets as targets,
  aws_stepfunctions_tasks as tasks,
} from 'aws-cdk-lib';
import type { Plan } from '../../../lib/plan/schema.ts';

export const ACCOUNT = '111122223333';
export const PARIS = 'eu-west-3';
export const DUBLIN = 'eu-west-1';
export const ALARM = 'reprise-test/PrimaryNotWritable';
export const MACHINE = 'test-failover';

/** What the cloud reads of a plan. */
export const plan = { account: ACCOUNT, regions: [{ name: PARIS }, { name: DUBLIN }], dependencies: [] } as unknown as Plan;

/** Bundles of the small estate: `probe` calls AWS as its event says, `look` answers the machine. */
export type Bundles = { probe: string; look: string };

/** Writes the cloud assembly of one stack per region: functions, an alarm, a rule that starts a machine, a schedule. */
export function synthesize(outdir: string, bundles: Bundles, change: (stack: Stack) => void = () => undefined): string {
  const app = new App({ outdir, analyticsReporting: false });
  for (const region of [PARIS, DUBLIN]) {
    const stack = new Stack(app, `test-${region}`, { env: { account: ACCOUNT, region } });
    fill(stack, bundles);
    change(stack);
  }
  app.synth();
  return outdir;
}

function fill(stack: Stack, bundles: Bundles): void {
  const topic = new sns.Topic(stack, 'OnCall', { topicName: 'on-call' });
  const alarm = new cloudwatch.CfnAlarm(stack, 'Alarm', {
    alarmName: ALARM,
    namespace: 'Reprise/test',
    metricName: 'PrimaryWritable',
    statistic: 'Minimum',
    comparisonOperator: 'LessThanThreshold',
    threshold: 1,
    period: 10,
    evaluationPeriods: 3,
    treatMissingData: 'notBreaching',
    alarmActions: [topic.topicArn],
  });
  const probe = fn(stack, 'probe', bundles.probe);
  allow(probe, 'cloudwatch:PutMetricData', '*', { StringEquals: { 'cloudwatch:namespace': 'Reprise/test' } });
  allow(probe, 'cloudwatch:SetAlarmState', `arn:aws:cloudwatch:${PARIS}:${ACCOUNT}:alarm:${ALARM}`);
  const look = fn(stack, 'look', bundles.look);
  const definition = new tasks.LambdaInvoke(stack, 'Look', {
    lambdaFunction: look,
    payloadResponseOnly: true,
    retryOnServiceExceptions: false,
    resultPath: '$.look',
    taskTimeout: sfn.Timeout.duration(Duration.seconds(10)),
  }).next(new sfn.Succeed(stack, 'Recovered'));
  const machine = new sfn.StateMachine(stack, 'Machine', {
    stateMachineName: MACHINE,
    definitionBody: sfn.DefinitionBody.fromChainable(definition),
  });
  new events.Rule(stack, 'Start', {
    ruleName: 'start-failover',
    eventPattern: {
      source: ['aws.cloudwatch'],
      detailType: ['CloudWatch Alarm State Change'],
      resources: [`arn:aws:cloudwatch:${stack.region}:${ACCOUNT}:alarm:${alarm.alarmName}`],
      detail: { state: { value: ['ALARM'] } },
    },
    targets: [
      new targets.SfnStateMachine(machine, {
        input: events.RuleTargetInput.fromObject({
          reason: events.EventField.fromPath('$.detail.state.reason'),
          trigger: events.EventField.fromPath('$.id'),
        }),
      }),
    ],
  });
  new events.Rule(stack, 'Call', {
    ruleName: 'call-probe',
    eventPattern: { source: ['test.probe'] },
    targets: [new targets.LambdaFunction(probe, { event: events.RuleTargetInput.fromEventPath('$.detail'), retryAttempts: 0 })],
  });
  new events.Rule(stack, 'EveryMinute', {
    schedule: events.Schedule.rate(Duration.minutes(1)),
    targets: [new targets.LambdaFunction(probe)],
  });
  new events.Rule(stack, 'Drill', {
    schedule: events.Schedule.cron({ minute: '0', hour: '6' }),
    targets: [new targets.SfnStateMachine(machine)],
  });
}

/** A function of the small estate with a role of its own. */
export function fn(stack: Stack, name: string, bundle: string): lambda.Function {
  const role = new iam.Role(stack, `${name}-role`, {
    assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaBasicExecutionRole')],
  });
  return new lambda.Function(stack, name, {
    functionName: name,
    role,
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromAsset(bundle),
    timeout: Duration.seconds(20),
    retryAttempts: 0,
    environment: { PARTITION: Aws.PARTITION },
  });
}

/** Grants a function one action. */
export function allow(
  fn: lambda.Function,
  action: string,
  resource: string,
  conditions: Record<string, Record<string, string>> = {},
): void {
  fn.addToRolePolicy(new iam.PolicyStatement({ actions: [action], resources: [resource], conditions }));
}

/** A resource of any type, for templates the lab has to refuse. */
export const anything =
  (type: string, properties: Record<string, unknown> = {}) =>
  (stack: Stack) => {
    new CfnResource(stack, 'Anything', { type, properties });
  };
