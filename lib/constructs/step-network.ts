import { Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { Plan, PlanRegion } from '../plan/schema.ts';

/**
 * Where the functions run: the plan's private subnets, with a security group of their own that the database hosts let in on the database
 * port. Hosts of another region are reached by address; a rule across regions cannot name a group, so that one stays with the network team.
 */
export class StepNetwork extends Construct {
  readonly vpc: ec2.IVpc;
  readonly securityGroup: ec2.SecurityGroup;

  constructor(scope: Construct, id: string, { plan, region }: { readonly plan: Plan; readonly region: PlanRegion }) {
    super(scope, id);
    const { vpcId, availabilityZones, subnetIds, databaseSecurityGroupId } = region.network;
    this.vpc = ec2.Vpc.fromVpcAttributes(this, 'Vpc', { vpcId, availabilityZones, privateSubnetIds: subnetIds });
    Validations.of(this.vpc).acknowledge({
      id: 'Annotation::@aws-cdk/aws-ec2:noSubnetRouteTableId',
      reason: 'Functions are placed in the subnets; their route tables are not touched.',
    });
    this.securityGroup = new ec2.SecurityGroup(this, 'Functions', {
      vpc: this.vpc,
      description: `Reprise ${plan.name}: step functions`,
      allowAllOutbound: true,
    });
    new ec2.CfnSecurityGroupIngress(this, 'IntoDatabase', {
      groupId: databaseSecurityGroupId,
      sourceSecurityGroupId: this.securityGroup.securityGroupId,
      ipProtocol: 'tcp',
      fromPort: plan.database.port,
      toPort: plan.database.port,
      description: 'Reprise probes and steps',
    });
  }
}
