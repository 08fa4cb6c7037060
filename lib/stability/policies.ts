import { CfnResource, type Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Allowed } from './dependencies.ts';

/** What the roles of a stack may do, by logical id of the role. */
export type RolePolicies = {
  allowedTo(role: iam.CfnRole): Allowed[];
  /** What allows something that cannot be listed. A lint that passed over it would be green for want of sight. */
  unreadable: { readonly at: CfnResource; readonly why: string }[];
};

type Statement = { Effect: string; Action?: string | string[]; NotAction?: unknown; Resource?: unknown; NotResource?: unknown };
type Document = { Statement: Statement[] };

/** Reads the policies of a stack as they are deployed, whoever wrote them: our grants, or the CDK for a machine or a rule. */
export function policiesOf(stack: Stack): RolePolicies {
  const ours = stack.node.findAll().filter((one) => CfnResource.isCfnResource(one) && one.stack === stack) as CfnResource[];
  const documents = ours.flatMap((resource) => documentsOf(resource, stack));
  return {
    allowedTo: (role) =>
      documents
        .filter(({ roles }) => roles.includes(stack.getLogicalId(role)))
        .flatMap(({ statements }) => statements.filter(isReadable).filter(({ Effect }) => Effect === 'Allow'))
        .map(({ Action = [], Resource = [] }) => ({ actions: many(Action), resources: many(Resource) })),
    unreadable: [
      ...documents.flatMap(({ at, statements }) =>
        statements
          .filter((one) => !isReadable(one))
          .map(() => ({ at, why: 'a statement says what is not meant (NotAction, NotResource)' })),
      ),
      ...ours.flatMap((at) => unreadable(at, stack).map((why) => ({ at, why }))),
    ],
  };
}

function documentsOf(at: CfnResource, stack: Stack): { at: CfnResource; roles: string[]; statements: Statement[] }[] {
  if (at instanceof iam.CfnRole) {
    const inline = (stack.resolve(at.policies) ?? []) as { policyDocument: Document }[];
    return inline.map(({ policyDocument }) => ({ at, roles: [stack.getLogicalId(at)], statements: policyDocument.Statement }));
  }
  if (!(at instanceof iam.CfnPolicy)) return [];
  const roles = ((stack.resolve(at.roles) ?? []) as { Ref?: string }[]).map(({ Ref }) => Ref ?? '');
  return [{ at, roles, statements: (stack.resolve(at.policyDocument) as Document).Statement }];
}

const isReadable = ({ NotAction, NotResource }: Statement) => NotAction === undefined && NotResource === undefined;

function unreadable(at: CfnResource, stack: Stack): string[] {
  if (at instanceof iam.CfnRole) {
    const attached = (stack.resolve(at.managedPolicyArns) ?? []) as unknown[];
    return attached.map((one) => `what the managed policy ${JSON.stringify(one)} allows is not in the template`);
  }
  const isRead = at instanceof iam.CfnPolicy || !at.cfnResourceType.startsWith('AWS::IAM::');
  return isRead ? [] : [`${at.cfnResourceType} is not read`];
}

const many = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);
