import { randomUUID } from 'node:crypto';
import { AwsError, type Call, type ServiceContext } from '../service.ts';
import type { Document } from './document.ts';
import { type GivenParameters, type Program, programOf } from './document-parameters.ts';
import type { HostChannel } from './host-channel.ts';
import type { Invocation } from './invocation.ts';

export type SendCommandInput = {
  DocumentName?: string;
  DocumentVersion?: string;
  InstanceIds?: string[];
  Parameters?: GivenParameters;
  TimeoutSeconds?: number;
  Comment?: string;
};
const IMPLEMENTED = new Set(['DocumentName', 'DocumentVersion', 'InstanceIds', 'Parameters', 'TimeoutSeconds', 'Comment']);
const DEFAULT_DELIVERY_SECONDS = 3_600;

/** Run Command: SendCommand, GetCommandInvocation, CancelCommand. */
export class Commands {
  readonly #context: ServiceContext;
  readonly #channel: HostChannel;
  readonly #documents: ReadonlyMap<string, Document>;
  readonly #invisible: number;

  /** `invisibleMilliseconds`: how long a new command is unknown to GetCommandInvocation, as happens in AWS. */
  constructor(context: ServiceContext, channel: HostChannel, documents: ReadonlyMap<string, Document>, invisibleMilliseconds: number) {
    this.#context = context;
    this.#channel = channel;
    this.#documents = documents;
    this.#invisible = invisibleMilliseconds;
  }

  async send(input: SendCommandInput, call: Call): Promise<object> {
    const unknown = Object.keys(input).filter((name) => !IMPLEMENTED.has(name));
    if (unknown.length > 0) throw this.#refused('SendCommand', unknown.join(', '));
    const name = input.DocumentName ?? '';
    const instances = input.InstanceIds ?? [];
    const { region, account } = this.#context;
    await call.authorize('ssm:SendCommand', `arn:aws:ssm:${region}:${account}:document/${name}`);
    for (const instance of instances) await call.authorize('ssm:SendCommand', `arn:aws:ec2:${region}:${account}:instance/${instance}`);
    const timeout = input.TimeoutSeconds ?? DEFAULT_DELIVERY_SECONDS;
    const program = this.#programOf(input, name, instances, timeout);
    const commandId = randomUUID();
    for (const instance of instances) this.#channel.send({ instance, commandId }, program, timeout);
    const requested = Date.now() / 1_000;
    return {
      Command: {
        CommandId: commandId,
        DocumentName: name,
        DocumentVersion: input.DocumentVersion ?? '$DEFAULT',
        Comment: input.Comment ?? '',
        Status: 'Pending',
        StatusDetails: 'Pending',
        InstanceIds: instances,
        Parameters: input.Parameters ?? {},
        RequestedDateTime: requested,
        ExpiresAfter: requested + timeout + program.timeoutSeconds,
        TimeoutSeconds: timeout,
        TargetCount: instances.length,
      },
    };
  }

  async get(input: { CommandId?: string; InstanceId?: string }, call: Call): Promise<object> {
    await call.authorize('ssm:GetCommandInvocation', '*');
    const [invocation] = this.#channel.find(input.CommandId ?? '', input.InstanceId ?? '');
    if (!invocation || Date.now() - invocation.requestedAt.getTime() < this.#invisible)
      throw new AwsError(400, 'InvocationDoesNotExist', '');
    return viewOf(invocation);
  }

  async cancel(input: { CommandId?: string; InstanceIds?: string[] }, call: Call): Promise<object> {
    await call.authorize('ssm:CancelCommand', '*');
    const invocations = this.#channel.find(input.CommandId ?? '');
    if (invocations.length === 0) throw new AwsError(400, 'InvalidCommandId', '');
    const wanted = input.InstanceIds ?? [];
    for (const invocation of invocations) if (wanted.length === 0 || wanted.includes(invocation.instance)) invocation.cancel();
    return {};
  }

  #programOf(input: SendCommandInput, name: string, instances: readonly string[], timeout: number): Program {
    const document = this.#documents.get(name);
    if (!document) throw new AwsError(400, 'InvalidDocument', `document ${name} does not exist`);
    if (!['$DEFAULT', '$LATEST', '1'].includes(input.DocumentVersion ?? '$DEFAULT'))
      throw new AwsError(400, 'InvalidDocumentVersion', `version ${input.DocumentVersion} of ${name} does not exist`);
    if (!(timeout >= 30 && timeout <= 2_592_000)) throw new AwsError(400, 'ValidationException', timeoutMessage(timeout));
    const unmanaged = instances.filter((instance) => !this.#channel.isManaged(instance));
    if (instances.length === 0 || unmanaged.length > 0)
      throw new AwsError(
        400,
        'InvalidInstanceId',
        `Instances [[${unmanaged.join(', ')}]] not in a valid state for account ${this.#context.account}`,
      );
    return programOf(document, input.Parameters ?? {});
  }

  #refused(operation: string, what: string): AwsError {
    const reason = `${what}: the rehearsed cloud does not implement it`;
    this.#context.onEvent({ at: new Date().toISOString(), kind: 'refused', service: 'ssm', operation, reason });
    return new AwsError(400, 'ValidationException', reason);
  }
}

function timeoutMessage(timeout: number): string {
  const bound = timeout < 30 ? 'greater than or equal to 30' : 'less than or equal to 2592000';
  return `1 validation error detected: Value '${timeout}' at 'timeoutSeconds' failed to satisfy constraint: Member must have value ${bound}`;
}

function viewOf(invocation: Invocation): object {
  const { commandId, instance, program, startedAt, endedAt } = invocation;
  return {
    CommandId: commandId,
    InstanceId: instance,
    DocumentName: program.document,
    DocumentVersion: '1',
    PluginName: 'aws:runShellScript',
    ResponseCode: invocation.responseCode,
    ExecutionStartDateTime: startedAt?.toISOString() ?? '',
    ExecutionEndDateTime: endedAt?.toISOString() ?? '',
    Status: invocation.status,
    StatusDetails: invocation.statusDetails,
    StandardOutputContent: invocation.stdout,
    StandardErrorContent: invocation.stderr,
  };
}
