import type { HostTarget } from './host-commands.ts';

/** EC2's instance states, and `unknown` when EC2 did not say. */
export type InstanceState = 'pending' | 'running' | 'stopping' | 'stopped' | 'shutting-down' | 'terminated' | 'unknown';

/** The power switch of a host. Rejects with `DependencyUnavailable` or `EffectRefused`. */
export interface InstanceControl {
  /** Asks for a forced stop; safe to ask twice. Resolves with the state EC2 answers. */
  stop(target: HostTarget): Promise<InstanceState>;
  state(target: HostTarget): Promise<InstanceState>;
}
