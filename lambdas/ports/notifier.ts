import type { Audience } from '../../lib/plan/schema.ts';

/** `sms`: what a telephone gets, at most 160 characters of its alphabet. @default the subject */
export type Notification = { subject: string; body: string; sms?: string };

/** Reaches people through one topic per audience. */
export interface Notifier {
  /** Resolves with the topic's name or ARN. The adapter makes the subject fit the channel (length, ASCII). */
  publish(audience: Audience, notification: Notification): Promise<string>;
}
