import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { names } from '../plan/names.ts';
import type { DatabaseNode, Plan } from '../plan/schema.ts';
import type { HostCommand } from './host-command.ts';

export type StartGuardProps = { readonly plan: Plan; readonly node: DatabaseNode; readonly installer: HostCommand };

/**
 * Keeps the start guard on a database host, also after the host was rebuilt: State Manager installs it again every day. Without it an
 * old primary that boots after a region outage would accept writes again.
 */
export class StartGuard extends Construct {
  constructor(scope: Construct, id: string, { plan, node, installer }: StartGuardProps) {
    super(scope, id);
    const { unit, port, writer } = plan.database;
    const association = new ssm.CfnAssociation(this, 'Association', {
      name: names.document(plan, 'install-start-guard'),
      associationName: `${names.document(plan, 'start-guard')}-${node.id}`,
      targets: [{ key: 'InstanceIds', values: [node.instance] }],
      parameters: { node: [node.id], address: [node.address], writer: [writer.name], unit: [unit], port: [String(port)] },
      scheduleExpression: 'rate(1 day)',
      complianceSeverity: 'CRITICAL',
    });
    association.addResourceDependency(installer.document);
  }
}
