import type { ResolvedResource } from '../assembly/resolve-stack.ts';
import type { Role } from './roles.ts';

/** Credentials as the SDK and the CLI take them. */
export type Credentials = { accessKeyId: string; secretAccessKey: string; sessionToken: string };

/**
 * A person of the plan's account whose credentials are good for one thing: to invoke the functions that the stacks deploy, as `npx reprise`
 * does. Not of the templates: what people may do in the account is granted there.
 */
export function operatorOf(account: string, resources: readonly ResolvedResource[]): Role {
  const functions = resources.filter((one) => one.type === 'AWS::Lambda::Function').map((one) => one.arn);
  const Statement = functions.length === 0 ? [] : [{ Effect: 'Allow' as const, Action: 'lambda:InvokeFunction', Resource: functions }];
  return {
    arn: `arn:aws:iam::${account}:role/operator`,
    name: 'operator',
    accessKeyId: 'ASIAREHEARSALOPERATO',
    trust: { Version: '2012-10-17', Statement: [] },
    policies: [{ name: 'invoke', own: false, document: { Version: '2012-10-17', Statement } }],
  };
}
