import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Name of the lint, and prefix of what acknowledges its findings. */
export const STATIC_STABILITY = 'StaticStability';

/** A reason, and the construct next to which it was given. */
export type Acknowledgement = { readonly rule: string; readonly path: string; readonly reason: string };

/**
 * States next to a role (or what holds it) why the recovery does not fail with a dependency that the lint reports.
 *
 * @param rule as the lint prints it, such as `GlobalControlPlane[route53:GetChange]` or `LostSide[dynamodb:Query@eu-west-1]`
 */
export function acknowledgeDependency(construct: IConstruct, rule: string, reason: string): void {
  Validations.of(construct).acknowledge({ id: `${STATIC_STABILITY}::${rule}`, reason });
}

/** Every acknowledgement of the lint below a construct. */
export function acknowledgementsIn(root: IConstruct): Acknowledgement[] {
  const prefix = `${STATIC_STABILITY}::`;
  return root.node.findAll().flatMap((construct) =>
    construct.node.metadata
      .filter((entry) => entry.type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap((entry) => Object.entries(entry.data as Record<string, string>))
      .filter(([id]) => id.startsWith(prefix))
      .map(([id, reason]) => ({ rule: id.slice(prefix.length), path: construct.node.path, reason })),
  );
}

/** The acknowledgement that the CDK takes for a finding at a path: that of the nearest construct. */
export function acknowledgementFor(rule: string, path: string, given: readonly Acknowledgement[]): Acknowledgement | undefined {
  return given
    .filter((one) => one.rule === rule && (path === one.path || one.path === '' || path.startsWith(`${one.path}/`)))
    .sort((a, b) => b.path.length - a.path.length)[0];
}
