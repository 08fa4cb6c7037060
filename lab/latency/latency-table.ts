/** Where a value comes from. `assumed`: AWS publishes none that was found, and this is why the number was taken. */
export type Source = { published: string; says: string } | { assumed: string };

/** One value, in milliseconds: what is typical, not what is guaranteed. */
export type LatencyRow = { milliseconds: number; source: Source };

const CONTROL_PLANE = 'a control plane that writes before it answers; small calls to such services are seen in tens to hundreds of ms';

/**
 * What AWS takes over what the lab does at once, by `service/operation` for API calls (the round trip of a connection that is open, inside a
 * region; `any call` for the operations without a row of their own) and by `service/path` for what happens between calls. The same rows with
 * their sources for readers: docs/latency.md; a test keeps the two equal.
 */
export const LATENCIES = {
  'network/other region': {
    milliseconds: 20,
    source: {
      published: 'https://acomputerscientistlearnsaws.blogspot.com/2017/04/aws-regions.html',
      says: 'measured: 19.6 ms between Ireland and Frankfurt; Paris is not in it and taken as far from Ireland',
    },
  },
  'network/us-east-1': {
    milliseconds: 85,
    source: {
      published: 'https://acomputerscientistlearnsaws.blogspot.com/2017/04/aws-regions.html',
      says: 'measured: 80.5 ms to Ireland, 88.7 ms to Frankfurt; Paris lies between',
    },
  },
  'network/new connection': {
    milliseconds: 10,
    source: { assumed: 'TCP and TLS handshake inside a region, mostly cryptography; two round trips of the distance come on top' },
  },
  'dynamodb/any call': {
    milliseconds: 10,
    source: {
      published: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Introduction.html',
      says: '"single-digit millisecond performance at any scale"',
    },
  },
  's3/any call': {
    milliseconds: 50,
    source: {
      published:
        'https://docs.aws.amazon.com/whitepapers/latest/s3-optimizing-performance-best-practices/timeouts-and-retries-for-latency-sensitive-applications.html',
      says: 'requests below 512 KB: median latency often "in the tens of milliseconds range"',
    },
  },
  'sns/any call': {
    milliseconds: 50,
    source: { assumed: 'a message is stored in several zones before Publish answers, as an S3 object is' },
  },
  'ssm/any call': { milliseconds: 50, source: { assumed: 'a read of one item behind an API: GetParameter, GetCommandInvocation' } },
  'ssm/SendCommand': { milliseconds: 200, source: { assumed: CONTROL_PLANE } },
  'ssm/delivery': {
    milliseconds: 1_000,
    source: { assumed: 'the agent holds a connection open and starts a worker process per command before the program runs' },
  },
  'ssm/result': {
    milliseconds: 1_000,
    source: { assumed: 'the agent reports the end of the program, and GetCommandInvocation is eventually consistent' },
  },
  'ec2/any call': { milliseconds: 200, source: { assumed: CONTROL_PLANE } },
  'ec2/StopInstances': { milliseconds: 500, source: { assumed: CONTROL_PLANE } },
  'ec2/stopping': {
    milliseconds: 30_000,
    source: {
      assumed:
        'from the order to `stopped` without an orderly shutdown; AWS names only the other end ("does not cleanly shut down within a few minutes": hard stop)',
    },
  },
  'monitoring/any call': { milliseconds: 50, source: { assumed: 'PutMetricData and SetAlarmState answer when the request is accepted' } },
  'monitoring/evaluation': {
    milliseconds: 3_000,
    source: {
      assumed:
        'from the end of a period to its evaluation; AWS gives the rhythm (alarms of 10 s are evaluated every 10 s) and "a few seconds" in answers of its staff',
    },
  },
  'monitoring/state change event': { milliseconds: 500, source: { assumed: 'from the change of an alarm to the event on the bus' } },
  'events/delivery': {
    milliseconds: 500,
    source: {
      assumed:
        'from the event to the call of its target; half a second was the typical figure of EventBridge for years, measured ones are lower today',
    },
  },
  'states/any call': { milliseconds: 50, source: { assumed: 'SendTaskSuccess answers when the answer to the task is stored' } },
  'states/StartExecution': { milliseconds: 100, source: { assumed: CONTROL_PLANE } },
  'states/transition': {
    milliseconds: 50,
    source: { assumed: 'a Standard workflow stores every transition in several zones before it goes on' },
  },
  'lambda/any call': {
    milliseconds: 10,
    source: { assumed: 'the API in front of an invocation that a person asks for, whose own way is the row below' },
  },
  'lambda/invoke': { milliseconds: 20, source: { assumed: 'front end, placement and the way to an environment that is warm, and back' } },
  'lambda/fresh environment': {
    milliseconds: 300,
    source: {
      published: 'https://docs.aws.amazon.com/lambda/latest/operatorguide/execution-environments.html',
      says: 'a cold start takes from under 100 ms to over 1 s in all; runtime and module initialisation are real in the lab and not in this value',
    },
  },
  'kms/any call': {
    milliseconds: 20,
    source: { assumed: 'GenerateMac and VerifyMac of a short message in a hardware module of the region' },
  },
  'route53/any call': { milliseconds: 100, source: { assumed: CONTROL_PLANE } },
  'route53/ChangeResourceRecordSets': { milliseconds: 300, source: { assumed: CONTROL_PLANE } },
  'route53/INSYNC': {
    milliseconds: 38_000,
    source: {
      published: 'https://github.com/go-acme/lego/issues/2180',
      says: 'measured: three changes in a row, looked at every second, were INSYNC after 38 s each; AWS gives the bound ("generally propagate to all Route 53 name servers within 60 seconds")',
    },
  },
  'route53/resolver': {
    milliseconds: 2_500,
    source: {
      assumed:
        'after INSYNC a VPC resolver may keep the old answer for the TTL of the record, 5 s in the plan; half of it on average. It hands out what is left of it, so a client behind it keeps it no longer',
    },
  },
} as const satisfies Record<string, LatencyRow>;

export type LatencyName = keyof typeof LATENCIES;
