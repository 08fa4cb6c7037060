/** What intrinsic functions of one template need to know of the rest. */
export type Scope = {
  /** `Ref`: a parameter, a pseudo parameter or a resource. */
  ref(id: string): unknown;
  attribute(logicalId: string, attribute: string): string;
  condition(name: string): boolean;
  mapping(map: string, first: string, second: string): unknown;
  importValue(exportName: string): unknown;
};

type Evaluate = (argument: unknown, scope: Scope) => unknown;

/** `AWS::NoValue`: the property or list item that carries it is left out. */
export const NO_VALUE = Symbol('AWS::NoValue');

const FUNCTIONS: Readonly<Record<string, Evaluate>> = {
  Ref: (argument, scope) => scope.ref(String(argument)),
  'Fn::GetAtt': (argument, scope) => {
    const [id, ...attribute] = Array.isArray(argument) ? argument.map((part) => text(resolve(part, scope))) : String(argument).split('.');
    return scope.attribute(id ?? '', attribute.join('.'));
  },
  'Fn::Join': (argument, scope) => {
    const [separator, items] = list(resolve(argument, scope));
    return list(items).map(text).join(text(separator));
  },
  'Fn::Select': (argument, scope) => {
    const [index, items] = list(resolve(argument, scope));
    const item = list(items)[Number(index)];
    if (item === undefined) throw new Error(`Fn::Select has no item ${String(index)} in ${JSON.stringify(items)}`);
    return item;
  },
  'Fn::Split': (argument, scope) => {
    const [separator, whole] = list(resolve(argument, scope)).map(text);
    return (whole ?? '').split(separator ?? '');
  },
  'Fn::Sub': substitute,
  'Fn::FindInMap': (argument, scope) => {
    const [map, first, second] = list(resolve(argument, scope)).map(text);
    return scope.mapping(map ?? '', first ?? '', second ?? '');
  },
  'Fn::ImportValue': (argument, scope) => scope.importValue(text(resolve(argument, scope))),
  'Fn::If': (argument, scope) => {
    const [condition, yes, no] = list(argument);
    return resolveItem(scope.condition(String(condition)) ? yes : no, scope);
  },
  'Fn::Equals': (argument, scope) => {
    const [a, b] = list(resolve(argument, scope));
    return JSON.stringify(a) === JSON.stringify(b);
  },
  'Fn::And': (argument, scope) => list(argument).every((item) => resolve(item, scope) === true),
  'Fn::Or': (argument, scope) => list(argument).some((item) => resolve(item, scope) === true),
  'Fn::Not': (argument, scope) => resolve(list(argument)[0], scope) !== true,
  'Fn::ToJsonString': (argument, scope) => JSON.stringify(resolve(argument, scope)),
};

/**
 * The value with every intrinsic function replaced by what it stands for.
 *
 * @throws for a function the lab does not know: a half-resolved name would be rehearsed as a real one
 */
export function resolve(value: unknown, scope: Scope): unknown {
  const resolved = resolveItem(value, scope);
  return resolved === NO_VALUE ? undefined : resolved;
}

function resolveItem(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((item) => resolveItem(item, scope)).filter((item) => item !== NO_VALUE);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only) {
    const [key, argument] = only;
    if (key === 'Condition' && typeof argument === 'string') return scope.condition(argument);
    const evaluate = FUNCTIONS[key];
    if (evaluate) return evaluate(argument, scope);
    if (key.startsWith('Fn::')) throw new Error(`the lab cannot emulate the intrinsic function ${key}`);
  }
  return Object.fromEntries(entries.map(([key, item]) => [key, resolveItem(item, scope)] as const).filter(([, item]) => item !== NO_VALUE));
}

/** `${Name}`, `${Resource.Attribute}` and `${!Literal}`. */
function substitute(argument: unknown, scope: Scope): string {
  const [template, variables] = Array.isArray(argument) ? argument : [argument, {}];
  const given = (resolve(variables ?? {}, scope) ?? {}) as Record<string, unknown>;
  return String(template).replace(/\$\{([^}]+)\}/g, (_, expression: string) => {
    if (expression.startsWith('!')) return `\${${expression.slice(1)}}`;
    if (expression in given) return text(given[expression]);
    const [id, ...attribute] = expression.split('.');
    return text(attribute.length > 0 ? scope.attribute(id ?? '', attribute.join('.')) : scope.ref(expression));
  });
}

const list = (value: unknown): unknown[] => {
  if (!Array.isArray(value)) throw new Error(`expected a list, seen ${JSON.stringify(value)}`);
  return value;
};

const text = (value: unknown): string => {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new Error(`expected text, seen ${JSON.stringify(value)}`);
};
