import { names } from '../plan/names.ts';
import type { Plan } from '../plan/schema.ts';
import { statusRegion } from '../plan/status-region.ts';

/** ARNs of what the stacks create or act on, in any region of the plan: names are fixed, so no stack has to import from another. */
export function regionalArns(plan: Plan) {
  const arn = (service: string, region: string, resource: string) => `arn:aws:${service}:${region}:${plan.account}:${resource}`;
  const regions = plan.regions.map((region) => region.name);
  return {
    regions,
    incidentTable: (region: string) => arn('dynamodb', region, `table/${names.incidentTable(plan)}`),
    heartbeatTable: (region: string) => arn('dynamodb', region, `table/${names.heartbeatTable(plan)}`),
    parameters: (region: string) =>
      [plan.database.passwordParameter, plan.database.tls.caParameter]
        .filter((name) => name !== undefined)
        .map((name) => arn('ssm', region, `parameter${name}`)),
    switches: (region: string) => plan.dependencies.map((one) => arn('ssm', region, `parameter${one.switch.parameter}`)),
    document: (region: string, program: string) => arn('ssm', region, `document/${names.document(plan, program)}`),
    databaseInstances: (region: string) =>
      plan.database.nodes.filter((node) => node.region === region).map((node) => arn('ec2', region, `instance/${node.instance}`)),
    swarmManagers: (region: string) =>
      (plan.regions.find((one) => one.name === region)?.swarmManagers ?? []).map((one) => arn('ec2', region, `instance/${one.instance}`)),
    alarm: (region: string, scenario: string, condition: string) =>
      arn('cloudwatch', region, `alarm:${names.alarm(plan, scenario, condition)}`),
    reports: (region: string, prefix: string) => `arn:aws:s3:::${names.reportBucket(plan, region)}/${prefix}/*`,
    statusBucket: `arn:aws:s3:::${names.statusBucket(plan, statusRegion(plan))}`,
    /** Executions of a machine, whatever they are called. */
    executions: (region: string, scenario: string) => arn('states', region, `execution:${names.machine(plan, scenario)}:*`),
    zone: (region: string) => `arn:aws:route53:::hostedzone/${plan.regions.find((one) => one.name === region)?.network.privateZoneId}`,
  };
}
