import {
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
  type Change as Route53Change,
  Route53Client,
} from '@aws-sdk/client-route-53';
import { createRoute53 } from '../../../lab/cloud/route53/create-route53.ts';
import type { Route53 } from '../../../lab/cloud/services.ts';
import { credentials, errorOf, type Served, Surroundings, serve } from '../../support/cloud/serve.ts';
import { eventually } from '../../support/eventually.ts';

const ZONE = 'Z0123456789ABC';
let surroundings: Surroundings;
let route53: Route53;
let served: Served;
let client: Route53Client;

/** What clients were told at the moment at which a change was written. */
let inForceWhenWritten: readonly string[] | undefined;

beforeEach(async () => {
  surroundings = new Surroundings();
  const { context } = surroundings;
  const onEvent: typeof context.onEvent = (event) => {
    if (event.kind === 'record') inForceWhenWritten = writer()?.values;
    context.onEvent(event);
  };
  route53 = createRoute53({ ...context, onEvent }, { propagationMilliseconds: 200 });
  route53.putZone(ZONE, [
    { name: 'writer.db.internal', type: 'CNAME', ttl: 5, values: ['db-1.db.internal'] },
    { name: 'db-1.db.internal', type: 'A', ttl: 60, values: ['127.0.0.11'] },
    { name: 'db-2.db.internal', type: 'A', ttl: 60, values: ['127.0.0.12'] },
  ]);
  served = await serve(route53, surroundings);
  client = new Route53Client({ endpoint: served.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
});

afterEach(async () => {
  client.destroy();
  await served.stop();
});

const change = (Action: 'CREATE' | 'DELETE' | 'UPSERT', Value: string, TTL = 5, Name = 'writer.db.internal'): Route53Change => ({
  Action,
  ResourceRecordSet: { Name, Type: 'CNAME', TTL, ResourceRecords: [{ Value }] },
});
const send = (...Changes: Route53Change[]) =>
  client.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: ZONE, ChangeBatch: { Changes } }));
const writer = () => route53.records(ZONE).find((one) => one.name === 'writer.db.internal');

test('swaps a record by DELETE of the exact old value and CREATE of the new one, in force once INSYNC', async () => {
  const { ChangeInfo } = await send(change('DELETE', 'db-1.db.internal'), change('CREATE', 'db-2.db.internal'));
  expect(ChangeInfo?.Status).toBe('PENDING');
  expect(ChangeInfo?.SubmittedAt).toBeInstanceOf(Date);
  expect(inForceWhenWritten).toEqual(['db-1.db.internal']);
  const state = () => client.send(new GetChangeCommand({ Id: ChangeInfo?.Id ?? '' }));
  await eventually(state, (answer) => answer.ChangeInfo?.Status === 'INSYNC');
  expect(writer()).toEqual({ name: 'writer.db.internal', type: 'CNAME', ttl: 5, values: ['db-2.db.internal'] });
  expect(surroundings.eventsOf('record')).toEqual([
    expect.objectContaining({ zone: ZONE, name: 'writer.db.internal', from: ['db-1.db.internal'], to: ['db-2.db.internal'] }),
  ]);
});

test('somebody may change a record behind the back of a machine: its swap then fails, and the event says who it was', async () => {
  route53.overwrite(ZONE, 'writer.db.internal', ['db-3.db.internal']);
  await expect(send(change('DELETE', 'db-1.db.internal'), change('CREATE', 'db-2.db.internal'))).rejects.toMatchObject({
    name: 'InvalidChangeBatch',
  });
  await eventually(
    async () => writer()?.values.join(),
    (value) => /^db-3\.db\.internal\.?$/.test(value ?? ''),
  );
  expect(surroundings.eventsOf('record')).toMatchObject([{ from: ['db-1.db.internal'], by: 'somebody' }]);
  expect(() => route53.overwrite(ZONE, 'nobody.db.internal', [])).toThrow('no record nobody.db.internal');
});

test('asks for the zone with the condition keys of the changed record', async () => {
  await send(change('UPSERT', 'db-2.db.internal', 5, 'Writer.DB.internal.'));
  expect(surroundings.authorized).toEqual([
    {
      action: 'route53:ChangeResourceRecordSets',
      resource: `arn:aws:route53:::hostedzone/${ZONE}`,
      context: {
        'route53:ChangeResourceRecordSetsNormalizedRecordNames': ['writer.db.internal'],
        'route53:ChangeResourceRecordSetsRecordTypes': ['CNAME'],
        'route53:ChangeResourceRecordSetsActions': ['UPSERT'],
      },
    },
  ]);
});

test.each([
  ['another value', [change('DELETE', 'db-9.db.internal'), change('CREATE', 'db-2.db.internal')], /do not match the current values/],
  ['another TTL', [change('DELETE', 'db-1.db.internal', 6), change('CREATE', 'db-2.db.internal')], /do not match the current values/],
  ['a record that is not there', [change('DELETE', 'x', 5, 'gone.db.internal')], /but it was not found/],
  ['a second creation', [change('CREATE', 'db-2.db.internal')], /name='writer.db.internal.', type='CNAME'\] but it already exists/],
  ['a CNAME beside an A record', [change('CREATE', 'x.db.internal', 5, 'db-1.db.internal')], /conflicts with other records/],
])('refuses %s and changes nothing of the batch', async (_case, changes, message) => {
  const before = await client.send(new ListResourceRecordSetsCommand({ HostedZoneId: ZONE }));
  const error = await errorOf(send(change('CREATE', 'db-2.db.internal', 5, 'new.db.internal'), ...changes));
  expect(error).toMatchObject({ name: 'InvalidChangeBatch', message: expect.stringMatching(message), $metadata: { httpStatusCode: 400 } });
  const after = await client.send(new ListResourceRecordSetsCommand({ HostedZoneId: ZONE }));
  expect(after.ResourceRecordSets).toEqual(before.ResourceRecordSets);
});

test('lists from a name and type on, in pages, sorted by the labels from the right', async () => {
  const list = (input: object) => client.send(new ListResourceRecordSetsCommand({ HostedZoneId: ZONE, ...input }));
  const one = await list({ StartRecordName: 'writer.db.internal', StartRecordType: 'CNAME', MaxItems: 1 });
  expect(one).toMatchObject({ IsTruncated: false, MaxItems: 1 });
  expect(one.ResourceRecordSets).toEqual([
    { Name: 'writer.db.internal.', Type: 'CNAME', TTL: 5, ResourceRecords: [{ Value: 'db-1.db.internal' }] },
  ]);
  const first = await list({ MaxItems: 2 });
  expect(first.ResourceRecordSets?.map((record) => record.Name)).toEqual(['db-1.db.internal.', 'db-2.db.internal.']);
  expect(first).toMatchObject({ IsTruncated: true, NextRecordName: 'writer.db.internal.', NextRecordType: 'CNAME' });
});

test('an accepted change is listed at once, before it is in force', async () => {
  await send(change('UPSERT', 'db-2.db.internal'));
  const listed = await client.send(new ListResourceRecordSetsCommand({ HostedZoneId: ZONE, StartRecordName: 'writer.db.internal' }));
  expect(listed.ResourceRecordSets?.[0]?.ResourceRecords).toEqual([{ Value: 'db-2.db.internal' }]);
});

test('answers unknown zones, changes, record kinds and operations in AWS words', async () => {
  const nowhere = client.send(new ListResourceRecordSetsCommand({ HostedZoneId: 'ZNOWHERE' }));
  expect(await errorOf(nowhere)).toMatchObject({ name: 'NoSuchHostedZone', $metadata: { httpStatusCode: 404 } });
  expect(await errorOf(client.send(new GetChangeCommand({ Id: 'C0' })))).toMatchObject({ name: 'NoSuchChange' });
  const weighted = change('UPSERT', 'db-2.db.internal');
  Object.assign(weighted.ResourceRecordSet ?? {}, { SetIdentifier: 'a', Weight: 1 });
  expect(await errorOf(send(weighted))).toMatchObject({ name: 'InvalidInput' });
  expect(await errorOf(client.send(new ListHostedZonesCommand({})))).toMatchObject({ name: 'UnknownOperationException' });
  expect(surroundings.eventsOf('refused')).toHaveLength(1);
});

test('a denied change arrives as AccessDenied and changes nothing', async () => {
  surroundings.denied.add('route53:ChangeResourceRecordSets');
  expect(await errorOf(send(change('UPSERT', 'db-2.db.internal')))).toMatchObject({
    name: 'AccessDenied',
    $metadata: { httpStatusCode: 403 },
  });
  expect(surroundings.eventsOf('record')).toEqual([]);
});

test('finds a record whatever characters its labels hold: names are ordered by label, not as words of a language', async () => {
  const names = [
    'rw.pg.harbor.internal',
    'pg-alpha.harbor.internal',
    'pg-beta.harbor.internal',
    'pg.harbor.internal',
    'a.pg-alpha.harbor.internal',
  ];
  route53.putZone(
    ZONE,
    names.map((name) => ({ name, type: 'CNAME', ttl: 5, values: ['x.harbor.internal'] })),
  );
  for (const name of names) {
    const answer = await client.send(
      new ListResourceRecordSetsCommand({ HostedZoneId: ZONE, StartRecordName: name, StartRecordType: 'CNAME', MaxItems: 1 }),
    );
    expect(answer.ResourceRecordSets?.map((one) => one.Name)).toEqual([`${name}.`]);
  }
});

test('with the time that resolvers take, they answer the new value that long after INSYNC', async () => {
  const late = createRoute53(surroundings.context, { propagationMilliseconds: 60, resolverMilliseconds: 120 });
  late.putZone(ZONE, [{ name: 'writer.db.internal', type: 'CNAME', ttl: 5, values: ['db-1.db.internal'] }]);
  const other = await serve(late, surroundings);
  const slow = new Route53Client({ endpoint: other.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  const sent = performance.now();
  await slow.send(
    new ChangeResourceRecordSetsCommand({ HostedZoneId: ZONE, ChangeBatch: { Changes: [change('UPSERT', 'db-2.db.internal')] } }),
  );
  await eventually(() => late.records(ZONE)[0]?.values[0] === 'db-2.db.internal');
  expect(performance.now() - sent).toBeGreaterThanOrEqual(178);
  slow.destroy();
  await other.stop();
});

test('a resolver hands out what is left of what it has cached, so that nobody behind it keeps the old value longer than its TTL', async () => {
  const late = createRoute53(surroundings.context, { propagationMilliseconds: 60, resolverMilliseconds: 12_900 });
  late.putZone(ZONE, [{ name: 'writer.db.internal', type: 'CNAME', ttl: 5, values: ['db-1.db.internal'] }]);
  const ttl = () => late.records(ZONE)[0]?.ttl;
  expect(ttl()).toBe(5);
  late.overwrite(ZONE, 'writer.db.internal', ['db-2.db.internal']);
  expect([ttl(), late.records(ZONE)[0]?.values]).toEqual([2, ['db-1.db.internal']]);
  await late.stop?.();
});
