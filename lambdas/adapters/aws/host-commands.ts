import { CancelCommandCommand, GetCommandInvocationCommand, SendCommandCommand, SSMClient } from '@aws-sdk/client-ssm';
import { names } from '../../../lib/plan/names.ts';
import type { Plan } from '../../../lib/plan/schema.ts';
import { messageOf } from '../../errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { HostCommandOutcome, HostCommands, HostTarget } from '../../ports/host-commands.ts';
import { once } from './clients.ts';
import { isDelivered, outcomeOf, outcomeOfFailedSend } from './command-outcome.ts';
import { awsFailure } from './failures.ts';

/** Seconds between looks; the figure is part of every recovery time. */
const BETWEEN_LOOKS = 0.25;
/** Seconds of the patience that are kept for taking back a command nobody will wait for. */
const CANCEL_RESERVE = 1;
/** Smallest delivery time-out SSM accepts, seconds. */
const DELIVERY_TIMEOUT = 30;

type Watch = { client: SSMClient; clock: Clock; target: HostTarget; until: number };

/**
 * Runs host programs through SSM Run Command: our own document, parameters as values. A command whose answer does not come within
 * the patience is taken back, because a fence or a promotion that is delivered an hour later would act on a decision long out of date.
 */
export function ssmHostCommands(
  plan: Pick<Plan, 'name'>,
  clock: Clock,
  clientOf: (region: string) => SSMClient = (region) => new SSMClient(once(region)),
): HostCommands {
  return {
    async run(program, target, parameters, patienceSeconds) {
      const client = clientOf(target.region);
      const until = clock.now().getTime() + patienceSeconds * 1000;
      const watch = { client, clock, target, until };
      const sent = await send(names.document(plan, program), parameters, watch);
      if ('kind' in sent) return sent;
      return (await look(sent.commandId, watch)) ?? takeBack(sent.commandId, watch);
    },
  };
}

const remaining = ({ clock, until }: Watch) => until - clock.now().getTime();
const within = (watch: Watch, atLeast = 0) => ({ abortSignal: AbortSignal.timeout(Math.max(atLeast, 1, remaining(watch))) });

/** A throttled SendCommand certainly did nothing: it is the one failure after which it is sent again. */
async function send(
  document: string,
  parameters: Record<string, string>,
  watch: Watch,
): Promise<{ commandId: string } | HostCommandOutcome> {
  const { client, clock, target } = watch;
  const request = new SendCommandCommand({
    DocumentName: document,
    InstanceIds: [target.instance],
    Parameters: Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, [value]])),
    TimeoutSeconds: DELIVERY_TIMEOUT,
  });
  for (;;) {
    try {
      const { Command } = await client.send(request, within(watch));
      if (Command?.CommandId !== undefined) return { commandId: Command.CommandId };
      return { kind: 'unknown', why: 'SendCommand answered without a command id' };
    } catch (thrown) {
      if (awsFailure(thrown).kind !== 'throttled' || remaining(watch) < 2 * CANCEL_RESERVE * 1000) return outcomeOfFailedSend(thrown);
      await clock.sleep(BETWEEN_LOOKS);
    }
  }
}

/**
 * Watches the invocation; `undefined` when the patience ends first. Failed looks are looked again: right after SendCommand the
 * invocation may not exist yet (InvocationDoesNotExist), and throttling passes.
 */
async function look(commandId: string, watch: Watch): Promise<HostCommandOutcome | undefined> {
  const { client, clock, target } = watch;
  const request = new GetCommandInvocationCommand({ CommandId: commandId, InstanceId: target.instance });
  for (let everDelivered = false; remaining(watch) > CANCEL_RESERVE * 1000; await clock.sleep(BETWEEN_LOOKS)) {
    const invocation = await client.send(request, within(watch)).catch(() => undefined);
    if (invocation === undefined) continue;
    const outcome = outcomeOf(commandId, { invocation, everDelivered });
    if (outcome !== undefined) return outcome;
    everDelivered ||= isDelivered(invocation);
  }
  return undefined;
}

/** The last look counts when the program ended meanwhile; a cancelled command may have run, so its outcome stays unknown. */
async function takeBack(commandId: string, watch: Watch): Promise<HostCommandOutcome> {
  const { client, target } = watch;
  const about = { CommandId: commandId, InstanceIds: [target.instance] };
  const cancelled = await client.send(new CancelCommandCommand(about), within(watch, 500)).then(
    () => 'it was taken back, which does not prove that it did not run',
    (thrown: unknown) => `it could not be taken back (${messageOf(thrown)})`,
  );
  const request = new GetCommandInvocationCommand({ CommandId: commandId, InstanceId: target.instance });
  const invocation = await client.send(request, within(watch, 250)).catch(() => undefined);
  const last = invocation === undefined ? undefined : outcomeOf(commandId, { invocation, everDelivered: true });
  if (last?.kind === 'finished') return last;
  const status = invocation?.StatusDetails ?? invocation?.Status ?? 'not known';
  return { kind: 'unknown', commandId, why: `no answer within the patience (status ${status}); ${cancelled}` };
}
