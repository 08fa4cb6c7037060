import { type LabClock, REAL_CLOCK } from '../../../lab/clock/lab-clock.ts';
import type { ResolvedResource } from '../../../lab/cloud/assembly/resolve-stack.ts';
import type { CloudEvent, Execution } from '../../../lab/cloud/cloud.ts';
import { Access } from '../../../lab/cloud/iam/access.ts';
import { Roles } from '../../../lab/cloud/iam/roles.ts';
import type { Outcome } from '../../../lab/cloud/lambda/environment.ts';
import type { BusEvent } from '../../../lab/cloud/service.ts';
import { Machine } from '../../../lab/cloud/states/machine.ts';
import { TaskTokens } from '../../../lab/cloud/states/task-tokens.ts';
import { type Latency, NO_LATENCY } from '../../../lab/latency/latency.ts';

export const ACCOUNT = '111122223333';
/** A machine that the tested one may start. */
export const OTHER = `arn:aws:states:eu-west-3:${ACCOUNT}:stateMachine:other`;
export const STEP = `arn:aws:lambda:eu-west-3:${ACCOUNT}:function:step`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/machine`;

export const result = (value: unknown): Outcome => ({ kind: 'result', result: JSON.stringify(value) });
export const failure = (errorType: string, errorMessage: string): Outcome => ({
  kind: 'error',
  error: { errorType, errorMessage, trace: [] },
});

const resource = (type: string, name: string, properties: Record<string, unknown>, arn = ''): ResolvedResource => ({
  type,
  name,
  arn,
  properties,
  logicalId: name,
  stack: 'app',
  region: 'eu-west-3',
  account: ACCOUNT,
  asset: () => '',
});

export type MachineSetup = {
  /** What the one function answers; it is asked with the state's input. */
  step?: (input: unknown) => Outcome | Promise<Outcome>;
  /** Functions the machine's role may invoke. */
  allowed?: string[];
  latency?: Latency;
  clock?: LabClock;
  /** Machines the machine's role may start. */
  startable?: string[];
};

const HANGS = { StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 3_600, End: true } } };

/** A machine with one function behind it, whose answers the test scripts. */
export function machineOf(definition: object, setup: MachineSetup = {}) {
  const { step = () => result({}), allowed = [STEP], latency = NO_LATENCY, clock = REAL_CLOCK, startable = [OTHER] } = setup;
  const events: CloudEvent[] = [];
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'states.amazonaws.com' } }],
  };
  const Statement = [
    { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: allowed },
    ...(startable.length === 0 ? [] : [{ Effect: 'Allow', Action: 'states:StartExecution', Resource: startable }]),
  ];
  const roles = new Roles([
    resource('AWS::IAM::Role', 'machine', { AssumeRolePolicyDocument: trust }, ROLE),
    resource('AWS::IAM::Policy', 'grants', { Roles: ['machine'], PolicyDocument: { Version: '2012-10-17', Statement } }),
  ]);
  const onEvent = (event: CloudEvent) => events.push(event);
  const access = new Access(ACCOUNT, roles.all(), { of: () => undefined }, onEvent);
  const tokens = new TaskTokens();
  const busEvents: BusEvent[] = [];
  const make = (name: string, text: object, findMachine?: (arn: string) => Machine | undefined) =>
    new Machine({
      resource: resource(
        'AWS::StepFunctions::StateMachine',
        name,
        { DefinitionString: JSON.stringify(text), RoleArn: ROLE },
        `arn:aws:states:eu-west-3:${ACCOUNT}:stateMachine:${name}`,
      ),
      role: roles.assumedBy('states.amazonaws.com', ROLE, `machine ${name}`),
      access,
      tokens,
      findFunction: (arn) => (arn === STEP ? { invoke: async (input) => step(input) } : undefined),
      ...(findMachine && { findMachine }),
      onEvent,
      putBusEvent: (event) => busEvents.push(event),
      latency,
      clock,
    });
  const other = make('other', HANGS);
  const machine = make('failover', definition, (arn) => (arn === OTHER ? other : undefined));
  return { machine, other, access, events, busEvents, tokens };
}

/** Runs an execution to its end. */
export async function runToEnd(
  definition: object,
  input: unknown,
  setup: MachineSetup = {},
): Promise<{ execution: Execution; events: CloudEvent[] }> {
  const { machine, events } = machineOf(definition, setup);
  const execution = machine.start(input, 'a test');
  while (execution.status === 'RUNNING') await new Promise((resolve) => setTimeout(resolve, 5));
  return { execution, events };
}
