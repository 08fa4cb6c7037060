import { answerJson, type JsonProtocol } from '../protocols/json.ts';
import type { ServiceContext } from '../service.ts';
import type { Ssm } from '../services.ts';
import { runAssociation } from './association.ts';
import { Commands } from './commands.ts';
import { type Document, readDocument } from './document.ts';
import { answerHostAgent } from './host-agent.ts';
import { HostChannel } from './host-channel.ts';
import { Parameters } from './parameters.ts';

export type SsmOptions = {
  /** How long a new command is unknown to GetCommandInvocation (InvocationDoesNotExist), as happens in AWS. @default 150 */
  invisibleMilliseconds?: number;
  /** How long an agent's poll is kept open when there is nothing to do. @default 900 */
  pollMilliseconds?: number;
  /** From SendCommand to the program's start on a host whose agent asks. @default 0 */
  deliveryMilliseconds?: number;
  /** From the end of the program to its status in GetCommandInvocation. @default 0 */
  resultMilliseconds?: number;
};

/** Systems Manager of a region: parameters, documents, Run Command and associations, over the hosts' own agents. */
export function createSsm(context: ServiceContext, options: SsmOptions = {}): Ssm {
  const documents = new Map<string, Document>();
  const channel = new HostChannel(context, { pollMilliseconds: 900, ...options });
  const parameters = new Parameters(context);
  const commands = new Commands(context, channel, documents, options.invisibleMilliseconds ?? 150);
  const protocol: JsonProtocol = {
    service: 'ssm',
    version: '1.1',
    target: 'AmazonSSM',
    namespace: 'com.amazonaws.ssm',
    operations: {
      SendCommand: (input, call) => commands.send(input, call),
      GetCommandInvocation: (input, call) => commands.get(input, call),
      CancelCommand: (input, call) => commands.cancel(input, call),
      GetParameter: (input, call) => parameters.getParameter(input, call),
      PutParameter: (input, call) => parameters.putParameter(input, call),
      GetParameters: (input, call) => parameters.getParameters(input, call),
    },
    onEvent: context.onEvent,
  };
  return {
    signingName: 'ssm',
    putParameter: (name, value, type) => parameters.put(name, value, type),
    createDocument: (properties) => {
      const document = readDocument(properties);
      documents.set(document.name, document);
    },
    createAssociation: (properties) => runAssociation(properties, documents, channel),
    breakCommands: (document, how) => channel.break(document, how),
    handleHostAgent: (path, body) => answerHostAgent(channel, path, body),
    handle: (call) => answerJson(protocol, call),
    stop: async () => channel.stop(),
  };
}
