import { DescribeInstancesCommand, EC2Client, StopInstancesCommand } from '@aws-sdk/client-ec2';
import { EffectRefused } from '../../errors.ts';
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
  return {
    async stop({ instance, region }) {
      const request = new StopInstancesCommand({ InstanceIds: [instance], Force: true, SkipOsShutdown: true });
      const answer = await clientsOf(region)
        .acting.send(request)
        .catch(failed(`stop of ${instance}`));
      return stateOf(answer.StoppingInstances?.find((one) => one.InstanceId === instance)?.CurrentState?.Name);
    },
    async state({ instance, region, address }) {
      const request = new DescribeInstancesCommand({ InstanceIds: [instance] });
      const answer = await clientsOf(region)
        .looking.send(request)
        .catch(failed(`state of ${instance}`));
      const instances = answer.Reservations?.flatMap((reservation) => reservation.Instances ?? []) ?? [];
      const found = instances.find((one) => one.InstanceId === instance);
      return found?.PrivateIpAddress === address ? stateOf(found.State?.Name) : 'unknown';
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
