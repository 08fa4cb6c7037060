import { type Markup, markup } from '../../../../messages/page/markup.ts';
import type { Details } from '../../details.ts';
import type { PeopleSeen } from '../../people-seen.ts';
import { dayAndClock, duration, sinceFault } from '../wording.ts';
import { section } from './section.ts';
import { table } from './table.ts';

/** The ladder: whom the plan has told after how long, and who was, because the incident was still open and nobody had acknowledged. */
export function ladder({ people: { ladders, rungs }, fault }: Details): Markup {
  return section(
    'ladder',
    'Escalation ladder',
    ladders.length === 0
      ? markup`<p>No ladder was started.</p>`
      : markup`<p>Beside the recovery, which does not wait for it: ${ladders.map(
          ({ name, status, endState }) => markup`<br>${name}: ${status}, in “${endState}”`,
        )}</p>`,
    ladders.length === 0
      ? undefined
      : table(
          'Rungs of the plan, and who was told',
          ['audience', 'by the plan after', 'told'],
          rungs.map(({ audience, afterSeconds, toldAt }) => [
            audience,
            duration(afterSeconds),
            toldAt === null ? 'not told' : sinceFault(toldAt, fault.at),
          ]),
        ),
  );
}

const STATE = { well: 'all is well', incident: 'an incident is open' } as const;

/** What the status page says at the end, and where its copy is. */
export function statusPage({ people: { statusPage: page } }: Details): Markup {
  return section(
    'status-page',
    'Status page',
    page.state === null
      ? markup`<p>No status page was written.</p>`
      : markup`<p>At the end it says that ${STATE[page.state]}.</p>
<ul>${page.incidents.map(
          ({ id, startedAt, resolvedAt, outcome }) => markup`
<li>${id}, since ${dayAndClock(startedAt)}: ${resolvedAt === null ? 'open' : `${outcome ?? 'over'} at ${dayAndClock(resolvedAt)}`}</li>`,
        )}</ul>`,
    beside(page.files),
  );
}

/** The document in full, folded by the browser itself. */
export function postMortem({ people: { postMortem: document } }: Details): Markup {
  return section(
    'post-mortem',
    'Post-mortem',
    document.text === null
      ? markup`<p>No post-mortem was written: the incident is not over, or its documents could not be stored.</p>`
      : markup`
<details><summary>As it was written for people</summary>
<pre>${document.text}</pre></details>`,
    beside(document.files),
  );
}

function beside(files: PeopleSeen['postMortem']['files']): Markup | undefined {
  if (files.length === 0) return undefined;
  return markup`<p class="fine">Beside this page: ${files.map((name, index) => markup`${index === 0 ? '' : ', '}<code>${name}</code>`)}</p>`;
}
