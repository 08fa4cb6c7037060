/** Stands for something of the same stack, whose name is known only after the deployment. */
const OF_THIS_STACK = '{this stack}';
/** Stands for what cannot be followed: an import from elsewhere, a function of CloudFormation that is not read here. */
const ELSEWHERE = '{elsewhere}';

/** A resource whose region cannot be told; nothing may be assumed of it. */
export const UNKNOWN_REGION = 'unknown region';

export type Where = {
  /** Region of the stack. */
  readonly own: string;
  /** Region of each bucket of the app by name: the ARN of a bucket names none. */
  readonly buckets: ReadonlyMap<string, string>;
};

type Intrinsic = { Ref?: string; 'Fn::GetAtt'?: unknown; 'Fn::Join'?: [string, unknown[]] };

/** Region in which the resource of a statement lives, or `UNKNOWN_REGION`. */
export function regionOf(resource: unknown, { own, buckets }: Where): string {
  const text = spelledOut(resource, own);
  if (text.startsWith(OF_THIS_STACK)) return own;
  const [, , service, region = '', , name = ''] = text.split(':');
  if (/^[a-z0-9-]+$/.test(region)) return region;
  const bucket = name.split('/')[0] ?? '';
  if (service !== 's3' || region !== '') return UNKNOWN_REGION;
  return bucket === OF_THIS_STACK ? own : (buckets.get(bucket) ?? UNKNOWN_REGION);
}

function spelledOut(value: unknown, own: string): string {
  if (typeof value === 'string') return value;
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': join } = value as Intrinsic;
  if (join !== undefined) return join[1].map((part) => spelledOut(part, own)).join(join[0]);
  if (Ref?.startsWith('AWS::')) return { 'AWS::Region': own, 'AWS::Partition': 'aws' }[Ref] ?? '';
  return Ref !== undefined || attribute !== undefined ? OF_THIS_STACK : ELSEWHERE;
}
