import { Transform, type TransformCallback } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { Distance } from '../distance.ts';

/** One direction of a connection over a distance: everything comes out later, in order; behind a lost packet everything waits (RFC 9293). */
export class DelayLine extends Transform {
  readonly #distance: Distance;
  #last: Promise<void> = Promise.resolve();

  constructor(distance: Distance) {
    super();
    this.#distance = distance;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const due = Date.now() + this.#distance.next();
    // One after the other: two timers for the same moment may fire in either order.
    this.#last = this.#last.then(async () => {
      await pause(Math.max(0, due - Date.now()));
      this.push(chunk);
    });
    done();
  }

  override _flush(done: TransformCallback): void {
    void this.#last.then(() => done());
  }
}
