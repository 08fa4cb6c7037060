import * as iam from 'aws-cdk-lib/aws-iam';
import { DATABASE_FAILOVER, names, POST_MORTEMS, PRIMARY_NOT_WRITABLE } from '../plan/names.ts';
import type { Plan } from '../plan/schema.ts';
import { statusRegion } from '../plan/status-region.ts';
import type { FunctionName } from '../plan/steps.ts';
import type { Allowed } from '../stability/dependencies.ts';
import { type BeyondReach, beyondReach, WITHOUT } from './beyond-reach.ts';
import { regionalArns } from './regional-arns.ts';
import { statusPageGrants } from './status-page.ts';

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
  | 'look-at-change'
  | 'report'
  | 'publish-metrics'
  | 'set-alarm'
  | 'tell'
  | 'answer-task'
  | 'read-timeline'
  | 'tell-contacts'
  | 'read-switches'
  | 'set-switches'
  | 'append-timeline'
  | 'read-history'
  | 'read-reports'
  | 'post-mortem'
  | 'status-page';

/** What people do about an incident: read and add to its timeline, answer its machine, wake its ladder, close it. */
const ACTING = ['incident', 'change-incident', 'answer-task'] as const;

const NEEDS: Record<FunctionName, readonly Need[]> = {
  'open-incident': ['incident', 'answer-task'],
  'assess-primary': ['database', 'read-heartbeats', 'read-record'],
  notify: ['tell'],
  'ask-person': ['incident', 'change-incident', 'tell', 'answer-task'],
  'relieve-quorum': ['database', 'incident', 'change-incident', 'remember-heartbeats'],
  'fence-primary': ['database', 'incident', 'fence-host'],
  'stop-instance': ['database', 'incident', 'look-at-instance', 'stop-instance'],
  'check-instance-stopped': ['look-at-instance'],
  'compare-standbys': ['database'],
  'promote-standby': ['database', 'incident', 'change-incident', 'promote-host'],
  'confirm-promotion': ['database'],
  'promote-through-sql': ['database', 'incident', 'change-incident'],
  'switch-writer-record': ['database', 'incident', 'read-record', 'switch-record'],
  'repoint-standbys': ['database', 'incident'],
  'set-synchronous-standbys': ['database', 'incident'],
  'await-writer-record': ['look-at-change'],
  'restart-services': ['incident', 'restart-service'],
  'verify-recovery': ['database'],
  'keep-divergence': ['database', 'incident', 'keep-divergence', 'report'],
  'resolve-incident': ['database', 'incident', 'change-incident', 'report', 'answer-task'],
  'record-outcome': ['database', 'incident', 'change-incident', 'report', 'answer-task'],
  'join-incident': ['incident', 'answer-task'],
  'climb-ladder': ['incident', 'tell', 'status-page'],
  'await-news': ['incident', 'answer-task'],
  act: ACTING,
  'answer-link': ACTING,
  'open-outage': ['incident'],
  'look-at-dependency': ['read-switches'],
  'switch-dependency': ['incident', 'read-switches', 'set-switches'],
  'watch-dependency': ['change-incident'],
  'tell-outage': ['tell', 'tell-contacts'],
  'close-outage': ['incident', 'change-incident'],
  'probe-dependencies': ['publish-metrics'],
  'write-post-mortem': ['read-timeline', 'append-timeline', 'read-history', 'read-reports', 'post-mortem'],
  'list-incidents': ['read-timeline'],
  probe: ['database', 'read-heartbeats', 'remember-heartbeats', 'publish-metrics', 'set-alarm'],
};

/** Does it publish to the topics, whose key its role then needs too? */
export const publishes = (name: FunctionName): boolean => NEEDS[name].includes('tell');

/** A resource that cannot be named in full, and why; the nag acknowledgement quotes it. */
export type Unnamed = { resource: string; because: string };
export type StepGrants = { statements: iam.PolicyStatement[]; unnamed: Unnamed[]; beyond: BeyondReach[] };

/** What a function's role allows beyond running at all. `*` only where the service authorization reference knows no resource. */
export function grantsFor(plan: Plan, region: string, name: FunctionName): StepGrants {
  const offers = statementsFor(plan, region);
  const grants = NEEDS[name].flatMap((need) => offers[need]);
  return {
    statements: grants.map(({ because: _, withoutIt: __, ...statement }) => new iam.PolicyStatement(statement)),
    unnamed: grants.flatMap(({ because, resources }) =>
      because === undefined ? [] : resources.map((resource) => ({ resource, because })),
    ),
    beyond: beyondReach(grants, region, new Map([[names.statusBucket(plan, statusRegion(plan)), statusRegion(plan)]])),
  };
}

/** What a role is allowed, with what has to be said about it. */
export type Grant = iam.PolicyStatementProps &
  Allowed & {
    actions: string[];
    resources: string[];
    because?: string;
    /** What becomes of the recovery when the other region, or the one control plane of the world, does not answer this call. */
    withoutIt?: string;
  };

function statementsFor(plan: Plan, region: string): Record<Need, Grant[]> {
  const arns = regionalArns(plan);
  const incidents = [arns.incidentTable(region)];
  const elsewhere = arns.regions.filter((one) => one !== region);
  return {
    database: [{ actions: ['ssm:GetParameter'], resources: arns.parameters(region) }],
    incident: [{ actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'], resources: incidents }],
    'change-incident': [{ actions: ['dynamodb:UpdateItem'], resources: incidents }],
    ...heartbeats(plan, region),
    'fence-host': hostCommand(plan, 'fence-postgres', [region], arns.databaseInstances),
    'promote-host': [
      ...hostCommand(plan, 'promote-standby', [region], arns.databaseInstances),
      ...hostCommand(plan, 'promote-standby', elsewhere, arns.databaseInstances, WITHOUT.hostCommandsThere),
    ],
    'keep-divergence': hostCommand(plan, 'keep-divergence', [region], arns.databaseInstances),
    'restart-service': hostCommand(plan, 'restart-service', [region], arns.swarmManagers),
    'stop-instance': [{ actions: ['ec2:StopInstances'], resources: arns.databaseInstances(region) }],
    'look-at-instance': [
      { actions: ['ec2:DescribeInstances'], resources: ['*'], because: 'ec2:DescribeInstances takes no resource; it only looks.' },
    ],
    'read-record': [{ actions: ['route53:ListResourceRecordSets'], resources: [arns.zone(region)], withoutIt: WITHOUT.readingTheRecord }],
    'switch-record': [switchRecord(plan, arns.zone(region))],
    'look-at-change': [LOOK_AT_CHANGE],
    report: [{ actions: ['s3:PutObject'], resources: [arns.reports(region, DATABASE_FAILOVER)], because: REPORTS }],
    'publish-metrics': [publishMetrics(plan)],
    'set-alarm': [{ actions: ['cloudwatch:SetAlarmState'], resources: [arns.alarm(region, DATABASE_FAILOVER, PRIMARY_NOT_WRITABLE)] }],
    'answer-task': [
      {
        actions: ['states:SendTaskSuccess'],
        resources: ['*'],
        because: 'states:SendTaskSuccess takes no resource; only who has the token of a waiting task can answer it.',
      },
    ],
    ...dependencySwitches(plan, region),
    ...incidentPapers(plan, region),
    'status-page': statusPageGrants(plan, region),
    tell: [{ actions: ['sns:Publish'], resources: plan.audiences.map((audience) => names.topicArn(plan, region, audience.name)) }],
  };
}

/** Only the parameters of the plan's switches, and only in this region; a topic of its own for each contact. */
function dependencySwitches(plan: Plan, region: string): Pick<Record<Need, Grant[]>, 'read-switches' | 'set-switches' | 'tell-contacts'> {
  const switches = regionalArns(plan).switches(region);
  const contacts = plan.dependencies
    .filter(({ contact }) => contact !== null)
    .map(({ id }) => names.topicArn(plan, region, names.contact(id)));
  const grant = (action: string, resources: string[]): Grant[] => (resources.length === 0 ? [] : [{ actions: [action], resources }]);
  return {
    'read-switches': grant('ssm:GetParameter', switches),
    'set-switches': grant('ssm:PutParameter', switches),
    'tell-contacts': grant('sns:Publish', contacts),
  };
}

/** The timeline of an incident, and what is written from it when it is over. */
function incidentPapers(
  plan: Plan,
  region: string,
): Pick<Record<Need, Grant[]>, 'read-timeline' | 'append-timeline' | 'read-history' | 'read-reports' | 'post-mortem'> {
  const arns = regionalArns(plan);
  const incidents = [arns.incidentTable(region)];
  const executions = 'executions of one machine: the rest of the name is the execution.';
  return {
    'read-timeline': [{ actions: ['dynamodb:Query'], resources: incidents }],
    'append-timeline': [{ actions: ['dynamodb:PutItem'], resources: incidents }],
    'read-history': [
      { actions: ['states:GetExecutionHistory'], resources: [arns.executions(region, DATABASE_FAILOVER)], because: executions },
    ],
    'read-reports': [{ actions: ['s3:GetObject'], resources: [arns.reports(region, DATABASE_FAILOVER)], because: REPORTS }],
    'post-mortem': [{ actions: ['s3:PutObject'], resources: [arns.reports(region, POST_MORTEMS)], because: POST_MORTEM_KEYS }],
  };
}

function publishMetrics(plan: Plan): Grant {
  return {
    actions: ['cloudwatch:PutMetricData'],
    resources: ['*'],
    conditions: { StringEquals: { 'cloudwatch:namespace': names.metricNamespace(plan) } },
    because: 'cloudwatch:PutMetricData takes no resource; the condition limits it to the namespace of the plan.',
  };
}

/** A vantage remembers in another region, where the loss of its own does not reach (lambdas/adapters/aws/heartbeat-memory.ts). */
function heartbeats(plan: Plan, region: string): Pick<Record<Need, Grant[]>, 'read-heartbeats' | 'remember-heartbeats'> {
  const arns = regionalArns(plan);
  const memory = arns.regions.find((one) => one !== region) ?? region;
  const grant = (action: string, where: string, withoutIt: string): Grant => ({
    actions: [action],
    resources: [arns.heartbeatTable(where)],
    ...(where === region ? {} : { withoutIt }),
  });
  return {
    'read-heartbeats': [...new Set([memory, region])].map((where) => grant('dynamodb:Query', where, WITHOUT.heartbeatsThere)),
    'remember-heartbeats': [grant('dynamodb:PutItem', memory, WITHOUT.rememberingThere)],
  };
}

const POST_MORTEM_KEYS = 'post-mortems under their prefix: the rest of the key is the incident and the language.';
const REPORTS = 'reports of one scenario, under its prefix: the rest of the key is the incident.';

/** Send needs the document and the instance; looking and taking back are not tied to either by IAM. */
function hostCommand(
  plan: Plan,
  program: string,
  regions: readonly string[],
  instances: (region: string) => string[],
  withoutIt?: string,
): Grant[] {
  if (regions.length === 0) return [];
  const arns = regionalArns(plan);
  const grants = [
    { actions: ['ssm:SendCommand'], resources: regions.flatMap((region) => [arns.document(region, program), ...instances(region)]) },
    {
      actions: ['ssm:GetCommandInvocation', 'ssm:CancelCommand'],
      resources: ['*'],
      because: 'ssm:GetCommandInvocation and ssm:CancelCommand take no resource that could be named before the command exists.',
    },
  ];
  return withoutIt === undefined ? grants : grants.map((grant) => ({ ...grant, withoutIt }));
}

/** Only the one record, only as a CNAME, only by delete and create: never an UPSERT, which would not notice that it moved. */
function switchRecord(plan: Plan, zone: string): Grant {
  return {
    actions: ['route53:ChangeResourceRecordSets'],
    resources: [zone],
    conditions: {
      'ForAllValues:StringEquals': {
        'route53:ChangeResourceRecordSetsNormalizedRecordNames': [plan.database.writer.name],
        'route53:ChangeResourceRecordSetsRecordTypes': ['CNAME'],
        'route53:ChangeResourceRecordSetsActions': ['DELETE', 'CREATE'],
      },
    },
    withoutIt: WITHOUT.switchingTheRecord,
  };
}

const LOOK_AT_CHANGE: Grant = {
  actions: ['route53:GetChange'],
  resources: ['arn:aws:route53:::change/*'],
  because: 'the id of a change is known only after it was made; reading its status reveals nothing else.',
  withoutIt: WITHOUT.awaitingTheSwitch,
};
