import { randomBytes } from 'node:crypto';
import { type Answer, AwsError, type Call, type ServiceContext } from '../service.ts';
import type { Route53 } from '../services.ts';
import { applyChanges, type Change } from './change-batch.ts';
import { type ChangeInfo, changeAnswer, listAnswer, readChanges, route53Error } from './wire.ts';
import { canonicalName, type RecordSet, type Zone, Zones } from './zones.ts';

export type Route53Options = {
  /** Time from a change to INSYNC, milliseconds; AWS says "usually within 60 seconds". @default 400 */
  propagationMilliseconds?: number;
  /** Time from INSYNC until the resolvers give the new answer. @default 0 */
  resolverMilliseconds?: number;
};

/** Route 53: change batches, their status, and the listing. `records` are those in force (INSYNC), as a client sees them. */
export function createRoute53(context: ServiceContext, options: Route53Options = {}): Route53 {
  const service = new ControlPlane(context, options);
  return {
    signingName: 'route53',
    putZone: (zoneId, records) => service.zones.put(zoneId, records),
    records: (zoneId) => service.zones.inForce(zoneId),
    overwrite: (zoneId, name, values) => service.overwrite(zoneId, name, values),
    handle: (call) => service.handle(call),
    stop: () => service.stop(),
  };
}

class ControlPlane {
  readonly zones = new Zones();
  readonly #context: ServiceContext;
  readonly #propagation: number;
  readonly #resolver: number;
  readonly #changes = new Map<string, ChangeInfo>();
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(context: ServiceContext, options: Route53Options) {
    this.#context = context;
    this.#propagation = options.propagationMilliseconds ?? 400;
    this.#resolver = options.resolverMilliseconds ?? 0;
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  async handle(call: Call): Promise<Answer> {
    try {
      return await this.#route(call);
    } catch (error) {
      if (error instanceof AwsError) return route53Error(error);
      throw error;
    }
  }

  async #route(call: Call): Promise<Answer> {
    const { pathname, searchParams } = new URL(call.url, 'http://route53');
    const [, kind, id = '', rest] = /^\/2013-04-01\/(hostedzone|change)\/([^/]+)(\/rrset)?\/?$/.exec(pathname) ?? [];
    if (kind === 'hostedzone' && rest && call.method === 'POST') return this.#change(call, id);
    if (kind === 'hostedzone' && rest && call.method === 'GET') return this.#list(call, id, searchParams);
    if (kind === 'change' && !rest && call.method === 'GET') return this.#getChange(call, id);
    const operation = `${call.method} ${pathname}`;
    this.#context.onEvent({
      at: now(),
      kind: 'refused',
      service: 'route53',
      operation,
      reason: 'the rehearsed cloud does not implement it',
    });
    throw new AwsError(404, 'UnknownOperationException', `The operation ${operation} is not known here`);
  }

  async #change(call: Call, zoneId: string): Promise<Answer> {
    const changes = readChanges(call.body.toString('utf8'));
    await call.authorize('route53:ChangeResourceRecordSets', `arn:aws:route53:::hostedzone/${zoneId}`, changeContext(changes));
    const zone = this.#zone(zoneId);
    const change = this.#write(zone, applyChanges(zone.written, changes));
    return changeAnswer('ChangeResourceRecordSetsResponse', change);
  }

  overwrite(zoneId: string, name: string, values: readonly string[]): void {
    const zone = this.#zone(zoneId);
    const known = zone.written.find((one) => one.name === canonicalName(name));
    if (known === undefined) throw new RangeError(`zone ${zoneId} has no record ${name}`);
    const others = zone.written.filter((one) => one !== known);
    this.#write(zone, [...others, { ...known, values: values.map(canonicalName) }], 'somebody');
  }

  #write(zone: Zone, records: RecordSet[], by?: 'somebody'): ChangeInfo {
    const before = zone.written;
    zone.written = records;
    this.#tell(zone, before, by);
    const change: ChangeInfo = { id: `C${randomBytes(10).toString('hex').toUpperCase()}`, status: 'PENDING', submittedAt: now() };
    this.#changes.set(change.id, change);
    this.#publishLater(zone, change);
    return change;
  }

  /** The resolvers see what was written with this change once it is INSYNC; equal delays keep the order of the changes. */
  #publishLater(zone: Zone, change: ChangeInfo): void {
    const { written } = zone;
    if (this.#resolver > 0) zone.cachedUntil = Date.now() + this.#propagation + this.#resolver;
    const publish = () => {
      zone.published = written;
    };
    this.#later(this.#propagation, () => {
      change.status = 'INSYNC';
      if (this.#resolver > 0) this.#later(this.#resolver, publish);
      else publish();
    });
  }

  #later(milliseconds: number, then: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      then();
    }, milliseconds);
    this.#timers.add(timer);
  }

  #tell(zone: Zone, before: readonly RecordSet[], by?: 'somebody'): void {
    const keys = new Set([...before, ...zone.written].map((record) => `${record.name} ${record.type}`));
    const valuesIn = (records: readonly RecordSet[], key: string) =>
      records.find((record) => `${record.name} ${record.type}` === key)?.values ?? [];
    for (const key of keys) {
      const [from, to] = [valuesIn(before, key), valuesIn(zone.written, key)];
      if (from.join() !== to.join())
        this.#context.onEvent({ at: now(), kind: 'record', zone: zone.id, name: key.split('. ')[0] ?? '', from, to, ...(by && { by }) });
    }
  }

  async #getChange(call: Call, id: string): Promise<Answer> {
    await call.authorize('route53:GetChange', `arn:aws:route53:::change/${id}`);
    const change = this.#changes.get(id);
    if (!change) throw new AwsError(404, 'NoSuchChange', `Could not find resource with ID: ${id}`);
    return changeAnswer('GetChangeResponse', change);
  }

  async #list(call: Call, zoneId: string, query: URLSearchParams): Promise<Answer> {
    await call.authorize('route53:ListResourceRecordSets', `arn:aws:route53:::hostedzone/${zoneId}`);
    const sorted = [...this.#zone(zoneId).written].sort((one, other) => byCode(order(one.name, one.type), order(other.name, other.type)));
    const type = query.get('type');
    const name = query.get('name');
    if (type && !name) throw new AwsError(400, 'InvalidInput', 'type needs name');
    const from = name ? sorted.findIndex((one) => order(one.name, type ? one.type : '') >= order(name, type ?? '')) : 0;
    const maxItems = Math.min(Number(query.get('maxitems') ?? 300), 300);
    const rest = from < 0 ? [] : sorted.slice(from);
    return listAnswer(rest.slice(0, maxItems), rest[maxItems], maxItems);
  }

  #zone(id: string): Zone {
    const zone = this.zones.find(id);
    if (!zone) throw new AwsError(404, 'NoSuchHostedZone', `No hosted zone found with ID: ${id}`);
    return zone;
  }
}

const now = () => new Date().toISOString();

/** By character code: a language's own order passes over the separators, and the place to start from would be looked for in another order. */
const byCode = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);

/** Route 53 sorts by the labels from the right, then by type. */
function order(name: string, type: string): string {
  const labels = name.toLowerCase().replace(/\.$/, '').split('.').reverse();
  return `${labels.join('\u0001')}\u0000${type}`;
}

/** Condition keys of the service authorization reference: names lower case without final dot. */
function changeContext(changes: readonly Change[]): Record<string, string[]> {
  const distinct = (values: string[]) => [...new Set(values)];
  return {
    'route53:ChangeResourceRecordSetsNormalizedRecordNames': distinct(changes.map(({ record }) => record.name.replace(/\.$/, ''))),
    'route53:ChangeResourceRecordSetsRecordTypes': distinct(changes.map(({ record }) => record.type)),
    'route53:ChangeResourceRecordSetsActions': distinct(changes.map(({ action }) => action)),
  };
}
