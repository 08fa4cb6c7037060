/** Tells genuine links from others. */
export interface LinkCheck {
  /** Was `mac` (base64url) made by the key of this region for exactly this text? Rejects with `DependencyUnavailable` when nobody can say. */
  genuine(text: string, mac: string): Promise<boolean>;
}
