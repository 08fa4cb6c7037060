import type { CommandAnswer } from './host-control.ts';

/** A Docker Swarm manager as far as the host programs use it: its services can be listed, inspected and restarted. */
export class Swarm {
  readonly #services: ReadonlyMap<string, () => Promise<void>>;

  /** `restart` of each service ends its tasks and starts new ones. */
  constructor(services: ReadonlyMap<string, () => Promise<void>>) {
    this.#services = services;
  }

  readonly docker = async (args: string[]): Promise<CommandAnswer> => {
    const [what, verb, ...rest] = args;
    if (what !== 'service') throw new Error('not a docker command of this rehearsal host');
    if (verb === 'ls') return { status: 0, stdout: [...this.#services.keys()].join('\n') };
    const name = rest.at(-1) ?? '';
    const restart = this.#services.get(name);
    if (!restart) return { status: 1, stderr: `Error: no such service: ${name}` };
    if (verb === 'inspect') return { status: 0, stdout: name };
    if (verb === 'ps') return { status: 0, stdout: `${name}.1 Running` };
    if (verb === 'update' && rest.includes('--force')) {
      const restarted = restart();
      if (!rest.includes('--detach') && !rest.includes('-d')) await restarted;
      return { status: 0, stdout: name };
    }
    throw new Error('only service ls, inspect, ps and update --force are implemented');
  };
}
