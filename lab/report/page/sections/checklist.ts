import { type Markup, markup } from '../../../../messages/page/markup.ts';
import type { Report } from '../../report.ts';
import { clock } from '../wording.ts';
import { section } from './section.ts';

/** The plan's own checklist, ticked by what was seen; the items are the plan's words. */
export function checklist({ checklist: items }: Report): Markup {
  const done = items.filter((item) => item.done).length;
  return section(
    'checklist',
    'Checklist of the plan',
    items.length === 0
      ? markup`<p>The machine wrote no checklist: nothing of it can be said to be done.</p>`
      : markup`
<p>${done} of ${items.length} done. An item is ticked only where there is evidence.</p>
<ul class="checklist">${items.map(
          (item) => markup`
<li class="${item.done ? 'done' : 'open'}"><b>${item.item}</b> <span class="state">${item.done ? 'done' : 'not done'}${
            item.at === null ? undefined : `, ${clock(item.at)}`
          }</span><br>${item.evidence}</li>`,
        )}</ul>`,
  );
}
