import * as iam from 'aws-cdk-lib/aws-iam';
import { DATABASE_FAILOVER, names, PRIMARY_NOT_WRITABLE } from '../plan/names.ts';
import type { Plan } from '../plan/schema.ts';
import type { FunctionName } from '../plan/steps.ts';
import { regionalArns } from './regional-arns.ts';

/** Something a step may do in AWS; a step has exactly those its ports need. */
type Need =
  | 'database'
  | 'incident'
  | 'change-incident'
  | 'read-heartbeats'
  | 'remember-heartbeats'
  | 'fence-host'
  | 'promote-host'
  | 'keep-divergence'
  | 'restart-service'
  | 'stop-instance'
  | 'look-at-instance'
  | 'read-record'
  | 'switch-record'
  | 'report'
  | 'publish-metrics'
  | 'set-alarm'
  | 'tell';

const NEEDS: Record<FunctionName, readonly Need[]> = {
  'open-incident': ['incident'],
  'assess-primary': ['database', 'read-heartbeats', 'read-record'],
  notify: ['tell'],
  'relieve-quorum': ['database', 'incident', 'change-incident', 'remember-heartbeats'],
  'fence-primary': ['database', 'incident', 'fence-host'],
  'stop-instance': ['database', 'incident', 'look-at-instance', 'stop-instance'],
  'check-instance-stopped': ['look-at-instance'],
  'compare-standbys': ['database'],
  'promote-standby': ['database', 'incident', 'change-incident', 'promote-host'],
  'confirm-promotion': ['database'],
  'promote-through-sql': ['database', 'incident', 'change-incident'],
  'repoint-standbys': ['database', 'incident'],
  'set-synchronous-standbys': ['database', 'incident'],
  'switch-writer-record': ['database', 'incident', 'read-record', 'switch-record'],
  'restart-services': ['incident', 'restart-service'],
  'verify-recovery': ['database'],
  'keep-divergence': ['database', 'incident', 'keep-divergence', 'report'],
  'resolve-incident': ['database', 'incident', 'change-incident', 'report'],
  'record-outcome': ['database', 'incident', 'change-incident', 'report'],
  probe: ['database', 'read-heartbeats', 'remember-heartbeats', 'publish-metrics', 'set-alarm'],
};

/** A resource that cannot be named in full, and why; the nag acknowledgement quotes it. */
export type Unnamed = { resource: string; because: string };
export type StepGrants = { statements: iam.PolicyStatement[]; unnamed: Unnamed[] };

/** What a function's role allows beyond running at all. `*` only where the service authorization reference knows no resource. */
export function grantsFor(plan: Plan, region: string, name: FunctionName): StepGrants {
  const offers = statementsFor(plan, region);
  const grants = NEEDS[name].flatMap((need) => offers[need]);
  return {
    statements: grants.map(({ because: _, ...statement }) => new iam.PolicyStatement(statement)),
    unnamed: grants.flatMap(({ because, resources }) =>
      because === undefined ? [] : resources.map((resource) => ({ resource, because })),
    ),
  };
}

type Grant = iam.PolicyStatementProps & { resources: string[]; because?: string };

function statementsFor(plan: Plan, region: string): Record<Need, Grant[]> {
  const arns = regionalArns(plan);
  const incidents = [arns.incidentTable(region)];
  /** A vantage remembers in another region, where the loss of its own does not reach (lambdas/adapters/aws/heartbeat-memory.ts). */
  const memory = arns.regions.find((one) => one !== region) ?? region;
  return {
    database: [{ actions: ['ssm:GetParameter'], resources: arns.parameters(region) }],
    incident: [{ actions: ['dynamodb:GetItem', 'dynamodb:PutItem'], resources: incidents }],
    'change-incident': [{ actions: ['dynamodb:UpdateItem'], resources: incidents }],
    'read-heartbeats': [{ actions: ['dynamodb:Query'], resources: [...new Set([memory, region])].map(arns.heartbeatTable) }],
    'remember-heartbeats': [{ actions: ['dynamodb:PutItem'], resources: [arns.heartbeatTable(memory)] }],
    'fence-host': hostCommand(plan, 'fence-postgres', [region], arns.databaseInstances),
    'promote-host': hostCommand(plan, 'promote-standby', arns.regions, arns.databaseInstances),
    'keep-divergence': hostCommand(plan, 'keep-divergence', [region], arns.databaseInstances),
    'restart-service': hostCommand(plan, 'restart-service', [region], arns.swarmManagers),
    'stop-instance': [{ actions: ['ec2:StopInstances'], resources: arns.databaseInstances(region) }],
    'look-at-instance': [
      { actions: ['ec2:DescribeInstances'], resources: ['*'], because: 'ec2:DescribeInstances takes no resource; it only looks.' },
    ],
    'read-record': [{ actions: ['route53:ListResourceRecordSets'], resources: [arns.zone(region)] }],
    'switch-record': switchRecord(plan, arns.zone(region)),
    report: [{ actions: ['s3:PutObject'], resources: [arns.reports(region, DATABASE_FAILOVER)], because: REPORTS }],
    'publish-metrics': [
      {
        actions: ['cloudwatch:PutMetricData'],
        resources: ['*'],
        conditions: { StringEquals: { 'cloudwatch:namespace': names.metricNamespace(plan) } },
        because: 'cloudwatch:PutMetricData takes no resource; the condition limits it to the namespace of the plan.',
      },
    ],
    'set-alarm': [{ actions: ['cloudwatch:SetAlarmState'], resources: [arns.alarm(region, DATABASE_FAILOVER, PRIMARY_NOT_WRITABLE)] }],
    tell: [{ actions: ['sns:Publish'], resources: plan.audiences.map((audience) => names.topicArn(plan, region, audience.name)) }],
  };
}

const REPORTS = 'reports of one scenario, under its prefix: the rest of the key is the incident.';

/** Send needs the document and the instance; looking and taking back are not tied to either by IAM. */
function hostCommand(plan: Plan, program: string, regions: readonly string[], instances: (region: string) => string[]): Grant[] {
  const arns = regionalArns(plan);
  return [
    { actions: ['ssm:SendCommand'], resources: regions.flatMap((region) => [arns.document(region, program), ...instances(region)]) },
    {
      actions: ['ssm:GetCommandInvocation', 'ssm:CancelCommand'],
      resources: ['*'],
      because: 'ssm:GetCommandInvocation and ssm:CancelCommand take no resource that could be named before the command exists.',
    },
  ];
}

/** Only the one record, only as a CNAME, only by delete and create: never an UPSERT, which would not notice that it moved. */
function switchRecord(plan: Plan, zone: string): Grant[] {
  return [
    {
      actions: ['route53:ChangeResourceRecordSets'],
      resources: [zone],
      conditions: {
        'ForAllValues:StringEquals': {
          'route53:ChangeResourceRecordSetsNormalizedRecordNames': [plan.database.writer.name],
          'route53:ChangeResourceRecordSetsRecordTypes': ['CNAME'],
          'route53:ChangeResourceRecordSetsActions': ['DELETE', 'CREATE'],
        },
      },
    },
    {
      actions: ['route53:GetChange'],
      resources: ['arn:aws:route53:::change/*'],
      because: 'the id of a change is known only after it was made; reading its status reveals nothing else.',
    },
  ];
}
