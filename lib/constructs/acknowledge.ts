import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** States next to the construct why a finding of AwsSolutions does not apply; the report keeps rule, place and reason. */
export function acknowledge(construct: IConstruct, rule: string, reason: string): void {
  Validations.of(construct).acknowledge({ id: `AwsSolutions::AwsSolutions-${rule}`, reason });
}
