import { DescribeInstancesCommand, EC2Client, type Instance, StopInstancesCommand } from '@aws-sdk/client-ec2';
import { EffectRefused } from '../../errors.ts';
import type { HostTarget } from '../../ports/host-commands.ts';
import type { InstanceControl, InstanceState } from '../../ports/instance-control.ts';
import { once } from './clients.ts';
import { awsFailure, unavailable } from './failures.ts';

const STATES: readonly InstanceState[] = ['pending', 'running', 'stopping', 'stopped', 'shutting-down', 'terminated'];

const stateOf = (name: string | undefined): InstanceState => STATES.find((state) => state === name) ?? 'unknown';

type Clients = (region: string) => { acting: EC2Client; looking: EC2Client };
/** One attempt also for looks: the step's own patience asks again, and a second attempt would outlast the function. */
const ownClients: Clients = (region) => ({ acting: new EC2Client(once(region)), looking: new EC2Client(once(region)) });

/**
 * EC2 as the power switch. `Force` alone first tries an orderly shutdown of the operating system, during which the server still
 * accepts writes; `SkipOsShutdown` cuts the power at once. PostgreSQL is made for that: what it acknowledged is on disk.
 */
export function ec2InstanceControl(clientsOf: Clients = ownClients): InstanceControl {
  const find = async ({ instance, region }: HostTarget): Promise<Instance | undefined> => {
    const answer = await clientsOf(region).looking.send(new DescribeInstancesCommand({ InstanceIds: [instance] }));
    const instances = answer.Reservations?.flatMap((reservation) => reservation.Instances ?? []) ?? [];
    return instances.find((one) => one.InstanceId === instance);
  };
  return {
    async stop(target) {
      const { instance, region, address } = target;
      // Whoever does not answer this does not make the order wait: the plan is then believed.
      const found = await find(target).catch(() => undefined);
      if (found?.PrivateIpAddress !== undefined && found.PrivateIpAddress !== address)
        throw new EffectRefused(`stop of ${instance}: it has the address ${found.PrivateIpAddress}; required ${address}`);
      const request = new StopInstancesCommand({ InstanceIds: [instance], Force: true, SkipOsShutdown: true });
      const answer = await clientsOf(region)
        .acting.send(request)
        .catch(failed(`stop of ${instance}`));
      return stateOf(answer.StoppingInstances?.find((one) => one.InstanceId === instance)?.CurrentState?.Name);
    },
    async state(target) {
      const found = await find(target).catch(failed(`state of ${target.instance}`));
      return found?.PrivateIpAddress === target.address ? stateOf(found.State?.Name) : 'unknown';
    },
  };
}

function failed(what: string): (thrown: unknown) => never {
  return (thrown) => {
    const { kind, message } = awsFailure(thrown);
    if (kind === 'refused') throw new EffectRefused(`${what}: EC2 refused (${message})`, {}, { cause: thrown });
    throw unavailable(what, thrown);
  };
}
