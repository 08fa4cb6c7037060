import type { Cloud, CloudEvent } from '../../lab/cloud/cloud.ts';
import { EventBus } from '../../lab/cloud/events/event-bus.ts';
import type { BusEvent } from '../../lab/cloud/service.ts';
import { LATENCIES } from '../../lab/latency/latency-table.ts';
import { ALARM, MACHINE, PARIS } from '../support/cloud/app.ts';
import { runToEnd, STEP } from '../support/cloud/machine.ts';
import { notedLatency } from '../support/cloud/noted-latency.ts';
import { executionsOf, rehearsedCloud } from '../support/cloud/rehearsed-cloud.ts';
import { eventually } from '../support/eventually.ts';

/** Never an upper bound; the millisecond is what a timer may be early by. */
const expectAtLeast = (milliseconds: number, since: number) => expect(performance.now() - since).toBeGreaterThanOrEqual(milliseconds - 1);

test('a task waits for the transitions since the task before it, its own entry included', async () => {
  const began = performance.now();
  let reached: number | undefined;
  const States = {
    First: { Type: 'Pass', Next: 'Second' },
    Second: { Type: 'Pass', Next: 'Look' },
    Look: { Type: 'Task', Resource: STEP, TimeoutSeconds: 5, End: true },
  };
  const step = () => {
    reached = performance.now();
    return { kind: 'result' as const, result: '{}' };
  };
  const { execution } = await runToEnd(
    { StartAt: 'First', States },
    {},
    { step, latency: notedLatency({ 'states/transition': 50 }).latency },
  );
  expect(execution.status).toBe('SUCCEEDED');
  expect((reached ?? began) - began).toBeGreaterThanOrEqual(3 * 50 - 1);
});

test('an event reaches its targets after the delivery time', async () => {
  const began = performance.now();
  const deliver = () => undefined;
  const bus = new EventBus({ region: PARIS, account: '111122223333', deliver, onEvent: () => undefined, deliveryMilliseconds: 120 });
  await bus.put({ source: 'aws.cloudwatch' } as BusEvent);
  expectAtLeast(120, began);
});

describe('a deployed cloud', () => {
  const noted = notedLatency({ 'lambda/invoke': 40, 'lambda/fresh environment': 90, 'events/delivery': 30 }, 80);
  let cloud: Cloud;
  let events: CloudEvent[];
  let stop: () => Promise<void>;

  beforeAll(async () => {
    ({ cloud, events, stop } = await rehearsedCloud('127.204', undefined, { latency: noted.latency }));
    await cloud.deploy();
  });
  afterAll(() => stop());

  test('asks for every path of the table that is not a call', async () => {
    const before = executionsOf(cloud).length;
    const input = { AlarmName: ALARM, StateValue: 'ALARM', StateReason: 'down' };
    await cloud.putEvent(PARIS, { source: 'test.probe', detail: { operation: 'SetAlarmState', input } });
    await eventually(() => executionsOf(cloud).length > before);
    const isPath = (name: string) =>
      !name.startsWith('network/') && /\/([a-z ]+|INSYNC|StartExecution)$/.test(name) && !name.endsWith('/any call');
    expect([...new Set<string>(noted.paths)].sort()).toEqual(Object.keys(LATENCIES).filter(isPath).sort());
  });

  test('a call takes its time, and is known by service, operation and way', async () => {
    noted.calls.splice(0);
    events.splice(0);
    const began = performance.now();
    const metric = { Namespace: 'Reprise/test', MetricData: [{ MetricName: 'PrimaryWritable', Value: 1 }] };
    await cloud.putEvent(PARIS, { source: 'test.probe', detail: { region: 'eu-west-1', operation: 'PutMetricData', input: metric } });
    await eventually(() => events.find((event) => event.kind === 'function' && event.function === 'probe' && event.phase === 'succeeded'));
    expectAtLeast(30 + 40 + 80, began);
    expect(noted.calls).toEqual([
      { service: 'monitoring', operation: 'PutMetricData', from: PARIS, to: 'eu-west-1', newConnection: expect.any(Boolean) },
    ]);
  });

  test('a fresh environment pays for itself, a warm one does not', async () => {
    const look = async () => {
      noted.paths.splice(0);
      const { arn } = await cloud.startExecution(PARIS, MACHINE, {});
      const ended = await eventually(() => executionsOf(cloud).find((one) => one.arn === arn));
      expect(ended.status).toBe('SUCCEEDED');
      return noted.paths.filter((path) => path.startsWith('lambda/'));
    };
    await look();
    expect(await look()).toEqual(['lambda/invoke']);
    const began = performance.now();
    const both = await Promise.all([cloud.startExecution(PARIS, MACHINE, {}), cloud.startExecution(PARIS, MACHINE, {})]);
    await eventually(() => both.every(({ status }) => status === 'SUCCEEDED'));
    expect(noted.paths).toContain('lambda/fresh environment');
    expectAtLeast(40 + 90, began);
  });
});
