import { createHash } from 'node:crypto';
import type { ResolvedResource } from '../assembly/resolve-stack.ts';
import { AWS_MANAGED_POLICIES } from './aws-managed-policies.ts';

export type Statement = {
  Effect: 'Allow' | 'Deny';
  Action?: string | string[];
  NotAction?: string | string[];
  Resource?: string | string[];
  NotResource?: string | string[];
  Principal?: string | Record<string, string | string[]>;
  Condition?: Record<string, Record<string, unknown>>;
};
export type PolicyDocument = { Version: string; Statement: Statement | Statement[] };

export type Role = {
  arn: string;
  name: string;
  /** Access key that the rehearsed function or machine of this role signs with; it says who calls. */
  accessKeyId: string;
  trust: PolicyDocument;
  /** `own: false` for what AWS manages, whose grants nobody here could narrow. */
  policies: { name: string; own: boolean; document: PolicyDocument }[];
};

export const many = <T>(value: T | T[] | undefined): T[] => (value === undefined ? [] : Array.isArray(value) ? value : [value]);

/** Every role of the templates with the policies attached to it. */
export class Roles {
  readonly #byArn = new Map<string, Role>();

  constructor(resources: readonly ResolvedResource[]) {
    const ofType = (type: string) => resources.filter((resource) => resource.type === type);
    const managed = new Map(ofType('AWS::IAM::ManagedPolicy').map((policy) => [policy.arn, policy]));
    for (const resource of ofType('AWS::IAM::Role')) this.#byArn.set(resource.arn, roleOf(resource, managed));
    for (const policy of [...ofType('AWS::IAM::Policy'), ...managed.values()]) {
      for (const name of many(policy.properties.Roles as string[])) {
        const role = this.all().find((one) => one.name === name && one.arn.includes(`::${policy.account}:`));
        if (!role) throw new Error(`policy ${policy.logicalId} of ${policy.stack} is attached to role ${name}, which no stack creates`);
        role.policies.push({ name: policy.logicalId, own: true, document: policy.properties.PolicyDocument as PolicyDocument });
      }
    }
  }

  all(): Role[] {
    return [...this.#byArn.values()];
  }

  /** Lets somebody in whom no stack creates. */
  admit(role: Role): void {
    this.#byArn.set(role.arn, role);
  }

  byAccessKey(accessKeyId: string): Role | undefined {
    return this.all().find((role) => role.accessKeyId === accessKeyId);
  }

  /**
   * The role behind an ARN, when the service may assume it.
   *
   * @throws when no stack creates it or its trust policy does not name the service: AWS would refuse the deployment or every call
   */
  assumedBy(service: string, arn: string, user: string): Role {
    const role = this.#byArn.get(arn);
    if (!role) throw new Error(`${user} runs as ${arn}, a role that no stack creates`);
    const trusted = many(role.trust.Statement)
      .filter((statement) => statement.Effect === 'Allow' && many(statement.Action).includes('sts:AssumeRole'))
      .flatMap((statement) => (typeof statement.Principal === 'object' ? many(statement.Principal.Service) : []));
    if (!trusted.includes(service)) {
      throw new Error(`${user} runs as ${arn}, which trusts [${trusted.join(', ')}]; required: ${service}`);
    }
    return role;
  }
}

function roleOf(resource: ResolvedResource, managed: ReadonlyMap<string, ResolvedResource>): Role {
  const { ManagedPolicyArns, Policies, AssumeRolePolicyDocument, PermissionsBoundary } = resource.properties;
  if (PermissionsBoundary !== undefined) throw new Error(`the lab cannot emulate the permissions boundary of role ${resource.name}`);
  const attached = many(ManagedPolicyArns as string[]).map((arn) => {
    const own = managed.get(arn);
    const document = own ? (own.properties.PolicyDocument as PolicyDocument) : AWS_MANAGED_POLICIES[arn];
    if (!document) throw new Error(`role ${resource.name} has the managed policy ${arn}, whose text the lab does not know`);
    return { name: arn, own: own !== undefined, document };
  });
  const inline = many(Policies as { PolicyName: string; PolicyDocument: PolicyDocument }[]).map((policy) => ({
    name: policy.PolicyName,
    own: true,
    document: policy.PolicyDocument,
  }));
  return {
    arn: resource.arn,
    name: resource.name,
    accessKeyId: `ASIA${createHash('sha256').update(resource.arn).digest('hex').slice(0, 16).toUpperCase()}`,
    trust: AssumeRolePolicyDocument as PolicyDocument,
    policies: [...attached, ...inline],
  };
}
