import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { names } from '../../lib/plan/names.ts';
import { acknowledgeDependency } from '../../lib/stability/acknowledgements.ts';
import { callersIn } from '../../lib/stability/callers.ts';
import { type Finding, findingsIn } from '../../lib/stability/findings.ts';
import { LISTING, listing } from '../../lib/stability/listing.ts';
import { StaticStability } from '../../lib/stability/static-stability.ts';
import { appOf } from '../support/cdk/synthesized.ts';
import { planOf } from '../support/ports/builders.ts';

const plan = planOf();
const [OWN, OTHER] = ['eu-west-3', 'eu-west-1'];
const table = (region: string) => `arn:aws:dynamodb:${region}:111122223333:table/reprise-taxcollector-heartbeats`;
const RECORDS = { actions: ['route53:ChangeResourceRecordSets'], resources: ['arn:aws:route53:::hostedzone/Z1'] };

const synthesized = mkdtempSync(join(tmpdir(), 'reprise-stability-'));
afterAll(() => rmSync(synthesized, { recursive: true, force: true }));

/** A machine of database failover with one step, whose role is given what a test wants. */
function recovery(...statements: iam.PolicyStatementProps[]) {
  const app = new App({ outdir: mkdtempSync(join(synthesized, 'app-')), builtinCloudFormationValidation: false });
  const stack = new Stack(app, 'stack', { env: { account: plan.account, region: OWN } });
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  const step = new lambda.Function(stack, 'Step', {
    functionName: names.step(plan, 'made-up'),
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async () => ({});'),
    role,
  });
  for (const statement of statements) role.addToPolicy(new iam.PolicyStatement(statement));
  new sfn.StateMachine(stack, 'Machine', {
    stateMachineName: names.machine(plan, 'database-failover'),
    definitionBody: sfn.DefinitionBody.fromChainable(new LambdaInvoke(stack, 'Made up', { lambdaFunction: step })),
  });
  return { app, stack, role, step };
}

const rules = (found: readonly Finding[]) => found.map(({ rule }) => rule);

/** Synthesis as `cdk synth` does it; what it prints when it fails. */
function synthesize(app: App): string {
  Validations.of(app).addPlugins(new StaticStability(plan));
  try {
    app.synth();
    return '';
  } catch (failure) {
    return (failure as Error).message;
  }
}

test('a recovery that needs its own region only is found well', () => {
  const { app } = recovery(
    { actions: ['dynamodb:GetItem'], resources: [table(OWN)] },
    { actions: ['ec2:DescribeInstances'], resources: ['*'] },
  );
  expect(findingsIn(app, plan)).toEqual([]);
  expect(synthesize(app)).toBe('');
});

test('a step that needs a global control plane stops synthesis, which says who, what, where, why and how to acknowledge it', () => {
  const { app } = recovery(RECORDS);
  const printed = synthesize(app);
  for (const part of [
    'GlobalControlPlane[route53:ChangeResourceRecordSets]',
    'made-up in eu-west-3 may call route53:ChangeResourceRecordSets in us-east-1 (control plane)',
    'the recovery fails with that region',
    'withoutIt',
    'stack/Role',
  ])
    expect(printed.replaceAll(/\s+/g, ' ')).toContain(part);
});

test('a resource on the side that may be lost is found, whatever plane answers for it', () => {
  const { app } = recovery({ actions: ['dynamodb:PutItem'], resources: [table(OTHER), table(OWN)] });
  const [found, ...others] = findingsIn(app, plan);
  expect(others).toEqual([]);
  expect(found).toMatchObject({ rule: 'LostSide[dynamodb:PutItem@eu-west-1]', severity: 'error', path: 'stack/Role/Resource' });
  expect(found?.message).toContain('(data plane)');
  expect(found?.message).toContain('another region may be out of reach');
});

test('a star reaches as far as the resources that the role names for the same service', () => {
  const document = (region: string) => `arn:aws:ssm:${region}:111122223333:document/reprise-taxcollector-promote-standby`;
  const look = { actions: ['ssm:GetCommandInvocation'], resources: ['*'] };
  const send = (region: string) => ({ actions: ['ssm:SendCommand'], resources: [document(region)] });
  expect(findingsIn(recovery(look, send(OWN)).app, plan)).toEqual([]);
  expect(rules(findingsIn(recovery(look, send(OTHER)).app, plan))).toEqual([
    'LostSide[ssm:GetCommandInvocation@eu-west-1]',
    'LostSide[ssm:SendCommand@eu-west-1]',
  ]);
});

test('a bucket lives where the app puts it; of one that the app does not know nothing is assumed', () => {
  const { app, stack, role } = recovery({ actions: ['s3:PutObject'], resources: ['arn:aws:s3:::far-reports/*'] });
  expect(rules(findingsIn(app, plan))).toEqual(['LostSide[s3:PutObject@unknown region]']);
  const far = new Stack(app, 'far', { env: { account: plan.account, region: OTHER } });
  new s3.Bucket(far, 'Bucket', { bucketName: 'far-reports' });
  expect(rules(findingsIn(app, plan))).toEqual(['LostSide[s3:PutObject@eu-west-1]']);
  const near = new s3.Bucket(stack, 'Bucket');
  role.addToPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [near.arnForObjects('*')] }));
  expect(rules(findingsIn(app, plan))).toEqual(['LostSide[s3:PutObject@eu-west-1]']);
});

describe('what cannot be judged stops synthesis and cannot be acknowledged', () => {
  test.each([
    ['an action that nobody has classified', 'dynamodb:CreateTable'],
    ['an action with a star', 'dynamodb:*'],
  ])('%s', (_, action) => {
    const { app, role } = recovery({ actions: [action], resources: [table(OWN)] });
    acknowledgeDependency(role, `Unclassified[${action}]`, 'somebody is in a hurry');
    const printed = synthesize(app);
    expect(printed).toContain(`Unclassified[${action}]`);
    expect(printed).toContain('lib/stability/planes.ts');
  });

  test('a statement that says what is not meant', () => {
    const { app } = recovery({ notActions: ['iam:*'], resources: ['*'] });
    expect(findingsIn(app, plan)).toMatchObject([{ rule: 'Unreadable', severity: 'fatal' }]);
  });

  test('a managed policy, on a role or of the stack', () => {
    const { app, stack, role } = recovery();
    role.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('AdministratorAccess'));
    new iam.ManagedPolicy(stack, 'Ours', { roles: [role], statements: [new iam.PolicyStatement(RECORDS)] });
    const found = findingsIn(app, plan);
    expect(rules(found)).toEqual(expect.arrayContaining(['Unreadable', 'Unreadable']));
    expect(found.map(({ path }) => path)).toEqual(expect.arrayContaining(['stack/Role/Resource', 'stack/Ours/Resource']));
  });

  test('a function with a role from elsewhere', () => {
    const { app, stack } = recovery();
    new lambda.Function(stack, 'Other', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline('exports.handler = async () => ({});'),
      role: iam.Role.fromRoleArn(stack, 'Theirs', `arn:aws:iam::${plan.account}:role/theirs`),
    });
    expect(findingsIn(app, plan)).toMatchObject([{ rule: 'Unreadable', path: 'stack/Other/Resource' }]);
  });

  test('a machine of which nobody has said what it must do without', () => {
    const { app, stack } = recovery();
    new sfn.StateMachine(stack, 'Other', {
      stateMachineName: names.machine(plan, 'region-failover'),
      definitionBody: sfn.DefinitionBody.fromChainable(new sfn.Succeed(stack, 'Done')),
    });
    expect(rules(findingsIn(app, plan))).toEqual(['UnknownScenario[reprise-taxcollector-region-failover]']);
  });
});

describe('an acknowledgement', () => {
  const rule = 'GlobalControlPlane[route53:ChangeResourceRecordSets]';

  test('with a reason lets synthesis go on, and the report keeps it', () => {
    const { app, role } = recovery(RECORDS);
    acknowledgeDependency(role, rule, 'no data plane changes a record');
    expect(synthesize(app)).toBe('');
    const report = readFileSync(join(app.outdir, 'validation-report.json'), 'utf8');
    expect(report).toContain('no data plane changes a record');
  });

  test('of one call says nothing about another', () => {
    const { app, role } = recovery(RECORDS, { actions: ['route53:GetChange'], resources: ['arn:aws:route53:::change/*'] });
    acknowledgeDependency(role, rule, 'no data plane changes a record');
    const printed = synthesize(app);
    expect(printed).toContain('GlobalControlPlane[route53:GetChange]');
    expect(printed).not.toContain('no data plane changes a record');
  });

  test('of what is not found stops synthesis: it would hide the next finding', () => {
    const { app, role } = recovery({ actions: ['dynamodb:GetItem'], resources: [table(OWN)] });
    acknowledgeDependency(role, rule, 'the record was switched here once');
    const printed = synthesize(app);
    expect(printed).toContain(`StaleAcknowledgement[${rule}]`);
    expect(printed).toContain('the record was switched here once');
  });

  test('that a nearer one stands in front of is stale as well', () => {
    const { app, stack, role } = recovery(RECORDS);
    acknowledgeDependency(stack, rule, 'for everybody');
    acknowledgeDependency(role, rule, 'for this one');
    expect(findingsIn(app, plan).filter(({ severity }) => severity === 'fatal')).toMatchObject([{ path: 'stack' }]);
  });
});

test('whom a step may call is on the path of its machine', () => {
  const { app, stack, role } = recovery();
  const nextRole = new iam.Role(stack, 'NextRole', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  const next = new lambda.Function(stack, 'Next', {
    functionName: names.step(plan, 'next'),
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async () => ({});'),
    role: nextRole,
  });
  const machines = () => callersIn(stack).callers.find(({ role: one }) => one.node.scope === nextRole)?.machines;
  expect(machines()).toEqual([]);
  role.addToPolicy(new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [next.functionArn] }));
  expect(machines()).toEqual(['reprise-taxcollector-database-failover']);
  expect(findingsIn(app, plan)).toEqual([]);
});

test('what nobody calls, such as a probe, has its own region only as well', () => {
  const { app, stack } = recovery();
  const role = new iam.Role(stack, 'Probe', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  role.addToPolicy(new iam.PolicyStatement({ actions: ['dynamodb:PutItem'], resources: [table(OTHER)] }));
  const [found] = findingsIn(app, plan);
  expect(found).toMatchObject({ rule: 'LostSide[dynamodb:PutItem@eu-west-1]', path: 'stack/Probe/Resource' });
  expect(found?.message).toContain('what starts a recovery has its own region only');
});

test('a plan of one region needs no reason for another one', () => {
  const one = planOf((alone) => {
    alone.regions = alone.regions.filter(({ name }) => name === OWN);
    alone.database.nodes = alone.database.nodes.filter(({ region }) => region === OWN);
  });
  const found = findingsIn(appOf(one).app, one);
  expect(new Set(rules(found).map((rule) => rule.split('[')[0]))).toEqual(new Set(['GlobalControlPlane']));
});

test('the listing for people is what is synthesized', () => {
  const { app } = appOf(plan);
  expect(readFileSync(join(import.meta.dirname, '../..', LISTING), 'utf8')).toBe(listing(app, plan, OWN));
});
