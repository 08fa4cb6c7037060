import { Agent, request } from 'node:http';
import type { PaymentResult } from './application-database.ts';
import type { LedgerEntry, Load } from './estate.ts';

const EVERY_MILLISECONDS = 50;
const PATIENCE_MILLISECONDS = 8_000;
/** Clients that wait for an answer at the same time; more would only queue in the application. */
const MOST_AT_ONCE = 40;

/** Sends numbered payments at a steady pace, whether or not earlier ones were answered, and keeps the ledger. No number is ever sent twice. */
export class PaymentsLoad implements Load {
  readonly #target: { host: string; port: number };
  readonly #ledger: LedgerEntry[] = [];
  readonly #open = new Set<Promise<void>>();
  readonly #agent = new Agent({ keepAlive: true });
  #timer: NodeJS.Timeout | undefined;
  #next = 1;

  constructor(target: { host: string; port: number }) {
    this.#target = target;
  }

  start(): void {
    this.#timer ??= setInterval(() => this.#send(), EVERY_MILLISECONDS);
  }

  /** Stops sending and waits for the answers that are still out. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    await Promise.all(this.#open);
    this.#agent.destroy();
  }

  ledger(): readonly LedgerEntry[] {
    return this.#ledger;
  }

  writesPerSecond(): number {
    const end = Math.floor(Date.now() / 1_000) * 1_000;
    const inSecond = (at: number | undefined) => at !== undefined && at >= end - 1_000 && at < end;
    return this.#ledger.filter((entry) => inSecond(entry.acknowledgedAt)).length;
  }

  #send(): void {
    if (this.#open.size >= MOST_AT_ONCE) return;
    const entry: LedgerEntry = { number: this.#next++, sentAt: Date.now(), outcome: 'indeterminate' };
    this.#ledger.push(entry);
    const answered = this.#post(entry.number).then((result) => {
      entry.outcome = result.outcome;
      if (result.outcome === 'acknowledged') entry.acknowledgedAt = Date.now();
      if (result.error !== undefined) entry.error = result.error;
    });
    this.#open.add(answered);
    void answered.finally(() => this.#open.delete(answered));
  }

  /** Never rejects: what the client does not know is `indeterminate`. */
  #post(number: number): Promise<PaymentResult> {
    return new Promise((resolve) => {
      const headers = { 'content-type': 'application/json' };
      const call = request({
        ...this.#target,
        path: '/payments',
        method: 'POST',
        agent: this.#agent,
        headers,
        timeout: PATIENCE_MILLISECONDS,
      });
      call.on('timeout', () => call.destroy(new Error(`no answer within ${PATIENCE_MILLISECONDS} ms`)));
      call.on('error', (error: NodeJS.ErrnoException) =>
        resolve({ outcome: error.code === 'ECONNREFUSED' ? 'failed' : 'indeterminate', error: error.message }),
      );
      call.on('response', (response) => {
        let body = '';
        response.on('data', (chunk) => (body += String(chunk)));
        response.on('error', (error) => resolve({ outcome: 'indeterminate', error: error.message }));
        response.on('end', () => resolve(resultOf(response.statusCode, body)));
      });
      call.end(JSON.stringify({ number }));
    });
  }
}

function resultOf(status: number | undefined, body: string): PaymentResult {
  try {
    if (status === 201 || status === 503) return JSON.parse(body) as PaymentResult;
  } catch {
    // An answer cut off in the middle says nothing about the commit.
  }
  return { outcome: 'indeterminate', error: `HTTP ${status}` };
}
