import type { CloudEvent } from './cloud/cloud.ts';
import type { TimelineEvent } from './timeline.ts';

/** The rehearsal waited for something that did not come: its verdict is `failed`, not "could not be carried out". */
export class DidNotHappen extends Error {
  constructor(what: string, seconds: number) {
    super(`no ${what} within ${seconds} s; required one to go on with the rehearsal`);
  }
}

/** Keeps every event of a rehearsal in order, shows each at once, and lets a fault wait for one. */
export class EventLog {
  readonly events: TimelineEvent[] = [];
  readonly #show: (event: TimelineEvent) => void;
  readonly #waiting = new Set<(event: TimelineEvent) => void>();

  constructor(show: (event: TimelineEvent) => void) {
    this.#show = show;
  }

  /** Lets somebody hear every event from now on. */
  listen(hear: (event: TimelineEvent) => void): void {
    this.#waiting.add(hear);
  }

  readonly add = (event: TimelineEvent): void => {
    this.events.push(event);
    this.#show(event);
    for (const look of [...this.#waiting]) look(event);
  };

  /** Next cloud event that matches, from now on; @throws DidNotHappen after the deadline */
  readonly nextEvent = (what: string, deadlineSeconds: number, matches: (event: CloudEvent) => boolean): Promise<CloudEvent> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(look);
        reject(new DidNotHappen(what, deadlineSeconds));
      }, deadlineSeconds * 1_000);
      const look = (event: TimelineEvent) => {
        if (!matches(event as CloudEvent)) return;
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve(event as CloudEvent);
      };
      this.#waiting.add(look);
    });
}
