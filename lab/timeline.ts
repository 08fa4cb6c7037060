import type { Plan } from '../lib/plan/schema.ts';
import type { CloudEvent } from './cloud/cloud.ts';
import type { EstateEvent } from './estate/estate.ts';

export type TimelineEvent = CloudEvent | EstateEvent;
type Line = { mark: string; text: string } | undefined;

/** Prints what happens while it happens: seconds since the start of the rehearsal, a kind, a sentence. */
export class Timeline {
  readonly #verbose: boolean;
  readonly #write: (line: string) => void;
  readonly #startedAt = Date.now();
  /** Long names that everybody would have to look up, and what people call them. */
  readonly #nicknames: [RegExp, string][] = [];
  readonly #entered = new Map<string, number>();
  /** What the probe of each region last said. */
  readonly #opinions = new Map<string, string>();

  constructor(verbose: boolean, write: (line: string) => void = (line) => process.stdout.write(`${line}\n`)) {
    this.#verbose = verbose;
    this.#write = write;
  }

  say(mark: string, text: string): void {
    const elapsed = ((Date.now() - this.#startedAt) / 1000).toFixed(1).padStart(6);
    const readable = this.#nicknames.reduce((known, [long, short]) => known.replace(long, short), text);
    this.#write(`${elapsed} s  ${mark.padEnd(10)} ${readable}`);
  }

  /** From now on lines say host, audience and program instead of instance id, ARN and document. */
  introduce(plan: Plan): void {
    const instances = [...plan.database.nodes, ...plan.regions.flatMap((region) => region.swarmManagers)];
    const name = plan.name;
    this.#nicknames.push(
      ...instances.map(({ id, instance }): [RegExp, string] => [new RegExp(instance, 'g'), id]),
      [new RegExp(`arn:aws:sns:[a-z0-9-]+:[0-9]+:reprise-${name}-`, 'g'), ''],
      [new RegExp(`arn:aws:states:[a-z0-9-]+:[0-9]+:execution:reprise-${name}-[a-z-]+:([0-9a-f]{8})[0-9a-f-]*`, 'g'), '$1'],
      [new RegExp(`reprise-${name}[/-]`, 'g'), ''],
    );
  }

  show(event: TimelineEvent): void {
    const line = this.#probe(event) ?? this.#left(event) ?? important(event) ?? (this.#verbose ? detail(event) : undefined);
    if (line) this.say(line.mark, line.text);
  }

  /** The probe speaks every second; only a change of its opinion is news. */
  #probe(event: TimelineEvent): Line {
    if (event.kind !== 'metric' || event.name !== 'PrimaryWritable') return undefined;
    const opinion = event.value >= 1 ? 'primary is writable' : 'primary is NOT writable';
    if (opinion === this.#opinions.get(event.region)) return undefined;
    this.#opinions.set(event.region, opinion);
    return { mark: 'probe', text: `${opinion} (seen from ${event.region})` };
  }

  /** Work that was done, and how long it took; questions and notes of the machine take no time. */
  #left(event: TimelineEvent): Line {
    if (event.kind === 'state-entered') this.#entered.set(`${event.execution} ${event.state}`, Date.parse(event.at));
    if (event.kind !== 'state-left' || event.type !== 'Task') return undefined;
    const since = this.#entered.get(`${event.execution} ${event.state}`) ?? Date.parse(event.at);
    return { mark: 'state <', text: `${event.state} (${((Date.parse(event.at) - since) / 1_000).toFixed(1)} s)` };
  }
}

function important(event: TimelineEvent): Line {
  switch (event.kind) {
    case 'alarm':
      return { mark: 'alarm', text: `${event.name} (${event.region}): ${event.from} -> ${event.to} (${event.by}: ${event.reason})` };
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
      return hostCommand(event.document, event.instance, event.status);
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

/** Two lines a command: sent, and how it ended. */
function hostCommand(document: string, instance: string, status: string): Line {
  if (status === 'InProgress') return undefined;
  return { mark: 'host', text: status === 'Pending' ? `${document} sent to ${instance}` : `${document} on ${instance}: ${status}` };
}

function detail(event: TimelineEvent): Line {
  switch (event.kind) {
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
