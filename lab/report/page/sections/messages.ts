import { type Insert, markup } from '../../../../messages/page/markup.ts';

/** A message as it arrived; `sms`: as phones got it, where that is another text. */
export type Sent = { when: Insert; to: Insert; subject: string; body: string; sms?: string | null };

/** Every message in full; the text is folded by the browser itself. */
export function messagesSent(all: readonly Sent[]): Insert {
  if (all.length === 0) return markup`<p>Nobody was told: no message was sent.</p>`;
  return all.map(
    ({ when, to, subject, body, sms }) => markup`
<details><summary><span class="when">${when}</span> <span>to ${to}: ${subject}</span></summary>
<pre>${body}</pre>${sms == null ? undefined : markup`<p class="fine">To a telephone: ${sms}</p>`}</details>`,
  );
}
