import { answerJson, type JsonProtocol } from '../protocols/json.ts';
import type { Call, Service, ServiceContext } from '../service.ts';
import type { TaskTokens } from './task-tokens.ts';

/** Step Functions' API of a region, as far as a function calls it: answering a task that waits for its token. */
export function createStates(context: ServiceContext, tokens: TaskTokens): Service {
  const protocol: JsonProtocol = {
    service: 'states',
    version: '1.0',
    target: 'AWSStepFunctions',
    namespace: 'com.amazonaws.swf.service.v2.model',
    operations: {
      SendTaskSuccess: async ({ taskToken = '', output = '' }: { taskToken?: string; output?: string }, call: Call) => {
        await call.authorize('states:SendTaskSuccess', '*');
        tokens.succeed(taskToken, output);
        return {};
      },
    },
    onEvent: context.onEvent,
  };
  return { signingName: 'states', handle: (call) => answerJson(protocol, call) };
}
