import {
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  InvalidChangeBatch,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
  Route53Client,
} from '@aws-sdk/client-route-53';
import { mockClient } from 'aws-sdk-client-mock';
import { route53WriterRecord } from '../../../../lambdas/adapters/aws/writer-record.ts';
import { planOf } from '../../../support/ports/builders.ts';
import { FakeClock } from '../../../support/ports/fakes.ts';

const FROM = 'db-1.db.internal';
const TO = 'db-2.db.internal';
const refusal = (name: string, status = 400) => Object.assign(new Error(name), { name, $metadata: { httpStatusCode: status } });
const stale = () =>
  new InvalidChangeBatch({ message: 'values provided do not match the current values', $metadata: { httpStatusCode: 400 } });
const record = (change: Partial<ResourceRecordSet> = {}): ResourceRecordSet => ({
  Name: 'primary.db.internal.',
  Type: 'CNAME',
  TTL: 60,
  ResourceRecords: [{ Value: `${FROM}.` }],
  ...change,
});

function setup(...held: ResourceRecordSet[]) {
  const route53 = mockClient(Route53Client);
  const clock = new FakeClock();
  route53.on(ListResourceRecordSetsCommand).resolves({ ResourceRecordSets: held });
  route53.on(ChangeResourceRecordSetsCommand).resolves({ ChangeInfo: { Id: '/change/C1', Status: 'PENDING', SubmittedAt: new Date() } });
  const client = new Route53Client({ region: 'us-east-1' });
  return { route53, clock, record: route53WriterRecord(planOf(), 'eu-west-3', clock, { acting: client, looking: client }) };
}

describe('reading', () => {
  test('gives the host name without the final dot', async () => {
    expect(await setup(record()).record.read()).toBe(FROM);
  });

  test.each([
    ['a zone without the record answers with its neighbour', [record({ Name: 'zebra.db.internal.' })]],
    ['the record is an A record', [record({ Type: 'A' })]],
    ['the record has two values', [record({ ResourceRecords: [{ Value: FROM }, { Value: TO }] })]],
    ['the zone is empty', []],
  ])('is refused when %s', async (_, held) => {
    await expect(setup(...held).record.read()).rejects.toMatchObject({ name: 'DependencyUnavailable' });
  });
});

describe('compare and swap', () => {
  test('deletes exactly what was read and creates the new value with the TTL of the plan, in one batch', async () => {
    const { route53, record: writer } = setup(record());
    expect(await writer.compareAndSwap(FROM, TO)).toEqual({ outcome: 'swapped', changeId: '/change/C1' });
    const { input } = route53.commandCalls(ChangeResourceRecordSetsCommand)[0]?.args[0] ?? {};
    expect(input?.HostedZoneId).toBe('Z0123456789PRIMARY0');
    expect(input?.ChangeBatch?.Changes).toEqual([
      { Action: 'DELETE', ResourceRecordSet: record() },
      { Action: 'CREATE', ResourceRecordSet: { Name: 'primary.db.internal.', Type: 'CNAME', TTL: 5, ResourceRecords: [{ Value: TO }] } },
    ]);
  });

  test('changes nothing when the record holds something else', async () => {
    const { route53, record: writer } = setup(record({ ResourceRecords: [{ Value: 'db-3.db.internal' }] }));
    expect(await writer.compareAndSwap(FROM, TO)).toEqual({ outcome: 'moved', current: 'db-3.db.internal' });
    expect(route53.commandCalls(ChangeResourceRecordSetsCommand)).toHaveLength(0);
  });

  test('says moved when somebody is faster between the look and the batch', async () => {
    const { route53, record: writer } = setup();
    route53
      .on(ListResourceRecordSetsCommand)
      .resolvesOnce({ ResourceRecordSets: [record()] })
      .resolves({ ResourceRecordSets: [record({ ResourceRecords: [{ Value: 'db-3.db.internal.' }] })] });
    route53.on(ChangeResourceRecordSetsCommand).rejects(stale());
    expect(await writer.compareAndSwap(FROM, TO)).toEqual({ outcome: 'moved', current: 'db-3.db.internal' });
  });

  test('a batch that is invalid although nothing moved is a refusal, not a move', async () => {
    const { route53, record: writer } = setup(record());
    route53.on(ChangeResourceRecordSetsCommand).rejects(stale());
    await expect(writer.compareAndSwap(FROM, TO)).rejects.toMatchObject({ name: 'EffectRefused' });
  });

  test.each([
    ['a broken connection', Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })],
    ['an error of the server', refusal('InternalError', 500)],
  ])('%s leaves an unknown outcome and is not repeated', async (_, failure) => {
    const { route53, record: writer } = setup(record());
    route53.on(ChangeResourceRecordSetsCommand).rejects(failure);
    await expect(writer.compareAndSwap(FROM, TO)).rejects.toMatchObject({ name: 'OutcomeUnknown' });
    expect(route53.commandCalls(ChangeResourceRecordSetsCommand)).toHaveLength(1);
  });

  test.each(['PriorRequestNotComplete', 'ThrottlingException'])('%s did nothing and is sent again', async (name) => {
    const { route53, record: writer } = setup(record());
    route53
      .on(ChangeResourceRecordSetsCommand)
      .rejectsOnce(refusal(name))
      .resolves({ ChangeInfo: { Id: '/change/C2', Status: 'PENDING', SubmittedAt: new Date() } });
    expect(await writer.compareAndSwap(FROM, TO)).toEqual({ outcome: 'swapped', changeId: '/change/C2' });
  });

  test('a missing right is a refusal', async () => {
    const { route53, record: writer } = setup(record());
    route53.on(ChangeResourceRecordSetsCommand).rejects(refusal('AccessDenied', 403));
    await expect(writer.compareAndSwap(FROM, TO)).rejects.toMatchObject({ name: 'EffectRefused' });
  });
});

describe('waiting until the change is everywhere', () => {
  const change = (Status: 'PENDING' | 'INSYNC') => ({ ChangeInfo: { Id: '/change/C1', Status, SubmittedAt: new Date() } });

  test('ends with INSYNC, looks that fail notwithstanding', async () => {
    const { route53, record: writer } = setup();
    route53.on(GetChangeCommand).resolvesOnce(change('PENDING')).rejectsOnce(refusal('ThrottlingException')).resolves(change('INSYNC'));
    expect(await writer.waitInSync('/change/C1', 60)).toBe(true);
  });

  test('ends after the patience with "not yet"', async () => {
    const { route53, clock, record: writer } = setup();
    route53.on(GetChangeCommand).resolves(change('PENDING'));
    expect(await writer.waitInSync('/change/C1', 3)).toBe(false);
    expect(clock.slept.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(3);
  });
});
