import { arnOf, attributeOf, generatedName, nameProperty, type Place, refOf } from './identity.ts';
import { NO_VALUE, resolve, type Scope } from './intrinsics.ts';
import type { Stack } from './read-assembly.ts';
import type { Resource } from './template.ts';

/** A resource of a template with its physical identity and no intrinsic function left. */
export type ResolvedResource = {
  stack: string;
  region: string;
  account: string;
  logicalId: string;
  type: string;
  name: string;
  /** Empty for types that have none. */
  arn: string;
  properties: Record<string, unknown>;
  asset: Stack['asset'];
};

/** What a template may look up outside itself. */
export type Outside = {
  /** Value of an SSM parameter that exists before the stacks. */
  parameter(region: string, name: string): string | undefined;
  /** URL of an AWS::Lambda::Url. */
  functionUrl?(stack: string, logicalId: string): string;
};

const PSEUDO = (place: Place): Record<string, unknown> => ({
  'AWS::Region': place.region,
  'AWS::AccountId': place.account,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::StackName': place.stack,
  'AWS::StackId': `arn:aws:cloudformation:${place.region}:${place.account}:stack/${place.stack}/rehearsal`,
  'AWS::NoValue': NO_VALUE,
});

/**
 * Resources of all stacks with their intrinsic functions resolved. Stacks may use each other's exports within a region.
 *
 * @throws one error per cause, naming stack, resource and what the lab cannot resolve
 */
export function resolveStacks(stacks: readonly Stack[], outside: Outside): ResolvedResource[] {
  const scopes: StackScope[] = stacks.map((stack) => new StackScope(stack, outside, (name) => exported(scopes, stack.region, name)));
  return scopes.flatMap((scope) => scope.resources());
}

function exported(scopes: readonly StackScope[], region: string, name: string): unknown {
  const scope = scopes.find((one) => one.region === region && one.exports().has(name));
  if (!scope) throw new Error(`no stack of ${region} exports ${name}`);
  return scope.exports().get(name)?.();
}

class StackScope implements Scope {
  readonly #stack: Stack;
  readonly #place: Place;
  readonly #outside: Outside;
  readonly #names = new Map<string, string>();
  readonly importValue: (name: string) => unknown;

  constructor(stack: Stack, outside: Outside, importValue: (name: string) => unknown) {
    this.#stack = stack;
    this.#outside = outside;
    this.importValue = importValue;
    this.#place = { account: stack.account, region: stack.region, stack: stack.name };
  }

  get region(): string {
    return this.#stack.region;
  }

  resources(): ResolvedResource[] {
    const all = Object.entries(this.#stack.template.Resources ?? {});
    return all
      .filter(([, { Condition }]) => Condition === undefined || this.condition(Condition))
      .map(([id, resource]) => this.#resolved(id, resource));
  }

  /** Export name -> its value, evaluated when somebody imports it. */
  exports(): Map<string, () => unknown> {
    const outputs = Object.values(this.#stack.template.Outputs ?? {}).filter((output) => output.Export !== undefined);
    return new Map(outputs.map((output) => [String(resolve(output.Export?.Name, this)), () => resolve(output.Value, this)]));
  }

  ref(id: string): unknown {
    const pseudo = PSEUDO(this.#place);
    if (id in pseudo) return pseudo[id];
    const parameter = this.#stack.template.Parameters?.[id];
    if (!parameter) return refOf(this.#resource(id).Type, this.#place, this.#name(id));
    if (!parameter.Type.startsWith('AWS::SSM::Parameter::Value')) return parameter.Default ?? '';
    const value = this.#outside.parameter(this.#place.region, parameter.Default ?? '');
    if (value === undefined)
      throw new Error(`stack ${this.#stack.name}: SSM parameter ${parameter.Default} does not exist in ${this.#place.region}`);
    return value;
  }

  attribute(logicalId: string, attribute: string): string {
    const { functionUrl } = this.#outside;
    if (attribute === 'FunctionUrl' && functionUrl) return functionUrl(this.#place.stack, logicalId);
    return attributeOf(this.#resource(logicalId).Type, attribute, this.#place, this.#name(logicalId));
  }

  condition(name: string): boolean {
    const conditions = this.#stack.template.Conditions ?? {};
    if (!(name in conditions)) throw new Error(`stack ${this.#stack.name} has no condition ${name}`);
    return resolve(conditions[name], this) === true;
  }

  mapping(map: string, first: string, second: string): unknown {
    const value = this.#stack.template.Mappings?.[map]?.[first]?.[second];
    if (value === undefined) throw new Error(`stack ${this.#stack.name}: mapping ${map} has no ${first}.${second}`);
    return value;
  }

  #resource(id: string): Resource {
    const resource = this.#stack.template.Resources?.[id];
    if (!resource) throw new Error(`stack ${this.#stack.name} refers to ${id}, which it does not contain`);
    return resource;
  }

  /** Physical name: the template's own, else one that is made up from stack and logical id. */
  #name(id: string): string {
    const known = this.#names.get(id);
    if (known !== undefined) return known;
    const resource = this.#resource(id);
    const property = nameProperty(resource.Type);
    const given = property === undefined ? undefined : resolve(resource.Properties?.[property], this);
    const made = generatedName(this.#place, id);
    // S3 and SQS make up lower-case names; one rule for all keeps a name valid everywhere.
    const name = given === undefined ? (resource.Type === 'AWS::S3::Bucket' ? made.toLowerCase() : made) : String(given);
    this.#names.set(id, name);
    return name;
  }

  #resolved(logicalId: string, resource: Resource): ResolvedResource {
    try {
      const name = this.#name(logicalId);
      const property = nameProperty(resource.Type);
      const properties = (resolve(resource.Properties ?? {}, this) ?? {}) as Record<string, unknown>;
      return {
        ...this.#place,
        logicalId,
        type: resource.Type,
        name,
        arn: arnOf(resource.Type, this.#place, name) ?? '',
        properties: property === undefined ? properties : { ...properties, [property]: name },
        asset: this.#stack.asset,
      };
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`stack ${this.#stack.name}, resource ${logicalId} (${resource.Type}): ${reason}`, { cause });
    }
  }
}
