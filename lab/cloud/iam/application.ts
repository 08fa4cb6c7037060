import type { Plan } from '../../../lib/plan/schema.ts';
import type { Role } from './roles.ts';

/**
 * Role of the application, which reads the parameters by which it is switched. Not of the templates: the application was there before them, and
 * its rights are its own.
 */
export function applicationOf({ account, regions, dependencies }: Pick<Plan, 'account' | 'regions' | 'dependencies'>): Role {
  const Resource = regions.flatMap(({ name }) =>
    dependencies.map((one) => `arn:aws:ssm:${name}:${account}:parameter${one.switch.parameter}`),
  );
  const Statement = Resource.length === 0 ? [] : [{ Effect: 'Allow' as const, Action: 'ssm:GetParameter', Resource }];
  return {
    arn: `arn:aws:iam::${account}:role/application`,
    name: 'application',
    accessKeyId: 'ASIAREHEARSALAPPLICA',
    trust: { Version: '2012-10-17', Statement: [] },
    policies: [{ name: 'read-switches', own: false, document: { Version: '2012-10-17', Statement } }],
  };
}
