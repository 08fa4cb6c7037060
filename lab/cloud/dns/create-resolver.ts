import { Packet, type Resource, UDPServer } from 'dns2';
import type { CreateResolver, ZoneRecord } from '../services.ts';

/** CNAMEs followed in one answer; a longer chain is a loop. */
const MAX_CHAIN = 8;

/** RFC 1035, 4.1.1 */
const RCODE = { found: 0, loop: 2, unknownName: 3 } as const;

type DnsAnswer = { name: string; type: 'A' | 'CNAME'; ttl: number; value: string };
type Found = { code: keyof typeof RCODE; answers: DnsAnswer[] };

/**
 * VPC resolver of a region, over UDP: A records and CNAME chains of the private zone with the zone's TTLs.
 * There is no cache in it, so a change in force is seen by the next question; caches are the clients' own.
 */
export const createResolver: CreateResolver = async ({ address, records }) => {
  const server = new UDPServer((request, send) => {
    const response = respond(request, records());
    // A client that is gone can't be told: a lost answer is what DNS clients retry for.
    Promise.resolve(send(response)).catch(() => undefined);
  });
  const listening = new Promise<never>((_, reject) => server.on('error', reject));
  await Promise.race([server.listen(0, address), listening]);
  const { port } = server.address();
  return { address, port, stop: () => new Promise<void>((resolve) => server.close(() => resolve())) };
};

/** Records that answer a question for an address, in the order of the chain; the code speaks of the last name of it (RFC 2308, 2.1). */
function lookUp(records: readonly ZoneRecord[], name: string): Found {
  const answers: DnsAnswer[] = [];
  let wanted = plain(name);
  for (let step = 0; step < MAX_CHAIN; step++) {
    const sets = records.filter((record) => plain(record.name) === wanted);
    if (sets.length === 0) return { code: 'unknownName', answers };
    const alias = sets.find((record) => record.type === 'CNAME');
    if (!alias) return { code: 'found', answers: [...answers, ...addressesOf(sets)] };
    const target = plain(alias.values[0] ?? '');
    answers.push({ name: wanted, type: 'CNAME', ttl: alias.ttl, value: target });
    wanted = target;
  }
  return { code: 'loop', answers: [] };
}

function addressesOf(sets: readonly ZoneRecord[]): DnsAnswer[] {
  const addresses = sets.filter((record) => record.type === 'A');
  return addresses.flatMap(({ name, ttl, values }) => values.map((value) => ({ name: plain(name), type: 'A' as const, ttl, value })));
}

const plain = (name: string) => name.toLowerCase().replace(/\.$/, '');

function respond(request: Packet, records: readonly ZoneRecord[]): Packet {
  const response = Packet.createResponseFromRequest(request);
  const [question] = request.questions;
  const { code, answers } = lookUp(records, question?.name ?? '');
  response.header.ra = 1;
  response.header.rcode = RCODE[code];
  const wanted = answers.filter((one) => one.type === 'CNAME' || question?.type === Packet.TYPE.A);
  response.answers = wanted.map(resourceOf);
  return response;
}

function resourceOf({ name, type, ttl, value }: DnsAnswer): Resource {
  const data = type === 'A' ? { address: value } : { domain: value };
  return Object.assign(new Packet.Resource({ name, ttl, class: Packet.CLASS.IN, type: Packet.TYPE[type] }), data);
}
