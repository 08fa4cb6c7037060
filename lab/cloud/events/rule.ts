import type { ResolvedResource } from '../assembly/resolve-stack.ts';
import { requirePattern } from './pattern.ts';
import { parseSchedule, type Schedule } from './schedule.ts';
import type { TargetInput } from './target-input.ts';

export type Target = TargetInput & { Arn: string; Id: string; RoleArn?: string };
export type Rule = {
  name: string;
  arn: string;
  pattern?: Record<string, unknown>;
  schedule?: Schedule;
  targets: Target[];
};

/** How EventBridge delivers is fixed in a rehearsal (at once, no retries); these say only what AWS does when a delivery fails. */
const TARGET_FIELDS = new Set(['Arn', 'Id', 'RoleArn', 'Input', 'InputPath', 'InputTransformer', 'DeadLetterConfig', 'RetryPolicy']);

/** @throws when the rule listens to another bus or uses a target setting the lab would ignore */
export function ruleOf({ name, arn, properties }: ResolvedResource): Rule | undefined {
  const { EventBusName = 'default', EventPattern, ScheduleExpression, State = 'ENABLED', Targets = [] } = properties;
  if (EventBusName !== 'default')
    throw new Error(`the lab cannot emulate rule ${name} on bus ${String(EventBusName)}; it has the default bus only`);
  const targets = Targets as Target[];
  for (const target of targets) {
    const unknown = Object.keys(target).find((field) => !TARGET_FIELDS.has(field));
    if (unknown) throw new Error(`the lab cannot emulate ${unknown} of a target of rule ${name}`);
  }
  if (EventPattern !== undefined) requirePattern(EventPattern);
  if (State === 'DISABLED') return undefined;
  return {
    name,
    arn,
    targets,
    ...(EventPattern === undefined ? {} : { pattern: EventPattern as Record<string, unknown> }),
    ...(ScheduleExpression === undefined ? {} : { schedule: parseSchedule(String(ScheduleExpression)) }),
  };
}
