import { jest } from '@jest/globals';
import { Invocation } from '../../../lab/cloud/ssm/invocation.ts';

const program = { document: 'fence', script: 'true', parameters: {}, timeoutSeconds: 20 };

function setup() {
  const statuses: string[] = [];
  const invocation = new Invocation({ instance: 'i-1' }, program, 30, (changed) => statuses.push(changed.statusDetails));
  return { invocation, statuses };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test('a dead agent never takes the command: it stays Pending, then times out undelivered', () => {
  const { invocation, statuses } = setup();
  jest.advanceTimersByTime(29_900);
  expect(invocation.status).toBe('Pending');
  jest.advanceTimersByTime(200);
  expect([invocation.status, invocation.statusDetails]).toEqual(['TimedOut', 'DeliveryTimedOut']);
  jest.advanceTimersByTime(60_000);
  expect(statuses).toEqual(['Pending', 'DeliveryTimedOut']);
});

test('an agent that dies with the command in hand leaves it InProgress until the total time is over', () => {
  const { invocation, statuses } = setup();
  invocation.deliver();
  jest.advanceTimersByTime(49_900);
  expect(invocation.status).toBe('InProgress');
  jest.advanceTimersByTime(200);
  expect(statuses).toEqual(['Pending', 'InProgress', 'ExecutionTimedOut']);
});

test('a report after the time is over changes nothing', () => {
  const { invocation } = setup();
  invocation.deliver();
  jest.advanceTimersByTime(60_000);
  invocation.report({ status: 'Success', exitCode: 0 });
  expect(invocation.status).toBe('TimedOut');
});

test('a command that was never delivered cannot be reported on', () => {
  const { invocation } = setup();
  invocation.report({ status: 'Success', exitCode: 0 });
  expect(invocation.status).toBe('Pending');
  invocation.stop();
});
