import type { CloudEvent } from './cloud/cloud.ts';
import type { EstateEvent } from './estate/estate.ts';

export type TimelineEvent = CloudEvent | EstateEvent;
type Line = { mark: string; text: string } | undefined;

/** Prints what happens while it happens: seconds since the start of the rehearsal, a kind, a sentence. */
export class Timeline {
  readonly #verbose: boolean;
  readonly #write: (line: string) => void;
  readonly #startedAt = Date.now();
  #healthy: string | undefined;

  constructor(verbose: boolean, write: (line: string) => void = (line) => process.stdout.write(`${line}\n`)) {
    this.#verbose = verbose;
    this.#write = write;
  }

  say(mark: string, text: string): void {
    const elapsed = ((Date.now() - this.#startedAt) / 1000).toFixed(1).padStart(6);
    this.#write(`${elapsed} s  ${mark.padEnd(10)} ${text}`);
  }

  show(event: TimelineEvent): void {
    const line = this.#probe(event) ?? important(event) ?? (this.#verbose ? detail(event) : undefined);
    if (line) this.say(line.mark, line.text);
  }

  /** The probe speaks every second; only a change of its opinion is news. */
  #probe(event: TimelineEvent): Line {
    if (event.kind !== 'metric' || event.name !== 'PrimaryWritable') return undefined;
    const opinion = event.value >= 1 ? 'primary is writable' : 'primary is NOT writable';
    if (opinion === this.#healthy) return undefined;
    this.#healthy = opinion;
    return { mark: 'probe', text: `${opinion} (seen from ${event.region})` };
  }
}

function important(event: TimelineEvent): Line {
  switch (event.kind) {
    case 'alarm':
      return { mark: 'alarm', text: `${event.name}: ${event.from} -> ${event.to} (${event.by}: ${event.reason})` };
    case 'execution-started':
      return { mark: 'machine', text: `${event.machine} started by ${event.by} (execution ${event.execution})` };
    case 'execution-ended':
      return {
        mark: 'machine',
        text: `execution ${event.execution}: ${event.status}, ended in "${event.lastState}"${event.cause ? `: ${event.cause}` : ''}`,
      };
    case 'state-entered':
      return { mark: 'state >', text: event.state };
    case 'state-failed':
      return { mark: 'state !', text: `${event.state}: ${event.error ?? ''} ${event.cause ?? ''}` };
    case 'host-command':
      return { mark: 'host', text: `${event.document} on ${event.instance}: ${event.status}` };
    case 'instance':
      return { mark: 'instance', text: `${event.instance} is ${event.state}` };
    case 'record':
      return { mark: 'dns', text: `${event.name}: ${event.from.join(', ') || 'nothing'} -> ${event.to.join(', ')}` };
    case 'notification':
      return { mark: 'people', text: `${event.topic}: ${event.subject}` };
    case 'denied':
      return { mark: 'IAM', text: `DENIED ${event.action} on ${event.resource} for ${event.caller}` };
    case 'refused':
      return { mark: 'refused', text: `${event.service} ${event.operation}: ${event.reason}` };
    case 'fault':
      return { mark: 'FAULT', text: event.text };
    case 'write':
      return { mark: 'writes', text: event.text };
    default:
      return undefined;
  }
}

function detail(event: TimelineEvent): Line {
  switch (event.kind) {
    case 'state-left':
      return { mark: 'state <', text: `${event.state} ${JSON.stringify(event.output ?? null).slice(0, 400)}` };
    case 'function':
      return {
        mark: 'function',
        text: `${event.function} ${event.phase}${event.milliseconds === undefined ? '' : ` ${event.milliseconds} ms`} ${event.error ?? ''}`,
      };
    case 'host':
    case 'server':
    case 'network':
    case 'application':
      return { mark: event.kind, text: `${event.node ?? ''} ${event.text}` };
    default:
      return undefined;
  }
}
