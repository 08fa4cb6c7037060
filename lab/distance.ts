import { setTimeout as pause } from 'node:timers/promises';

export type DistanceSettings = {
  roundTripMilliseconds: number;
  /** Of so many packets one is lost and sent again. */
  onePacketLostIn: number;
  /** What a lost packet, and everything behind it, waits for being sent again. */
  retransmissionMilliseconds: number;
};

/**
 * The way between two regions. Which packet is lost is counted, not drawn, so that a rehearsal has exactly this share of them. Handshakes of
 * calls are not counted: the endpoints of the rehearsed cloud keep their connections open.
 */
export class Distance {
  readonly #settings: DistanceSettings;
  #sent = 0;

  constructor(settings: DistanceSettings) {
    this.#settings = settings;
  }

  get roundTripMilliseconds(): number {
    return this.#settings.roundTripMilliseconds;
  }

  /** Milliseconds that the next packet is under way. */
  next(): number {
    const { roundTripMilliseconds, onePacketLostIn, retransmissionMilliseconds } = this.#settings;
    this.#sent += 1;
    return roundTripMilliseconds / 2 + (this.#sent % onePacketLostIn === 0 ? retransmissionMilliseconds : 0);
  }

  /** An answer from there: the question is under way, then the answer. */
  async ask<T>(answer: () => Promise<T>): Promise<T> {
    await pause(this.next());
    const given = await answer();
    await pause(this.next());
    return given;
  }
}
