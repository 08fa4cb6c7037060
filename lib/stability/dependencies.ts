import { ACTIONS, type Classification, REGIONAL } from './planes.ts';
import { regionOf, type Where } from './resource-region.ts';

/** What one statement of a role allows. */
export type Allowed = { readonly actions: readonly string[]; readonly resources: readonly unknown[] };

/** A call that a role may make, and the region whose service answers it. */
export type Dependency = { readonly action: string; readonly region: string; readonly classification: Classification | undefined };

/**
 * Every call that a role may make, each action and region once.
 *
 * A statement on `*` counts for the stack's own region and for every region in which the role names resources for the same service: a host
 * command that may be sent to another region is looked at there too. IAM alone would allow such a call in any region.
 */
export function dependenciesOf(allowed: readonly Allowed[], where: Where): Dependency[] {
  const found = new Map<string, Dependency>();
  for (const { actions, resources } of allowed)
    for (const action of actions)
      for (const region of resources.flatMap((resource) => regionsOf(action, resource, allowed, where)))
        found.set(`${action} ${region}`, { action, region, classification: ACTIONS.get(action) });
  return [...found.values()].sort((a, b) => (`${a.action} ${a.region}` < `${b.action} ${b.region}` ? -1 : 1));
}

function regionsOf(action: string, resource: unknown, allowed: readonly Allowed[], where: Where): string[] {
  const home = ACTIONS.get(action)?.home ?? REGIONAL;
  if (home !== REGIONAL) return [home];
  return resource === '*' ? [where.own, ...namedRegions(serviceOf(action), allowed, where)] : [regionOf(resource, where)];
}

const serviceOf = (action: string) => action.split(':')[0] ?? '';

function namedRegions(service: string, allowed: readonly Allowed[], where: Where): string[] {
  return allowed
    .filter(({ actions }) => actions.some((action) => serviceOf(action) === service))
    .flatMap(({ resources }) => resources.filter((resource) => resource !== '*').map((resource) => regionOf(resource, where)));
}

/**
 * Rule that a dependency breaks, or `undefined` when a recovery may rely on it: a control plane that one region runs for the whole world,
 * or a region that the scenario does not leave standing. The control plane of a region that stands is not one of them: it is listed only.
 */
export function ruleBrokenBy({ action, region, classification }: Dependency, reachable: readonly string[]): string | undefined {
  const { plane, home = REGIONAL } = classification ?? {};
  if (home !== REGIONAL) return plane === 'control' ? `GlobalControlPlane[${action}]` : undefined;
  return reachable.includes(region) ? undefined : `LostSide[${action}@${region}]`;
}
