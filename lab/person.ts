import { setTimeout as pause } from 'node:timers/promises';
import type { Cloud } from './cloud/cloud.ts';
import type { EventLog } from './event-log.ts';
import type { TimelineEvent } from './timeline.ts';

/** What the person of a rehearsal does when a gate asks. `silent`: nothing, so the plan's patience ends. */
export type Answer = 'approve' | 'decline' | 'silent';

/** Milliseconds a person reads before typing: enough to see the machine wait. */
const READING = 1_000;
const WHO = 'Rehearsal person';
const COMMAND =
  /^aws lambda invoke --region (\S+) --function-name (\S+) --cli-binary-format raw-in-base64-out --payload '([^']+)' \/dev\/stdout$/gm;

type Command = { region: string; name: string; payload: Record<string, unknown> };

/**
 * The person who gets the message of a gate and types the very command it prints, with a name and a reason put in. They know nothing but the
 * message: a command that is missing or wrong in it answers nothing here either.
 */
export class Person {
  readonly #answer: Answer;
  readonly #cloud: Pick<Cloud, 'invokeFunction'>;
  readonly #log: Pick<EventLog, 'add'>;
  readonly #answered = new Set<string>();

  constructor(answer: Answer, cloud: Pick<Cloud, 'invokeFunction'>, log: Pick<EventLog, 'add'>) {
    this.#answer = answer;
    this.#cloud = cloud;
    this.#log = log;
  }

  /** For every event of the rehearsal. */
  readonly hear = (event: TimelineEvent): void => {
    if (event.kind !== 'notification' || this.#answer === 'silent') return;
    const command = commandsIn(event.message).find(({ payload }) => payload.action === this.#answer);
    if (command !== undefined) void this.#type(command);
  };

  async #type({ region, name, payload }: Command): Promise<void> {
    const question = `${payload.incident} ${payload.question}`;
    if (this.#answered.has(question)) return;
    this.#answered.add(question);
    await pause(READING);
    this.#say(`a person answers ${payload.question}: ${payload.action}`);
    const written = { ...payload, by: WHO, reason: `the rehearsal says ${this.#answer}` };
    const { failed, printed } = await this.#cloud.invokeFunction(region, name, written);
    if (failed) this.#say(`the answer was not taken: ${printed}`);
  }

  #say(text: string): void {
    this.#log.add({ at: new Date().toISOString(), kind: 'fault', text });
  }
}

/** Commands of a message that answer a question; a message in several languages has each several times. */
export function commandsIn(message: string): Command[] {
  return [...message.matchAll(COMMAND)].map(([, region = '', name = '', payload = '{}']) => ({
    region,
    name,
    payload: JSON.parse(payload) as Record<string, unknown>,
  }));
}
