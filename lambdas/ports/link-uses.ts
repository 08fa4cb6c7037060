/** Who used a link, and when (ISO 8601). `attempt` tells apart two uses by the same person at the same moment. */
export type LinkUse = { by: string; at: string; attempt: string };

/** A link is used once. Rejects with `DependencyUnavailable`. */
export interface LinkUses {
  /** By whom the link was used, if it was. Changes nothing. */
  find(nonce: string): Promise<LinkUse | undefined>;
  /** Takes the link for this use by one conditional write: `first`, or whoever was. The same use again is still the first. */
  claim(nonce: string, use: LinkUse): Promise<'first' | LinkUse>;
  /** Gives it back after a use that did nothing, so that it can be tried again; only its own, never somebody else's. */
  release(nonce: string, use: LinkUse): Promise<void>;
}
