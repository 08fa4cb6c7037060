import { setTimeout as pause } from 'node:timers/promises';
import { aws_iam as iam, type aws_lambda as lambda, type Stack, aws_stepfunctions as sfn } from 'aws-cdk-lib';
import { type FastClock, startFastClock } from '../../lab/clock/fast-clock.ts';
import type { Cloud, CloudEvent } from '../../lab/cloud/cloud.ts';
import { allow, fn, PARIS } from '../support/cloud/app.ts';
import { temporaryFolders } from '../support/cloud/bundle.ts';
import { type MachineSetup, machineOf, result, runToEnd, STEP } from '../support/cloud/machine.ts';
import { notedLatency } from '../support/cloud/noted-latency.ts';
import { bundled, rehearsedCloud } from '../support/cloud/rehearsed-cloud.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A ladder in small: climbs every quarter of an hour for a day, sleeps in between, and wakes when somebody rings. */
const LADDER = `
import { SFNClient, SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
const loadedAt = Date.now();
export const handler = async ({ climb, token, ring }) => {
  if (climb) return { since: climb.since ?? Date.now(), over: climb.since !== undefined && Date.now() - climb.since >= 24 * 3600000, seconds: 900, at: Date.now(), loadedAt };
  if (token) console.log('token ' + token);
  if (ring) await new SFNClient({}).send(new SendTaskSuccessCommand({ taskToken: ring, output: '{}' }));
  return { now: Date.now() };
};
`;

function addLadder(folder: string) {
  return (stack: Stack) => {
    const ladder = fn(stack, 'ladder', folder);
    allow(ladder, 'states:SendTaskSuccess', '*');
    const role = new iam.Role(stack, 'ladder-machine', { assumedBy: new iam.ServicePrincipal('states.amazonaws.com') });
    ladder.grantInvoke(role);
    const asked = { FunctionName: (ladder as lambda.Function).functionArn, Payload: { 'token.$': '$$.Task.Token' } };
    const States = {
      Climb: { Type: 'Task', Resource: ladder.functionArn, Parameters: { 'climb.$': '$' }, TimeoutSeconds: 20, Next: 'Over?' },
      'Over?': { Type: 'Choice', Choices: [{ Variable: '$.over', BooleanEquals: true, Next: 'Done' }], Default: 'Await news' },
      'Await news': {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
        Parameters: asked,
        TimeoutSecondsPath: '$.seconds',
        Catch: [{ ErrorEquals: ['States.Timeout'], ResultPath: '$.news', Next: 'Climb' }],
        ResultPath: '$.news',
        Next: 'Climb',
      },
      Done: { Type: 'Succeed' },
    };
    const definitionString = stack.toJsonString({ StartAt: 'Climb', TimeoutSeconds: 30 * 3_600, States });
    new sfn.CfnStateMachine(stack, 'LadderMachine', { stateMachineName: 'ladder', roleArn: role.roleArn, definitionString });
  };
}

describe('a cloud on a fast clock', () => {
  const folders = temporaryFolders();
  let clock: FastClock;
  let cloud: Cloud;
  let events: CloudEvent[];
  let stop: () => Promise<void>;

  beforeAll(async () => {
    const ladder = bundled(folders.create(), LADDER);
    clock = startFastClock();
    ({ cloud, events, stop } = await rehearsedCloud('127.206', addLadder(ladder), { clock }));
    await cloud.deploy();
  });
  afterAll(async () => {
    await stop();
    clock.stop();
    folders.remove();
  });

  test('a day of waiting for news is lived through, and a ring wakes the ladder at its moment', async () => {
    const execution = await cloud.startExecution(PARIS, 'ladder', {});
    const began = Date.parse(execution.startedAt);
    await clock.sleep(20 * MINUTE);
    const token = /token (\S+)/g[Symbol.matchAll](cloud.functionLogs().join('\n'));
    const newest = [...token].at(-1)?.[1];
    const { printed } = await cloud.invokeFunction(PARIS, 'ladder', { ring: newest });
    const rungAt = (JSON.parse(printed) as { now: number }).now;
    expect(rungAt - began).toBeGreaterThanOrEqual(20 * MINUTE);
    while (execution.status === 'RUNNING') await clock.sleep(HOUR);
    const climbs = events.flatMap((event) =>
      event.kind === 'state-left' && event.state === 'Climb' ? [event.output as { at: number; loadedAt: number }] : [],
    );
    const minutes = climbs.map(({ at }) => Math.floor((at - began) / MINUTE));
    // At the beginning, after a quarter, at the ring (20 min), then every quarter of an hour from there until the day is over.
    expect(minutes.slice(0, 4)).toEqual([0, 15, 20, 35]);
    expect(minutes.at(-1)).toBe(24 * 60 + 5);
    expect(execution).toMatchObject({ status: 'SUCCEEDED' });
    expect(Date.parse(execution.endedAt ?? '') - began).toBeGreaterThanOrEqual(24 * HOUR);
    // A function sees the same time, also while it is loaded.
    expect(climbs.every(({ at, loadedAt }) => loadedAt <= at && loadedAt >= began)).toBe(true);
  });

  test('alarms are evaluated and schedules fire by it', async () => {
    events.splice(0);
    cloud.startSchedules();
    await clock.sleep(10 * MINUTE + 30_000);
    const fired = events.filter(
      (event) => event.kind === 'function' && event.region === PARIS && event.function === 'probe' && event.phase === 'started',
    );
    expect(fired).toHaveLength(11);
    expect(events.filter((event) => event.kind === 'refused')).toEqual([]);
  });

  test('it is not combined with the latency of AWS, whose milliseconds are real', async () => {
    await expect(rehearsedCloud('127.207', undefined, { clock, latency: notedLatency().latency })).rejects.toThrow(
      'a fast clock was given with the latency of AWS',
    );
  });
});

describe('a machine on a fast clock', () => {
  let clock: FastClock;
  beforeEach(() => {
    clock = startFastClock();
  });
  afterEach(() => clock.stop());

  const run = async (definition: object, input: object = {}, step?: MachineSetup['step']) => {
    const began = clock.now();
    const ran = await runToEnd(definition, input, { clock, ...(step && { step }) });
    return { ...ran, minutes: Math.floor((clock.now() - began) / MINUTE) };
  };

  test.each([
    ['seconds', { Seconds: 7_200 }, 120],
    ['seconds of its input', { SecondsPath: '$.seconds' }, 60],
    ['no time', { Seconds: 0 }, 0],
  ])('waits %s, hands its input on and is still a Wait state', async (_, wait, minutes) => {
    const {
      execution,
      events,
      minutes: passed,
    } = await run({ StartAt: 'W', States: { W: { Type: 'Wait', ...wait, End: true } } }, { seconds: 3_600 });
    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: { seconds: 3_600 } });
    expect(passed).toBe(minutes);
    expect(events.filter((event) => 'type' in event).map((event) => ('type' in event ? event.type : ''))).toEqual(['Wait', 'Wait']);
  });

  test('waits until a moment, inside a branch too', async () => {
    const until = (name: string) => ({ StartAt: name, States: { [name]: { Type: 'Wait', TimestampPath: '$.until', End: true } } });
    const definition = { StartAt: 'P', States: { P: { Type: 'Parallel', Branches: [until('A'), until('B')], End: true } } };
    const { execution, minutes } = await run(definition, { until: new Date(clock.now() + 3 * HOUR).toISOString() });
    expect(execution.status).toBe('SUCCEEDED');
    expect(minutes).toBe(180);
    const fixed = { StartAt: 'W', States: { W: { Type: 'Wait', Timestamp: new Date(clock.now() + HOUR).toISOString(), End: true } } };
    expect((await run(fixed)).minutes).toBe(60);
  });

  test('while a task works, alarms that look every few seconds do not carry it away', async () => {
    const stop = clock.every(10_000, () => false);
    const step = () => pause(150).then(() => result({}));
    const task = { Type: 'Task', Resource: STEP, End: true };
    const waits = {
      ...task,
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Parameters: { FunctionName: STEP },
      TimeoutSeconds: 600,
    };
    expect((await run({ StartAt: 'T', States: { T: task } }, {}, step)).minutes).toBe(0);
    const Catch = [{ ErrorEquals: ['States.Timeout'], Next: 'Done' }];
    const waiting = await run({ StartAt: 'T', States: { T: { ...waits, Catch }, Done: { Type: 'Succeed' } } }, {}, step);
    expect([waiting.execution.status, waiting.minutes]).toEqual(['SUCCEEDED', 10]);
    stop();
  });

  test('the pause before a retry passes on it', async () => {
    let calls = 0;
    const step = () => {
      calls += 1;
      if (calls < 4) throw Object.assign(new Error('busy'), { name: 'DependencyUnavailable' });
      return result({});
    };
    const Retry = [
      { ErrorEquals: ['Other'], IntervalSeconds: 60 },
      { ErrorEquals: ['DependencyUnavailable'], IntervalSeconds: 600, BackoffRate: 2, MaxDelaySeconds: 1_800, MaxAttempts: 5 },
    ];
    const task = { Type: 'Task', Resource: STEP, Retry, End: true };
    const { execution, minutes } = await run({ StartAt: 'T', States: { T: task } }, {}, step);
    expect(execution.status).toBe('SUCCEEDED');
    expect([calls, minutes]).toEqual([4, 10 + 20 + 30]);
    calls = -10;
    const tired = await run(
      {
        StartAt: 'T',
        States: { T: { ...task, Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 60, BackoffRate: 1, MaxAttempts: 2 }] } },
      },
      {},
      step,
    );
    expect(tired.execution).toMatchObject({ status: 'FAILED', error: 'DependencyUnavailable' });
    expect(tired.minutes).toBe(2);
  });

  test('the time limit of the machine and of nobody’s answer count by it; what is stopped sleeps no more', async () => {
    const slow = { StartAt: 'W', TimeoutSeconds: 3_600, States: { W: { Type: 'Wait', Seconds: 7_200, End: true } } };
    const { execution, minutes } = await run(slow);
    expect([execution.status, minutes]).toEqual(['TIMED_OUT', 60]);
    const quick = { ...slow, States: { W: { Type: 'Pass', End: true } } };
    expect((await run(quick)).minutes).toBe(0);
    const one = machineOf(slow, { clock });
    const stopped = one.machine.start({}, 'a test');
    await one.machine.stop();
    expect(stopped.status).toBe('ABORTED');
  });
});
