import type { Plan } from '../lib/plan/schema.ts';
import type { CloudEvent } from './cloud/cloud.ts';
import type { EstateEvent } from './estate/estate.ts';
import { decisionIn } from './timeline-decision.ts';
import { detail, important, type Line } from './timeline-line.ts';

export type TimelineEvent = CloudEvent | EstateEvent;

/** Milliseconds without a word about the primary after which a probe that ticks has nothing to say. */
const SILENCE = 2_500;

/** What the probe of a region last said of the primary, and when. */
type Opinion = { text: string; at: number };

/** Prints what happens while it happens: seconds since the start of the rehearsal, a kind, a sentence. */
export class Timeline {
  readonly #verbose: boolean;
  readonly #write: (line: string) => void;
  readonly #startedAt = Date.now();
  /** Long names that everybody would have to look up, and what people call them. */
  readonly #nicknames: [RegExp, string][] = [];
  readonly #entered = new Map<string, number>();
  readonly #opinions = new Map<string, Opinion>();
  #silent = false;

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

  /** Events are shown no more: the rehearsal is over, and the lab takes its own estate down. */
  fallSilent(): void {
    this.#silent = true;
  }

  show(event: TimelineEvent): void {
    if (this.#silent) return;
    const lines = this.#probe(event) ?? this.#left(event) ?? [important(event) ?? (this.#verbose ? detail(event) : undefined)];
    for (const line of lines) if (line) this.say(line.mark, line.text);
    if (this.#verbose && event.kind === 'metric' && lines.length === 0) this.say('metric', metricText(event));
  }

  /** The probe speaks every second; only a change of its opinion is news. One that ticks and says nothing has no opinion any more. */
  #probe(event: TimelineEvent): Line[] | undefined {
    if (event.kind !== 'metric') return undefined;
    const at = Date.parse(event.at);
    const known = this.#opinions.get(event.region);
    const says = event.name === 'PrimaryWritable' ? `primary is ${event.value >= 1 ? 'writable' : 'NOT writable'}` : undefined;
    const silent =
      event.name === 'ProbeTick' && known !== undefined && at - known.at > SILENCE
        ? 'cannot say whether the primary is writable'
        : undefined;
    const text = says ?? silent;
    if (text === undefined) return [];
    this.#opinions.set(event.region, { text, at: says === undefined ? (known?.at ?? at) : at });
    return text === known?.text ? [] : [{ mark: 'probe', text: `${text} (seen from ${event.region})` }];
  }

  /** Work that was done, how long it took, and what it decided; questions and notes of the machine take no time. */
  #left(event: TimelineEvent): Line[] | undefined {
    if (event.kind === 'state-entered') this.#entered.set(`${event.execution} ${event.state}`, Date.parse(event.at));
    if (event.kind === 'state-entered' && event.type !== 'Task' && event.type !== 'Succeed' && event.type !== 'Fail')
      return this.#verbose ? [{ mark: 'state', text: `(${event.type}) ${event.state}` }] : [];
    if (event.kind !== 'state-left' || event.type !== 'Task') return undefined;
    const since = this.#entered.get(`${event.execution} ${event.state}`) ?? Date.parse(event.at);
    const decision = decisionIn(event.state, event.output);
    return [
      { mark: 'state <', text: `${event.state} (${((Date.parse(event.at) - since) / 1_000).toFixed(1)} s)` },
      decision === undefined ? undefined : { mark: 'decision', text: decision },
    ];
  }
}

function metricText({ name, value, region, dimensions }: Extract<TimelineEvent, { kind: 'metric' }>): string {
  return `${name}${dimensions.Node === undefined ? '' : ` of ${dimensions.Node}`} = ${value} (seen from ${region})`;
}
