import { type Markup, markup } from '../../../../messages/page/markup.ts';
import type { Details } from '../../details.ts';
import { clock, sinceFault } from '../wording.ts';
import { messagesSent } from './messages.ts';
import { section } from './section.ts';

/** Every message as people got it, and what could not be told. */
export function notifications({ messages, fault, withheld }: Details): Markup {
  return section(
    'notifications',
    'Notifications as sent',
    messagesSent(
      messages.map(({ at, audience, ...rest }) => ({
        ...rest,
        when: markup`${sinceFault(at, fault.at)} <small>${clock(at)}</small>`,
        to: markup`<b>${audience}</b>`,
      })),
    ),
    withheld.length === 0
      ? undefined
      : markup`<h3>What could not be told or written</h3><ul>${withheld.map(
          ({ service, operation, reason, times }) => markup`<li>${service} ${operation}, ${times} times: ${reason}</li>`,
        )}</ul>`,
  );
}
