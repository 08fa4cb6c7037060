import { GLOBAL_REGION } from '../../../../lab/cloud/global-region.ts';
import { type ApiCall, AWS_LATENCY, latencyOf, NO_LATENCY, pass } from '../../../../lab/latency/latency.ts';
import { LATENCIES, type LatencyName } from '../../../../lab/latency/latency-table.ts';

const call = (changes: Partial<ApiCall>): ApiCall => ({
  service: 'ssm',
  operation: 'GetParameter',
  from: 'eu-west-3',
  to: 'eu-west-3',
  newConnection: false,
  ...changes,
});
const value = (name: LatencyName) => LATENCIES[name].milliseconds;

test('without latency nothing takes any time', () => {
  for (const name of Object.keys(LATENCIES) as LatencyName[]) expect(NO_LATENCY.of(name)).toBe(0);
  expect(NO_LATENCY.ofCall(call({ to: GLOBAL_REGION, newConnection: true }))).toBe(0);
  expect(latencyOf('none')).toBe(NO_LATENCY);
  expect(latencyOf('aws')).toBe(AWS_LATENCY);
});

test.each([
  { name: 'inside the region', changes: {}, expected: value('ssm/any call') },
  { name: 'an operation of its own', changes: { operation: 'SendCommand' }, expected: value('ssm/SendCommand') },
  { name: 'to the other region', changes: { to: 'eu-west-1' }, expected: value('network/other region') + value('ssm/any call') },
  {
    name: 'to a global service, by its own endpoint',
    changes: { service: 'route53', operation: 'GetChange', from: undefined, to: GLOBAL_REGION },
    expected: value('network/us-east-1') + value('route53/any call'),
  },
  {
    name: 'the first on its connection',
    changes: { newConnection: true },
    expected: value('network/new connection') + value('ssm/any call'),
  },
  {
    name: 'the first on its connection to the other region: three round trips',
    changes: { to: 'eu-west-1', newConnection: true },
    expected: value('network/new connection') + 3 * value('network/other region') + value('ssm/any call'),
  },
])('a call $name takes $expected ms', ({ changes, expected }) => {
  expect(AWS_LATENCY.ofCall(call(changes))).toBe(expected);
});

test('a service without a row is an error, never a call for nothing', () => {
  expect(() => AWS_LATENCY.ofCall(call({ service: 'sqs' }))).toThrow('required "sqs/any call"');
});

test('time passes for what takes some', async () => {
  const began = performance.now();
  await pass(60);
  // The millisecond is what a timer may be early by.
  expect(performance.now() - began).toBeGreaterThanOrEqual(59);
});
