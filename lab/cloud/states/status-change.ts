import { randomUUID } from 'node:crypto';
import type { Execution } from '../cloud.ts';
import type { BusEvent } from '../service.ts';

/** "If the combined escaped input and escaped output sent to EventBridge exceeds 248KB, then the input will be excluded", and the output likewise. */
const PAYLOAD_BYTES = 248 * 1024;

/**
 * "Step Functions Execution Status Change", which Step Functions puts on the default bus when an execution starts and ends
 * (step-functions/latest/dg/eventbridge-integration.html). Dates are milliseconds since epoch, data is JSON text.
 */
export function statusChangeEvent(execution: Execution, account: string, stateMachineArn: string): BusEvent {
  const { arn, name, region, status, startedAt, endedAt, error, cause } = execution;
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Step Functions Execution Status Change',
    source: 'aws.states',
    account,
    time: `${(endedAt ?? startedAt).slice(0, 19)}Z`,
    region,
    resources: [arn],
    detail: {
      executionArn: arn,
      stateMachineArn,
      name,
      status,
      startDate: Date.parse(startedAt),
      stopDate: endedAt === undefined ? null : Date.parse(endedAt),
      ...dataOf(execution),
      error: error ?? null,
      cause: cause ?? null,
    },
  };
}

function dataOf({ input, output }: Execution): Record<string, unknown> {
  const given = JSON.stringify(input);
  const made = output === undefined ? null : JSON.stringify(output);
  const escaped = (text: string | null) => (text === null ? 0 : Buffer.byteLength(JSON.stringify(text)));
  const inputFits = escaped(given) + escaped(made) <= PAYLOAD_BYTES;
  const outputFits = escaped(made) <= PAYLOAD_BYTES;
  return {
    input: inputFits ? given : null,
    inputDetails: { included: inputFits },
    output: outputFits ? made : null,
    outputDetails: made === null ? null : { included: outputFits },
  };
}
