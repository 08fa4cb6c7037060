import {
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
  Route53Client,
} from '@aws-sdk/client-route-53';
import type { Plan } from '../../../lib/plan/schema.ts';
import { DependencyUnavailable, EffectRefused, OutcomeUnknown } from '../../errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { WriterRecord } from '../../ports/writer-record.ts';
import { once, ROUTE_53_REGION, repeatable } from './clients.ts';
import { awsFailure, orUnavailable, unavailable } from './failures.ts';

/** Seconds between looks at a change, and before a throttled request is sent again. Route 53 throttles per account. */
const BETWEEN_LOOKS = 0.5;
const THROTTLED_TRIES = 4;

type Clients = { acting: Route53Client; looking: Route53Client };
type Zone = { zoneId: string; name: string; ttl: number; clock: Clock } & Clients;

const plain = (name: string) => name.replace(/\.$/, '').toLowerCase();

/** Zone and TTL come from the plan: no zone is looked up by name. */
export function route53WriterRecord(
  plan: Pick<Plan, 'regions' | 'database'>,
  region: string,
  clock: Clock,
  clients: Clients = { acting: new Route53Client(once(ROUTE_53_REGION)), looking: new Route53Client(repeatable(ROUTE_53_REGION)) },
): WriterRecord {
  const zoneId = plan.regions.find((one) => one.name === region)?.network.privateZoneId;
  if (zoneId === undefined) throw new Error(`region ${region} is not in the plan; required one of ${plan.regions.map((one) => one.name)}`);
  const zone = { zoneId, name: plan.database.writer.name, ttl: plan.database.writer.ttl, clock, ...clients };
  return {
    read: async () => targetOf(await find(zone)),
    compareAndSwap: (from, to) => swap(from, to, zone),
    waitInSync: (changeId, patienceSeconds) => waitInSync(changeId, patienceSeconds, zone),
  };
}

/** The listing starts at the name and goes on behind it, so an answer for another name means that there is no such record. */
async function find({ looking, zoneId, name }: Zone): Promise<ResourceRecordSet> {
  const request = new ListResourceRecordSetsCommand({
    HostedZoneId: zoneId,
    StartRecordName: name,
    StartRecordType: 'CNAME',
    MaxItems: 1,
  });
  const answer = await looking.send(request).catch(orUnavailable(`writer record ${name}`));
  const found = answer.ResourceRecordSets?.find((one) => plain(one.Name ?? '') === plain(name) && one.Type === 'CNAME');
  if (found !== undefined && found.ResourceRecords?.length === 1) return found;
  throw new DependencyUnavailable(`zone ${zoneId} has no CNAME ${name} with one value; required the writer record`, {
    condition: 'WriterRecordMissing',
  });
}

const targetOf = (record: ResourceRecordSet) => plain(record.ResourceRecords?.[0]?.Value ?? '');

/**
 * DELETE names exactly the record that was read, TTL and spelling included, because Route 53 deletes nothing else; the batch is all or
 * nothing, so a record that somebody changed since then makes it fail as a whole (`InvalidChangeBatch`).
 */
async function swap(from: string, to: string, zone: Zone): ReturnType<WriterRecord['compareAndSwap']> {
  const current = await find(zone);
  if (targetOf(current) !== plain(from)) return { outcome: 'moved', current: targetOf(current) };
  const wanted = { Name: current.Name, Type: 'CNAME' as const, TTL: zone.ttl, ResourceRecords: [{ Value: to }] };
  const request = new ChangeResourceRecordSetsCommand({
    HostedZoneId: zone.zoneId,
    ChangeBatch: {
      Comment: `reprise: ${from} -> ${to}`,
      Changes: [
        { Action: 'DELETE', ResourceRecordSet: current },
        { Action: 'CREATE', ResourceRecordSet: wanted },
      ],
    },
  });
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { ChangeInfo } = await zone.acting.send(request);
      return { outcome: 'swapped', changeId: ChangeInfo?.Id ?? '' };
    } catch (thrown) {
      const { kind } = awsFailure(thrown);
      if (kind !== 'throttled' || attempt >= THROTTLED_TRIES) return afterFailure(thrown, from, zone);
      await zone.clock.sleep(BETWEEN_LOOKS);
    }
  }
}

async function afterFailure(thrown: unknown, from: string, zone: Zone): ReturnType<WriterRecord['compareAndSwap']> {
  const { kind, name, message } = awsFailure(thrown);
  const what = `change of ${zone.name}`;
  if (name === 'InvalidChangeBatch') {
    const current = targetOf(await find(zone));
    if (current !== plain(from)) return { outcome: 'moved', current };
  }
  if (kind === 'refused') throw new EffectRefused(`${what}: Route 53 refused (${message})`, {}, { cause: thrown });
  if (kind === 'unknown') throw new OutcomeUnknown(`${what} has an unknown outcome (${message})`, {}, { cause: thrown });
  throw unavailable(what, thrown);
}

/** A look that fails is looked again: the change itself is accepted, only its spreading is watched. The last one ends with the patience. */
async function waitInSync(changeId: string, patienceSeconds: number, { looking, clock }: Zone): Promise<boolean> {
  const until = clock.now().getTime() + patienceSeconds * 1000;
  for (;;) {
    const abortSignal = AbortSignal.timeout(Math.max(1, until - clock.now().getTime()));
    const answer = await looking.send(new GetChangeCommand({ Id: changeId }), { abortSignal }).catch(() => undefined);
    if (answer?.ChangeInfo?.Status === 'INSYNC') return true;
    if (clock.now().getTime() + BETWEEN_LOOKS * 1000 > until) return false;
    await clock.sleep(BETWEEN_LOOKS);
  }
}
