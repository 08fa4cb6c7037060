import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { DATABASE_FAILOVER, names, PRIMARY_NOT_WRITABLE } from '../../../lib/plan/names.ts';
import type { Plan } from '../../../lib/plan/schema.ts';
import type { AlarmControl } from '../../ports/alarm-control.ts';
import { quick } from './clients.ts';
import { orUnavailable } from './failures.ts';

/** Longest reason CloudWatch takes. */
const LONGEST_REASON = 1023;

/** Sets the alarm by CloudWatch's SetAlarmState; its own evaluation takes over afterwards. */
export function cloudWatchAlarmControl(
  plan: Pick<Plan, 'name'>,
  region: string,
  client = new CloudWatchClient(quick(region)),
): AlarmControl {
  const AlarmName = names.alarm(plan, DATABASE_FAILOVER, PRIMARY_NOT_WRITABLE);
  return {
    async raisePrimaryNotWritable(reason) {
      await client
        .send(
          new SetAlarmStateCommand({ AlarmName, StateValue: 'ALARM', StateReason: `probe ${region}: ${reason}`.slice(0, LONGEST_REASON) }),
        )
        .catch(orUnavailable(`alarm ${AlarmName}`));
    },
  };
}
