import { DescribeInstancesCommand, EC2Client, StartInstancesCommand, StopInstancesCommand } from '@aws-sdk/client-ec2';
import { createEc2 } from '../../../lab/cloud/ec2/create-ec2.ts';
import { ACCOUNT, credentials, errorOf, REGION, type Served, Surroundings, serve } from '../../support/cloud/serve.ts';
import { eventually } from '../../support/eventually.ts';

const ID = 'i-0a1b2c3d4e5f60718';
const SHUTDOWN_MILLISECONDS = 400;
let surroundings: Surroundings;
let served: Served;
let client: EC2Client;
/** When the power was taken away. */
let stops: number[];
let power: PromiseWithResolvers<void>;

beforeEach(async () => {
  surroundings = new Surroundings();
  const ec2 = createEc2(surroundings.context, { shutdownMilliseconds: SHUTDOWN_MILLISECONDS });
  stops = [];
  power = Promise.withResolvers();
  const stop = () => {
    stops.push(performance.now());
    return power.promise;
  };
  ec2.registerInstance({ id: ID, region: REGION, address: '127.0.0.11', stop });
  served = await serve(ec2, surroundings);
  client = new EC2Client({ endpoint: served.endpoint, region: REGION, credentials, maxAttempts: 1 });
});

afterEach(async () => {
  client.destroy();
  await served.stop();
});

const stopInstances = (...InstanceIds: string[]) =>
  client.send(new StopInstancesCommand({ InstanceIds, Force: true, SkipOsShutdown: true }));
const state = async () => {
  const { Reservations } = await client.send(new DescribeInstancesCommand({ InstanceIds: [ID] }));
  return Reservations?.[0]?.Instances?.[0]?.State?.Name;
};

test('is stopping until nothing of the instance runs any more, then stopped', async () => {
  expect(await state()).toBe('running');
  const answer = await stopInstances(ID);
  expect(answer.StoppingInstances).toEqual([
    { InstanceId: ID, CurrentState: { Code: 64, Name: 'stopping' }, PreviousState: { Code: 16, Name: 'running' } },
  ]);
  expect(await state()).toBe('stopping');
  power.resolve();
  await eventually(state, (seen) => seen === 'stopped');
  expect(surroundings.eventsOf('instance').map((event) => event.state)).toEqual(['stopping', 'stopped']);
});

test('an orderly shutdown takes its time: the server accepts writes meanwhile', async () => {
  const asked = performance.now();
  const { StoppingInstances } = await client.send(new StopInstancesCommand({ InstanceIds: [ID], Force: true }));
  expect(StoppingInstances?.[0]?.CurrentState?.Name).toBe('stopping');
  power.resolve();
  await eventually(state, (seen) => seen === 'stopped');
  expect(stops).toHaveLength(1);
  // Never an upper bound; the millisecond is what a timer may be early by.
  expect((stops[0] ?? 0) - asked).toBeGreaterThanOrEqual(SHUTDOWN_MILLISECONDS - 1);
});

test('asked twice it stops once', async () => {
  await stopInstances(ID);
  expect((await stopInstances(ID)).StoppingInstances?.[0]?.PreviousState?.Name).toBe('stopping');
  expect(stops).toHaveLength(1);
});

test('an instance whose power-off fails stays stopping', async () => {
  power.reject(new Error('a process is left'));
  await stopInstances(ID);
  await eventually(() => surroundings.eventsOf('refused').length === 1);
  expect(await state()).toBe('stopping');
});

test('asks for each instance by its ARN, and for the listing without resource', async () => {
  await stopInstances(ID);
  await state();
  expect(surroundings.authorized).toEqual([
    { action: 'ec2:StopInstances', resource: `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/${ID}` },
    { action: 'ec2:DescribeInstances', resource: '*' },
  ]);
});

test('an unknown instance stops none of the others', async () => {
  expect(await errorOf(stopInstances(ID, 'i-00000000000000000'))).toMatchObject({
    name: 'InvalidInstanceID.NotFound',
    message: "The instance ID 'i-00000000000000000' does not exist",
  });
  expect(stops).toHaveLength(0);
  expect(await errorOf(stopInstances('db-1'))).toMatchObject({ name: 'InvalidInstanceID.Malformed' });
});

test('unknown operations, filters and denied calls are refused', async () => {
  expect(await errorOf(client.send(new StartInstancesCommand({ InstanceIds: [ID] })))).toMatchObject({ name: 'InvalidAction' });
  const filtered = new DescribeInstancesCommand({ Filters: [{ Name: 'tag:Name', Values: ['db-1'] }] });
  expect(await errorOf(client.send(filtered))).toMatchObject({ name: 'UnsupportedOperation' });
  const hibernated = new StopInstancesCommand({ InstanceIds: [ID], Hibernate: true });
  expect(await errorOf(client.send(hibernated))).toMatchObject({ name: 'UnsupportedOperation' });
  expect(surroundings.eventsOf('refused').map((event) => event.operation)).toEqual([
    'StartInstances',
    'DescribeInstances',
    'StopInstances',
  ]);
  surroundings.denied.add('ec2:StopInstances');
  expect(await errorOf(stopInstances(ID))).toMatchObject({ name: 'UnauthorizedOperation', $metadata: { httpStatusCode: 403 } });
  expect(stops).toHaveLength(0);
});

test('with the time that EC2 takes, it is stopped that long after its last process ended', async () => {
  const ec2 = createEc2(surroundings.context, { stoppingMilliseconds: 150 });
  ec2.registerInstance({ id: ID, region: REGION, address: '127.0.0.11', stop: async () => void stops.push(performance.now()) });
  const other = await serve(ec2, surroundings);
  const slow = new EC2Client({ endpoint: other.endpoint, region: REGION, credentials, maxAttempts: 1 });
  await slow.send(new StopInstancesCommand({ InstanceIds: [ID], Force: true, SkipOsShutdown: true }));
  await eventually(() => surroundings.eventsOf('instance').some((event) => event.state === 'stopped'));
  expect(performance.now() - (stops[0] ?? Number.NaN)).toBeGreaterThanOrEqual(149);
  slow.destroy();
  await other.stop();
});
