import { many, type Role } from './roles.ts';

/** One allowed (action, resource) pair of a role, as its statement writes it; both may hold `*` and `?`. */
export type Grant = { role: string; action: string; resource: string };

/** Services called on a role's behalf by others; whether such a grant is used cannot be seen here, so it is not called unused. */
const UNSEEN = /^((logs|xray):|ec2:(\w+NetworkInterfaces?|DescribeSubnets|(Una|A)ssignPrivateIpAddresses)$)/i;

/** Every grant of a role's own policies whose use could be seen here. */
export function grantsOf(role: Role): Grant[] {
  const statements = role.policies.filter((policy) => policy.own).flatMap((policy) => many(policy.document.Statement));
  return statements
    .filter((statement) => statement.Effect === 'Allow')
    .flatMap((statement) =>
      many(statement.Action).flatMap((action) => many(statement.Resource).map((resource) => ({ role: role.arn, action, resource }))),
    )
    .filter((grant) => !UNSEEN.test(grant.action));
}

/** Did this call need the grant? */
export function isExercisedBy(grant: Grant, call: { role: Role; action: string; resource: string }): boolean {
  return (
    grant.role === call.role.arn &&
    matchesPattern(grant.action.toLowerCase(), call.action.toLowerCase()) &&
    matchesPattern(grant.resource, call.resource)
  );
}

/** IAM's wildcards: `*` is any text, `?` any one character. */
export function matchesPattern(pattern: string, text: string): boolean {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(text);
}
