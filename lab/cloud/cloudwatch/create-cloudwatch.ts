import { type LabClock, REAL_CLOCK } from '../../clock/lab-clock.ts';
import { answerJson, type JsonProtocol } from '../protocols/json.ts';
import { AwsError, type Call, type ServiceContext } from '../service.ts';
import type { CloudWatch } from '../services.ts';
import { Alarm, type OnAction } from './alarm.ts';
import { readAlarm } from './alarm-definition.ts';
import { alarmArn } from './alarm-wording.ts';
import type { AlarmState } from './evaluate-alarm.ts';
import { MetricStore } from './metric-store.ts';
import { type PutMetricDataInput, readMetricData } from './put-metric-data.ts';

export type CloudWatchOptions = {
  onAction: OnAction;
  /** How long after the end of a period it is evaluated, so that the last tick's metrics have arrived. @default 500 */
  evaluationDelayMilliseconds?: number;
  /** @default the computer's */
  clock?: LabClock;
};

type SetAlarmStateInput = { AlarmName?: string; StateValue?: string; StateReason?: string; StateReasonData?: string };

/** CloudWatch of a region: metrics, and alarms evaluated in real time on the boundaries of their periods. */
export function createCloudWatch(context: ServiceContext, options: CloudWatchOptions): CloudWatch {
  const service = new Monitoring(context, options);
  return {
    signingName: 'monitoring',
    createAlarm: (properties) => service.addAlarm(new Alarm(readAlarm(properties), context, service.store, options.onAction)),
    handle: (call) => answerJson(service.protocol, call),
    stop: () => service.stop(),
  };
}

class Monitoring {
  readonly store = new MetricStore();
  readonly protocol: JsonProtocol;
  readonly #context: ServiceContext;
  readonly #delay: number;
  readonly #alarms = new Map<string, Alarm>();
  readonly #clock: LabClock;
  readonly #timers = new Map<string, () => void>();

  constructor(context: ServiceContext, options: CloudWatchOptions) {
    this.#context = context;
    this.#clock = options.clock ?? REAL_CLOCK;
    this.#delay = options.evaluationDelayMilliseconds ?? 500;
    this.protocol = {
      service: 'monitoring',
      version: '1.0',
      target: 'GraniteServiceVersion20100801',
      namespace: 'com.amazonaws.cloudwatch',
      queryCompatible: true,
      operations: {
        PutMetricData: (input: PutMetricDataInput, call) => this.#putMetricData(input, call),
        SetAlarmState: (input: SetAlarmStateInput, call) => this.#setAlarmState(input, call),
      },
      onEvent: context.onEvent,
    };
  }

  addAlarm(alarm: Alarm): void {
    const { name } = alarm.definition;
    if (this.#alarms.has(name)) throw new Error(`alarm ${name} exists already`);
    this.#alarms.set(name, alarm);
    this.#evaluateNext(alarm);
  }

  async stop(): Promise<void> {
    for (const end of this.#timers.values()) end();
    this.#timers.clear();
    this.#alarms.clear();
  }

  /** Each evaluation arms the next one, so that a slow moment of the computer delays and never piles up. */
  #evaluateNext(alarm: Alarm): void {
    const step = alarm.step * 1_000;
    const end = (Math.floor((Date.now() - this.#delay) / step) + 1) * step;
    const evaluate = () => {
      const before = alarm.state;
      alarm.evaluate(end, new Date());
      this.#evaluateNext(alarm);
      return alarm.state !== before;
    };
    this.#timers.set(alarm.definition.name, this.#clock.at(end + this.#delay, evaluate));
  }

  async #putMetricData(input: PutMetricDataInput, call: Call): Promise<object> {
    await call.authorize('cloudwatch:PutMetricData', '*', { 'cloudwatch:namespace': input.Namespace ?? '' });
    const at = new Date();
    const { region } = this.#context;
    for (const { metric, datapoint } of readMetricData(input, at.getTime())) {
      this.store.add(metric, datapoint);
      const { name, dimensions } = metric;
      const value = datapoint.sum / datapoint.count;
      this.#context.onEvent({ at: at.toISOString(), kind: 'metric', region, name, value, dimensions: { ...dimensions } });
    }
    return {};
  }

  /** The state lasts until the next evaluation comes to another one, as in AWS. */
  async #setAlarmState(input: SetAlarmStateInput, call: Call): Promise<object> {
    const { AlarmName: name = '', StateValue: value = '', StateReason: reason = '', StateReasonData: reasonData } = input;
    await call.authorize('cloudwatch:SetAlarmState', alarmArn(this.#context, name));
    const alarm = this.#alarms.get(name);
    if (!alarm) throw new AwsError(404, 'ResourceNotFound', `Unknown alarm: ${name}`);
    if (!isState(value) || reason === '')
      throw new AwsError(400, 'ValidationError', 'StateValue is OK, ALARM or INSUFFICIENT_DATA, and StateReason is given');
    if (reasonData !== undefined && !isJson(reasonData)) throw new AwsError(400, 'InvalidFormatFault', 'StateReasonData is not JSON');
    alarm.become({ value, reason, ...(reasonData !== undefined && { reasonData }), at: new Date() }, 'SetAlarmState');
    return {};
  }
}

const isState = (value: string): value is AlarmState => ['OK', 'ALARM', 'INSUFFICIENT_DATA'].includes(value);

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
