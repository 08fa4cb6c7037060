import { setTimeout as pause } from 'node:timers/promises';

type Answer<Value> = Value | Promise<Value>;

/** Far beyond what anything here takes: it turns a hang into a failure, and measures nothing. */
const A_MINUTE = 60_000;

/** Asks until there is an answer that is not `undefined` or `false`, or that is accepted; rejects after a minute with the last one. */
export function eventually<Value>(read: () => Answer<Value | undefined>): Promise<Value>;
export function eventually<Value>(read: () => Answer<Value>, accepted: (value: Value) => boolean): Promise<Value>;
export async function eventually<Value>(
  read: () => Answer<Value>,
  accepted: (value: Value) => boolean = (value) => value !== undefined && value !== false,
): Promise<Value> {
  const deadline = Date.now() + A_MINUTE;
  for (;;) {
    const value = await read();
    if (accepted(value)) return value;
    if (Date.now() > deadline) throw new Error(`waited a minute in vain for ${read}: last seen ${JSON.stringify(value)}`);
    await pause(20);
  }
}
