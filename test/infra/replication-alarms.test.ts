import { Alarm } from '../../lab/cloud/cloudwatch/alarm.ts';
import { readAlarm } from '../../lab/cloud/cloudwatch/alarm-definition.ts';
import { MetricStore } from '../../lab/cloud/cloudwatch/metric-store.ts';
import { names } from '../../lib/plan/names.ts';
import { appOf, Deployed } from '../support/cdk/synthesized.ts';
import { Surroundings } from '../support/cloud/serve.ts';
import { planOf } from '../support/ports/builders.ts';

/** The deployed alarms in the lab's CloudWatch, over minutes of a day that is made up second by second. */
const plan = planOf();
const [primary] = appOf(plan).stacks.map((stack) => new Deployed(stack)) as [Deployed];
const FIRST = Date.parse('2026-03-01T12:00:00Z');

/** Value of one second, counted from the first; `undefined`: nothing is published. */
type Day = (second: number) => number | undefined;

/** Minutes after which the alarm rang: 6 = at the evaluation that ends the sixth. */
function rings(condition: string, day: Day, minutes = 12): number[] {
  const { AlarmActions: _, ...properties } = primary.named(
    'AWS::CloudWatch::Alarm',
    'AlarmName',
    names.alarm(plan, 'database-failover', condition),
  );
  const surroundings = new Surroundings();
  const store = new MetricStore();
  const alarm = new Alarm(readAlarm(properties), surroundings.context, store, () => undefined);
  const { metric } = alarm.definition;
  const rang: number[] = [];
  for (let second = 0; second < minutes * 60; second += 1) {
    const value = day(second);
    const unit = 'Count';
    if (value !== undefined) store.add(metric, { at: FIRST + second * 1000, unit, count: 1, sum: value, minimum: value, maximum: value });
    if ((second + 1) % 60 !== 0) continue;
    const before = alarm.state.value;
    alarm.evaluate(FIRST + (second + 1) * 1000, new Date(FIRST + (second + 1) * 1000));
    if (alarm.state.value === 'ALARM' && before !== 'ALARM') rang.push((second + 1) / 60);
  }
  return rang;
}

const MINUTE = 60;
/** One value between two seconds, another one around it. */
const between =
  (from: number, until: number, within: number | undefined, around: number | undefined): Day =>
  (second) =>
    second >= from && second < until ? within : around;

describe('StandbyNotStreaming', () => {
  const ringsWhen = (day: Day) => rings('StandbyNotStreaming', day);

  test.each([
    ['a restart of 90 s', between(30, 120, 1, 0)],
    ['two restarts, three minutes apart', (second: number) => between(30, 90, 1, 0)(second) || between(270, 330, 1, 0)(second)],
    [
      'a failover: nothing is said for two minutes, then one more while the survivors are re-pointed',
      (second: number) =>
        second < MINUTE ? 0 : between(MINUTE, 3 * MINUTE, undefined, between(3 * MINUTE, 4 * MINUTE, 2, 0)(second))(second),
    ],
    ['one look in each minute that sees all of them', (second: number) => (second % MINUTE === 40 ? 0 : 1)],
    ['a probe that is silent, or of the other region', () => undefined],
  ])('is silent for %s', (_, day) => {
    expect(ringsWhen(day)).toEqual([]);
  });

  test('rings once when five whole minutes are without one', () => {
    expect(ringsWhen(between(90, Number.POSITIVE_INFINITY, 1, 0))).toEqual([7]);
  });

  test('rings for the old primary that stays fenced, five minutes after the recovery', () => {
    expect(ringsWhen((second) => (second < 60 ? 0 : between(60, 120, undefined, 1)(second)))).toEqual([7]);
  });
});

describe('QuorumNotMet', () => {
  test.each([
    ['the only standby left restarts, for a minute and a half', between(30, 120, 1, 0)],
    ['a failover', between(60, 200, undefined, 0)],
  ])('is silent while %s', (_, day) => {
    expect(rings('QuorumNotMet', day)).toEqual([]);
  });

  test('rings when it stays unmet after a relief', () => {
    expect(rings('QuorumNotMet', between(90, Number.POSITIVE_INFINITY, 1, 0))).toEqual([5]);
  });
});

describe('ReplicationLagging', () => {
  const HALF = plan.objectives.rpo / 2;

  test.each([
    ['exactly half of the objective', () => HALF],
    ['the first look after hours without a heartbeat', (second: number) => (second === 59 ? 40 * HALF : 1)],
    ['a peak that two minutes share', between(90, 180, HALF + 1, 1)],
  ])('is silent at %s', (_, day) => {
    expect(rings('ReplicationLagging', day)).toEqual([]);
  });

  test('rings in the third minute, also when the one that lags answers only now and then', () => {
    expect(rings('ReplicationLagging', () => HALF + 1)).toEqual([3]);
    expect(rings('ReplicationLagging', (second) => (second % 30 === 7 ? HALF + 1 : 0))).toEqual([3]);
  });
});
