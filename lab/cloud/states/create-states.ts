import { answerJson, type JsonProtocol } from '../protocols/json.ts';
import { AwsError, type Call, type Service, type ServiceContext } from '../service.ts';
import type { Machine } from './machine.ts';
import type { TaskTokens } from './task-tokens.ts';

type TokenInput = { taskToken?: string; output?: string };
type StartInput = { stateMachineArn?: string; input?: string; name?: string };
type HistoryInput = { executionArn?: string; maxResults?: number; nextToken?: string; reverseOrder?: boolean };

/** What GetExecutionHistory returns at most at once, unless asked for more (up to 1000). */
const PAGE = 100;
const LARGEST_PAGE = 1_000;

/** Step Functions' API of a region, as far as functions and people call it. `machines`: those deployed there by now. */
export function createStates(context: ServiceContext, tokens: TaskTokens, machines: () => readonly Machine[]): Service {
  const protocol: JsonProtocol = {
    service: 'states',
    version: '1.0',
    target: 'AWSStepFunctions',
    namespace: 'com.amazonaws.swf.service.v2.model',
    operations: {
      SendTaskSuccess: async ({ taskToken = '', output = '' }: TokenInput, call: Call) => {
        await call.authorize('states:SendTaskSuccess', '*');
        tokens.succeed(taskToken, output);
        return {};
      },
      StartExecution: (input: StartInput, call: Call) => startExecution(machines(), input, call),
      DescribeExecution: (input: HistoryInput, call: Call) => describeExecution(machines(), input, call),
      GetExecutionHistory: (input: HistoryInput, call: Call) => historyOf(machines(), input, call),
    },
    onEvent: context.onEvent,
  };
  return { signingName: 'states', handle: (call) => answerJson(protocol, call) };
}

async function startExecution(machines: readonly Machine[], { stateMachineArn = '', input = '{}', name }: StartInput, call: Call) {
  await call.authorize('states:StartExecution', stateMachineArn);
  const machine = machines.find((one) => one.arn === stateMachineArn);
  if (!machine) throw new AwsError(400, 'StateMachineDoesNotExist', `State Machine Does Not Exist: '${stateMachineArn}'`);
  const execution = machine.start(parsed(input), call.caller.roleArn, name);
  return { executionArn: execution.arn, startDate: seconds(execution.startedAt) };
}

function parsed(input: string): unknown {
  try {
    return JSON.parse(input) as unknown;
  } catch {
    throw new AwsError(400, 'InvalidExecutionInput', 'Invalid State Machine Execution Input: it is not JSON');
  }
}

async function describeExecution(machines: readonly Machine[], { executionArn = '' }: HistoryInput, call: Call): Promise<object> {
  await call.authorize('states:DescribeExecution', executionArn);
  const machine = machineOf(machines, executionArn);
  const { name, status, startedAt, endedAt, input, output, error, cause } = executionOf(machine, executionArn);
  return {
    executionArn,
    stateMachineArn: machine.arn,
    name,
    status,
    startDate: seconds(startedAt),
    ...(endedAt !== undefined && { stopDate: seconds(endedAt) }),
    input: JSON.stringify(input),
    inputDetails: { included: true },
    ...(output !== undefined && { output: JSON.stringify(output), outputDetails: { included: true } }),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
  };
}

async function historyOf(machines: readonly Machine[], asked: HistoryInput, call: Call): Promise<object> {
  const { executionArn = '', maxResults = 0, nextToken = '0', reverseOrder = false } = asked;
  await call.authorize('states:GetExecutionHistory', executionArn);
  const all = machineOf(machines, executionArn).history(executionArn)?.events ?? [];
  const from = Number(nextToken);
  if (!Number.isInteger(from)) throw new AwsError(400, 'InvalidToken', `Invalid Token: '${nextToken}'`);
  const to = from + (maxResults === 0 ? PAGE : Math.min(maxResults, LARGEST_PAGE));
  const events = (reverseOrder ? [...all].reverse() : all).slice(from, to);
  return { events, ...(to < all.length && { nextToken: String(to) }) };
}

function machineOf(machines: readonly Machine[], executionArn: string): Machine {
  const machine = machines.find((one) => one.executions.some(({ arn }) => arn === executionArn));
  if (!machine) throw new AwsError(400, 'ExecutionDoesNotExist', `Execution Does Not Exist: '${executionArn}'`);
  return machine;
}

function executionOf(machine: Machine, executionArn: string): Machine['executions'][number] {
  return machine.executions.find(({ arn }) => arn === executionArn) as Machine['executions'][number];
}

const seconds = (iso: string): number => Date.parse(iso) / 1_000;
