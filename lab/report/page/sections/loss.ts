import { type Markup, markup } from '../../../../messages/page/markup.ts';
import type { Details } from '../../details.ts';
import type { Report } from '../../report.ts';
import { count, duration, NOT_MEASURED } from '../wording.ts';
import { section } from './section.ts';

function bound({ measured: { dataLossBytes, dataLossSeconds }, database: { before, after } }: Report): string {
  if (after.primary !== null && after.primary === before.primary && after.timeline === before.timeline)
    return `nothing was given up: ${after.primary} is still primary on timeline ${after.timeline}`;
  if (dataLossBytes === null && dataLossSeconds === null) return NOT_MEASURED;
  if (dataLossBytes === 0 && dataLossSeconds === 0) return 'nothing: 0 s, 0 bytes';
  return `at most ${duration(dataLossSeconds)} of writes, ${count(dataLossBytes, ' bytes')} of WAL known to be missing`;
}

function lookedUp({ acknowledgedWrites, acknowledgedWritesLost }: Report['measured']): string {
  if (acknowledgedWrites === 0) return `${NOT_MEASURED}: no write was acknowledged`;
  return `${count(acknowledgedWritesLost)} of ${count(acknowledgedWrites)} acknowledged writes are not on the primary at the end`;
}

/** What the machine claims about loss, and what the lab found: the two are never mixed. */
export function loss(report: Report, details: Details): Markup {
  return section(
    'loss',
    'Loss statement',
    markup`<dl class="pairs">
<div><dt>The machine says</dt><dd>${details.lossStatement ?? 'nothing: it did not get to compare the nodes'}</dd></div>
<div><dt>Bound</dt><dd>${bound(report)}</dd></div>
<div><dt>The lab looked up</dt><dd>${lookedUp(report.measured)}</dd></div>
</dl>`,
  );
}
