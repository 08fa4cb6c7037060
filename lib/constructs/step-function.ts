import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { names } from '../plan/names.ts';
import type { Plan } from '../plan/schema.ts';
import type { FunctionName } from '../plan/steps.ts';
import { acknowledgeDependency } from '../stability/acknowledgements.ts';
import { acknowledge } from './acknowledge.ts';
import { grantsFor, type StepGrants } from './grants.ts';

export type StepFunctionProps = {
  readonly plan: Plan;
  readonly name: FunctionName;
  /** Folder with the bundle. */
  readonly folder: string;
  readonly timeout: Duration;
  readonly vpc: ec2.IVpc;
  readonly securityGroup: ec2.ISecurityGroup;
  /** Most that may run at once; also kept free for it in the account. @default as many as the account allows */
  readonly atOnce?: number | undefined;
};

/** More memory is more processor: at 512 MB a cold start stays below a second. */
const MEMORY = 512;

/** One step as a function of its own, with a role of its own: what the step does not need, it cannot do. */
export class StepFunction extends Construct {
  readonly function: lambda.Function;
  readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: StepFunctionProps) {
    super(scope, id);
    const { plan, name, vpc, securityGroup, timeout, atOnce } = props;
    const functionName = names.step(plan, name);
    const logGroup = new logs.LogGroup(this, 'Logs', {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: logs.RetentionDays.ONE_YEAR,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    this.role = this.#role(logGroup, grantsFor(plan, Stack.of(this).region, name));
    this.function = new lambda.Function(this, 'Function', {
      functionName,
      description: `Reprise: ${name} (lambdas/steps)`,
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      code: lambda.Code.fromAsset(props.folder),
      handler: 'index.handler',
      memorySize: MEMORY,
      timeout,
      role: this.role,
      logGroup,
      tracing: lambda.Tracing.ACTIVE,
      vpc,
      securityGroups: [securityGroup],
      ...(atOnce === undefined ? {} : { reservedConcurrentExecutions: atOnce }),
    });
    // An asynchronous call that failed is not repeated: the next tick, or a person, starts a fresh one.
    this.function.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) });
  }

  #role(logGroup: logs.LogGroup, { statements, unnamed, beyond }: StepGrants): iam.Role {
    const role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    role.addToPolicy(new iam.PolicyStatement({ actions: NETWORK_INTERFACES, resources: ['*'] }));
    for (const statement of statements) role.addToPolicy(statement);
    const reasons = [
      { resource: '*', because: 'Network interfaces of a function in a VPC and X-Ray segments take no resource.' },
      ...unnamed,
    ];
    for (const [resource, all] of Map.groupBy(reasons, (one) => one.resource))
      acknowledge(role, `IAM5[Resource::${resource}]`, [...new Set(all.map((one) => one.because))].join(' '));
    for (const { rule, reason } of beyond) acknowledgeDependency(role, rule, reason);
    return role;
  }
}

/** What Lambda does with the role to place the function in the VPC (AWSLambdaVPCAccessExecutionRole). */
const NETWORK_INTERFACES = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];
