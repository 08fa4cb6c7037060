import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { createStacks } from '../../../lib/create-stacks.ts';
import type { Plan } from '../../../lib/plan/schema.ts';
import type { RecoveryStack } from '../../../lib/stacks/recovery-stack.ts';
import { stubBundles } from './stub-bundles.ts';

const { context } = JSON.parse(readFileSync(join(import.meta.dirname, '../../../cdk.json'), 'utf8')) as {
  context: Record<string, unknown>;
};

/** The app as bin/reprise.ts builds it, with empty functions. */
export function appOf(plan: Plan, builtinCloudFormationValidation = false): { app: App; stacks: RecoveryStack[] } {
  const app = new App({ context, builtinCloudFormationValidation });
  return { app, stacks: createStacks(app, plan, stubBundles()) };
}

export type Resource = { Type: string; Properties: Record<string, unknown>; DeletionPolicy?: string; UpdateReplacePolicy?: string };

/** What one region's stack would deploy. */
export class Deployed {
  readonly region: string;
  readonly template: Template;
  readonly resources: Record<string, Resource>;

  constructor(stack: RecoveryStack) {
    this.region = stack.region;
    this.template = Template.fromStack(stack);
    this.resources = this.template.toJSON().Resources as Record<string, Resource>;
  }

  of(type: string): Resource[] {
    return Object.values(this.resources).filter((resource) => resource.Type === type);
  }

  /** Properties of the resource of a type whose name is this one. */
  named(type: string, property: string, name: string): Record<string, unknown> {
    const found = this.of(type).find((resource) => resource.Properties[property] === name);
    if (found === undefined) throw new Error(`no ${type} with ${property} ${name}`);
    return found.Properties;
  }

  /** Statements of the role of one function. */
  statementsOf(functionName: string): Statement[] {
    const { Role } = this.named('AWS::Lambda::Function', 'FunctionName', functionName);
    const role = (Role as { 'Fn::GetAtt': string[] })['Fn::GetAtt'][0];
    return this.of('AWS::IAM::Policy')
      .filter((policy) => (policy.Properties.Roles as { Ref: string }[]).some((one) => one.Ref === role))
      .flatMap((policy) => (policy.Properties.PolicyDocument as { Statement: Statement[] }).Statement);
  }
}

export type Statement = {
  Effect: string;
  Action: string | string[];
  Resource: unknown;
  Condition?: Record<string, Record<string, unknown>>;
};
export const many = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);
