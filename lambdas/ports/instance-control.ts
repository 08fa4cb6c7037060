import type { HostTarget } from './host-commands.ts';

/** EC2's instance states, and `unknown` when EC2 did not say. */
export type InstanceState = 'pending' | 'running' | 'stopping' | 'stopped' | 'shutting-down' | 'terminated' | 'unknown';

/** The power switch of a host. Rejects with `DependencyUnavailable` or `EffectRefused`. */
export interface InstanceControl {
  /**
   * Asks for a forced stop; safe to ask twice. Resolves with the state EC2 answers. Refused without an order when EC2 says that the instance
   * has another address than the node: a wrong id in the plan must not power off a healthy host.
   */
  stop(target: HostTarget & { address: string }): Promise<InstanceState>;
  /**
   * State of the instance that has the node's address. `unknown` also when the instance has another one: then what it says is about
   * another machine than the one to be fenced.
   */
  state(target: HostTarget & { address: string }): Promise<InstanceState>;
}
