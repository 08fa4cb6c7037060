import { type Markup, markup } from '../../../../messages/page/markup.ts';
import type { Details } from '../../details.ts';
import type { Report } from '../../report.ts';
import { graphPicture } from '../pictures/graph-picture.ts';
import { pathPicture } from '../pictures/path-picture.ts';
import { section } from './section.ts';

function execution({ name, status, endState, input, error, cause }: Details['executions'][number]): Markup {
  return markup`
<li><b>${name}</b>: ${status}, ended in “${endState}”${error === null ? undefined : `; ${error}`}${cause === null ? undefined : `: ${cause}`}<br>
started with <code>${JSON.stringify(input)}</code></li>`;
}

/** The machine's graph with the path that was taken, and every execution. */
export function machine(report: Report, details: Details): Markup {
  return section(
    'machine',
    'The machine and the way it took',
    report.states.length === 0
      ? markup`<p>The machine entered no state.</p>`
      : markup`
<p>Strong: the way of this rehearsal, with the second after the fault at which a state was entered and the time spent in it.<span class="wide-only"> Pale: the other ways; those of a failure and of an answer nobody expected are left out unless they were taken.</span></p>
<div class="graph">${graphPicture(report, details)}${pathPicture(report, details)}</div>`,
    details.executions.length === 0
      ? markup`<p>No execution was started.</p>`
      : markup`<h3>Executions</h3><ul class="executions">${details.executions.map(execution)}</ul>`,
  );
}
