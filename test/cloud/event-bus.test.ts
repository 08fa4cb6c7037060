import { setTimeout as pause } from 'node:timers/promises';
import type { CloudEvent } from '../../lab/cloud/cloud.ts';
import { type Delivery, deliver } from '../../lab/cloud/events/deliver.ts';
import { EventBus } from '../../lab/cloud/events/event-bus.ts';
import { matchesPattern, requirePattern } from '../../lab/cloud/events/pattern.ts';
import type { Rule, Target } from '../../lab/cloud/events/rule.ts';
import { parseSchedule } from '../../lab/cloud/events/schedule.ts';
import { targetInput } from '../../lab/cloud/events/target-input.ts';
import type { BusEvent } from '../../lab/cloud/service.ts';

const ALARM_ARN = 'arn:aws:cloudwatch:eu-west-3:111122223333:alarm:reprise-taxcollector/database-failover/PrimaryNotWritable';
const alarm: BusEvent = {
  version: '0',
  id: 'e1',
  'detail-type': 'CloudWatch Alarm State Change',
  source: 'aws.cloudwatch',
  account: '111122223333',
  time: '2026-11-24T04:00:00Z',
  region: 'eu-west-3',
  resources: [ALARM_ARN],
  detail: { alarmName: 'PrimaryNotWritable', state: { value: 'ALARM', reason: 'said "down"' }, previousState: { value: 'OK' }, count: 3 },
};
const rule: Rule = {
  name: 'failover',
  arn: 'arn:aws:events:eu-west-3:111122223333:rule/failover',
  targets: [{ Id: 'machine', Arn: 'arn:machine' }],
};

test.each<[string, Record<string, unknown>, boolean]>([
  ['the same values', { source: ['aws.cloudwatch'], detail: { state: { value: ['ALARM'] } } }, true],
  ['one of several values', { detail: { state: { value: ['OK', 'ALARM'] } } }, true],
  ['another value', { detail: { state: { value: ['OK'] } } }, false],
  ['a field that is not there', { detail: { nothing: ['x'] } }, false],
  ['an item of a list', { resources: [ALARM_ARN] }, true],
  ['a number', { detail: { count: [3] } }, true],
  ['a number written as text', { detail: { count: ['3'] } }, false],
  ['a prefix', { detail: { alarmName: [{ prefix: 'Primary' }] } }, true],
  ['another prefix', { detail: { alarmName: [{ prefix: 'Probe' }] } }, false],
  ['a suffix', { resources: [{ suffix: '/PrimaryNotWritable' }] }, true],
  ['anything but one value', { detail: { previousState: { value: [{ 'anything-but': 'ALARM' }] } } }, true],
  ['anything but this value', { detail: { previousState: { value: [{ 'anything-but': ['OK'] }] } } }, false],
  ['anything but a prefix', { detail: { alarmName: [{ 'anything-but': { prefix: 'Primary' } }] } }, false],
  ['a numeric range', { detail: { count: [{ numeric: ['>', 1, '<=', 3] }] } }, true],
  ['a numeric range missed', { detail: { count: [{ numeric: ['>', 3] }] } }, false],
  ['a wildcard', { detail: { alarmName: [{ wildcard: 'Prim*table' }] } }, true],
  ['the case ignored', { detail: { alarmName: [{ 'equals-ignore-case': 'primarynotwritable' }] } }, true],
  ['a field that has to exist', { detail: { count: [{ exists: true }] } }, true],
  ['a field that must not exist', { detail: { count: [{ exists: false }] } }, false],
  ['one of two alternatives', { $or: [{ source: ['aws.ec2'] }, { detail: { count: [3] } }] }, true],
])('a pattern with %s', (_, pattern, expected) => {
  expect(() => requirePattern(pattern)).not.toThrow();
  expect(matchesPattern(pattern, alarm)).toBe(expected);
});

test.each<[string, unknown]>([
  ['an operator it does not know', { detail: { address: [{ cidr: '10.0.0.0/24' }] } }],
  ['a value that is no list', { source: 'aws.cloudwatch' }],
  ['a broken numeric range', { detail: { count: [{ numeric: ['>'] }] } }],
])('a pattern with %s is refused with its path', (_, pattern) => {
  expect(() => requirePattern(pattern)).toThrow(/the lab cannot emulate the event pattern at \/\w+/);
});

test('without a transformer the target gets the event, a part of it, or the constant', () => {
  expect(targetInput({}, alarm, rule)).toEqual(alarm);
  expect(targetInput({ InputPath: '$.detail.state' }, alarm, rule)).toEqual({ value: 'ALARM', reason: 'said "down"' });
  expect(targetInput({ Input: '{"force":false}' }, alarm, rule)).toEqual({ force: false });
});

test('the transformer puts values as JSON outside quotes and as text inside them', () => {
  const InputPathsMap = {
    name: '$.detail.alarmName',
    state: '$.detail.state',
    reason: '$.detail.state.reason',
    count: '$.detail.count',
    first: '$.resources[0]',
  };
  const InputTemplate =
    '{"alarm":<name>,"state":<state>,"count":<count>,"first":<first>,"text":"<name> is so \\"because\\" <reason>","rule":"<aws.events.rule-name>"}';
  expect(targetInput({ InputTransformer: { InputPathsMap, InputTemplate } }, alarm, rule)).toEqual({
    alarm: 'PrimaryNotWritable',
    state: { value: 'ALARM', reason: 'said "down"' },
    count: 3,
    first: ALARM_ARN,
    text: 'PrimaryNotWritable is so "because" said "down"',
    rule: 'failover',
  });
});

test('a template that is one text, or the whole event, is delivered as such', () => {
  const InputPathsMap = { name: '$.detail.alarmName' };
  expect(targetInput({ InputTransformer: { InputPathsMap, InputTemplate: '"alarm <name>"' } }, alarm, rule)).toBe(
    'alarm PrimaryNotWritable',
  );
  expect(targetInput({ InputTransformer: { InputTemplate: '{"event":<aws.events.event>}' } }, alarm, rule)).toEqual({ event: alarm });
});

test('a template that does not become JSON, or names what its paths do not, is no input', () => {
  expect(() => targetInput({ InputTransformer: { InputTemplate: '{"a":' } }, alarm, rule)).toThrow('does not become JSON');
  expect(() => targetInput({ InputTransformer: { InputTemplate: '{"a":<gone>}' } }, alarm, rule)).toThrow('<gone>');
});

test('rates are read in milliseconds, calendars are known and anything else is refused', () => {
  expect(parseSchedule('rate(1 minute)')).toEqual({ kind: 'rate', milliseconds: 60_000 });
  expect(parseSchedule('rate(2 hours)')).toEqual({ kind: 'rate', milliseconds: 7_200_000 });
  expect(parseSchedule('cron(0 6 ? * MON *)')).toMatchObject({ kind: 'calendar' });
  expect(() => parseSchedule('at(2026-11-24T06:00:00)')).toThrow('the lab cannot emulate the schedule at(');
});

function bus(rules: Rule[], deliver: (rule: Rule, target: Target, input: unknown) => void) {
  const events: CloudEvent[] = [];
  const one = new EventBus({ region: 'eu-west-3', account: '111122223333', deliver, onEvent: (event) => events.push(event) });
  for (const each of rules) one.add(each);
  return { one, events };
}

test('an event reaches every rule that matches, as often as it is put on the bus', async () => {
  const delivered: string[] = [];
  const matching = { ...rule, pattern: { source: ['aws.cloudwatch'] } };
  const other = { ...rule, name: 'other', pattern: { source: ['aws.ec2'] } };
  const { one } = bus([matching, other], ({ name }) => void delivered.push(name));
  await one.put(alarm);
  await one.put(alarm);
  expect(delivered).toEqual(['failover', 'failover']);
  expect(one.events()).toEqual([alarm, alarm]);
});

test('who puts an event on the bus goes on before any rule sees it', async () => {
  const order: string[] = [];
  const { one } = bus([{ ...rule, pattern: { source: ['aws.cloudwatch'] } }], () => void order.push('delivered'));
  const put = one.put(alarm);
  order.push('put');
  await put;
  expect(order).toEqual(['put', 'delivered']);
});

test('a delivery that fails is reported and does not stop the others', async () => {
  const delivered: string[] = [];
  const both = { ...rule, pattern: { source: ['aws.cloudwatch'] }, targets: [...rule.targets, { Id: 'second', Arn: 'arn:second' }] };
  const { one, events } = bus([both], (_, target) => {
    if (target.Id === 'machine') throw new Error('not authorized');
    delivered.push(target.Id);
  });
  await one.put(alarm);
  expect(delivered).toEqual(['second']);
  expect(events).toMatchObject([{ kind: 'refused', service: 'events', reason: 'not authorized' }]);
});

test('rate schedules fire once when they are started, calendars never', () => {
  const delivered: unknown[] = [];
  const probe: Rule = { ...rule, name: 'probe', schedule: { kind: 'rate', milliseconds: 60_000 } };
  const drill: Rule = { ...rule, name: 'drill', schedule: { kind: 'calendar', expression: 'cron(0 6 ? * MON *)' } };
  const { one } = bus([probe, drill], (_, __, input) => void delivered.push(input));
  expect(delivered).toEqual([]);
  one.startSchedules();
  one.stop();
  expect(delivered).toMatchObject([{ 'detail-type': 'Scheduled Event', source: 'aws.events' }]);
  expect(one.calendars()).toEqual([{ rule: 'drill', expression: 'cron(0 6 ? * MON *)' }]);
});

test('a rate schedule fires again at its period, until it is stopped', async () => {
  const fired: string[] = [];
  const probe: Rule = { ...rule, name: 'probe', schedule: { kind: 'rate', milliseconds: 20 } };
  const { one } = bus([probe], ({ name }) => void fired.push(name));
  one.startSchedules();
  for (const deadline = Date.now() + 20_000; fired.length < 3 && Date.now() < deadline; ) await pause(10);
  one.stop();
  const until = fired.length;
  expect(until).toBeGreaterThanOrEqual(3);
  await pause(100);
  expect(fired).toHaveLength(until);
});

describe('a function is invoked only by whom its resource policy names', () => {
  const FUNCTION = 'arn:aws:lambda:eu-west-3:111122223333:function:probe';
  const delivery = (sourceArn: string | undefined, principal = 'events.amazonaws.com') => {
    const denied: unknown[] = [];
    const invoked: unknown[] = [];
    const invoke = async (input: unknown) => {
      invoked.push(input);
      return { kind: 'result', result: '' };
    };
    const found = { name: 'probe', arn: FUNCTION, invoke };
    const parts = {
      region: 'eu-west-3',
      functions: { find: () => found },
      machines: [],
      access: { noteDenied: (one: unknown) => denied.push(one) },
      permissions: [{ functionName: 'probe', principal, ...(sourceArn !== undefined && { sourceArn }) }],
      retries: new Map(),
      signal: new AbortController().signal,
    } as unknown as Delivery;
    return { parts, denied, invoked };
  };
  const target = { Id: 'probe', Arn: FUNCTION };

  test('by this rule', async () => {
    const { parts, denied, invoked } = delivery(rule.arn);
    await deliver(parts, rule, target, { tick: true });
    expect([denied, invoked]).toEqual([[], [{ tick: true }]]);
  });

  test.each([
    ['another rule', 'arn:aws:events:eu-west-3:111122223333:rule/other', undefined],
    ['another service', rule.arn, 's3.amazonaws.com'],
  ])('not by %s', async (_, sourceArn, principal) => {
    const { parts, denied, invoked } = delivery(sourceArn, principal);
    await expect(deliver(parts, rule, target, {})).rejects.toThrow('does not let rule failover invoke it');
    expect(denied).toMatchObject([{ action: 'lambda:InvokeFunction', resource: FUNCTION }]);
    expect(invoked).toEqual([]);
  });
});
