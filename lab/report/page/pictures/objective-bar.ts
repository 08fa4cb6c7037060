import { type Markup, markup } from '../../../../messages/page/markup.ts';
import type { Report } from '../../report.ts';
import { duration } from '../wording.ts';
import { at, type Size } from './picture.ts';

/** The recovery time as a part of what the plan allows, to scale; an empty bar when none was measured. */
export function objectiveBar({ measured, objectives }: Report, top: number, { width }: Size): Markup {
  const allowed = objectives.rtoSeconds;
  const taken = measured.recoveryTimeSeconds;
  const scale = width / Math.max(allowed, taken ?? 0);
  const text =
    taken === null
      ? `recovery time not measured; RTO ${duration(allowed)}`
      : `recovery ${duration(taken)} of ${duration(allowed)} (RTO), ${Math.round((taken / allowed) * 100)} %`;
  return markup`
<g><text x="0" y="${top}">${text}</text>
<rect class="allowed" x="0" y="${top + 8}" width="${at(allowed * scale)}" height="14" rx="3"/>
${taken === null ? undefined : markup`<rect class="${taken <= allowed ? 'taken' : 'taken missed'}" x="0" y="${top + 8}" width="${at(Math.max(2, taken * scale))}" height="14" rx="3"/>`}</g>`;
}
