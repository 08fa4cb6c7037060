import { type Markup, markup } from '../../../../messages/page/markup.ts';
import type { Details } from '../../details.ts';
import { clock, sinceFault } from '../wording.ts';
import { section } from './section.ts';

/** Every message as people got it; the full text is folded by the browser itself. */
export function notifications({ messages, fault, withheld }: Details): Markup {
  return section(
    'notifications',
    'Notifications as sent',
    messages.length === 0
      ? markup`<p>Nobody was told: no message was sent.</p>`
      : messages.map(
          ({ at, audience, subject, body }) => markup`
<details><summary><span class="when">${sinceFault(at, fault.at)} <small>${clock(at)}</small></span> <span>to <b>${audience}</b>: ${subject}</span></summary>
<pre>${body}</pre></details>`,
        ),
    withheld.length === 0
      ? undefined
      : markup`<h3>What could not be told or written</h3><ul>${withheld.map(
          ({ service, operation, reason, times }) => markup`<li>${service} ${operation}, ${times} times: ${reason}</li>`,
        )}</ul>`,
  );
}
