import { names } from '../../lib/plan/names.ts';
import type { Dependency, Plan } from '../../lib/plan/schema.ts';
import { InvalidInput } from '../errors.ts';
import type { Direction, OutageRequest } from './outage.ts';
import { isRecord, optionalText, parseAlarm, refuseUnknownKeys } from './request.ts';

const ALLOWED = ['dependency', 'reason', 'direction', 'alarm', 'Comment'] as const;
const DIRECTIONS: readonly Direction[] = ['fallback', 'normal'];

type Known = Pick<Plan, 'name' | 'dependencies'>;

/** Ids and names, as people read them. */
export const knownDependencies = ({ dependencies }: Pick<Plan, 'dependencies'>) =>
  dependencies.map(({ id, name }) => `${id} (${name})`).join(', ') || 'none';

/** By its id, or by its name in the plan. @throws InvalidInput naming the known ones */
export function dependencyNamed(plan: Pick<Plan, 'dependencies'>, wanted: string): Dependency {
  const found = plan.dependencies.find(({ id, name }) => id === wanted || name === wanted);
  if (found === undefined)
    throw new InvalidInput(`dependency ${JSON.stringify(wanted)} is not in the plan; known: ${knownDependencies(plan)}`);
  return found;
}

/**
 * Understands the execution input: the alarm of a dependency, or `{dependency, reason?, direction?}` of a person. Unknown keys are refused,
 * because a misspelt `direction` must not be read as "watch it".
 *
 * @throws InvalidInput
 */
export function parseOutageRequest(input: unknown, plan: Known): OutageRequest {
  if (!isRecord(input))
    throw new InvalidInput(
      `execution input is ${JSON.stringify(input)}; required an object with dependency, and any of ${ALLOWED.join(', ')}`,
    );
  refuseUnknownKeys('execution input', input, ALLOWED);
  const alarm = parseAlarm(input.alarm);
  const wanted = optionalText(input, 'dependency');
  const reason = optionalText(input, 'reason');
  const direction = directionIn(input.direction);
  optionalText(input, 'Comment');
  if (alarm !== undefined) {
    if (direction !== undefined) throw new InvalidInput('direction is given with an alarm; only a person says where to switch to');
    return { dependency: alarmed(plan, alarm.name, wanted), reason: reason ?? `alarm ${alarm.name}`, trigger: 'alarm', alarm };
  }
  if (wanted === undefined) throw new InvalidInput(`dependency is missing; required one of ${knownDependencies(plan)}`);
  const { id } = dependencyNamed(plan, wanted);
  const stated = reason ?? 'started by a person, no reason given';
  return { dependency: id, reason: stated, trigger: 'person', ...(direction === undefined ? {} : { direction }) };
}

function directionIn(value: unknown): Direction | undefined {
  if (value === undefined) return undefined;
  const known = DIRECTIONS.find((one) => one === value);
  if (known === undefined) throw new InvalidInput(`direction is ${JSON.stringify(value)}; allowed: ${DIRECTIONS.join(', ')}`);
  return known;
}

function alarmed(plan: Known, alarm: string, wanted: string | undefined): string {
  const found = plan.dependencies.find(({ id }) => names.dependencyAlarm(plan, id) === alarm);
  if (found === undefined) throw new InvalidInput(`alarm ${alarm} is of no dependency of the plan; known: ${knownDependencies(plan)}`);
  if (wanted !== undefined && dependencyNamed(plan, wanted).id !== found.id)
    throw new InvalidInput(`dependency is ${JSON.stringify(wanted)}, and the alarm is that of ${found.id}; required one`);
  return found.id;
}
