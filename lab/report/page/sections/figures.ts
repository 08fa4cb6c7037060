import { type Markup, markup } from '../../../../messages/page/markup.ts';
import type { Report } from '../../report.ts';
import { count, duration, NOT_MEASURED } from '../wording.ts';
import { section } from './section.ts';

type Tile = { name: string; value: string; note: string; met?: boolean | undefined };

const within = (figure: number | null, limit: number) => (figure === null ? undefined : figure <= limit);

function tiles({ measured, objectives }: Report): Tile[] {
  const wrote = measured.acknowledgedWrites > 0;
  const loss = measured.dataLossSeconds === null && measured.dataLossBytes === null;
  return [
    {
      name: 'Recovery time',
      value: duration(measured.recoveryTimeSeconds),
      note: `${measured.recoveryTimeSeconds === null ? 'no failover was verified; ' : ''}objective (RTO) ${duration(objectives.rtoSeconds)}`,
      met: within(measured.recoveryTimeSeconds, objectives.rtoSeconds),
    },
    {
      name: 'Write outage',
      value: wrote ? duration(measured.writeOutageSeconds) : NOT_MEASURED,
      note: 'longest time without an acknowledged write',
    },
    { name: 'Detection', value: duration(measured.detectionSeconds), note: 'last good probe to alarm' },
    {
      name: 'Acknowledged writes lost',
      value: wrote ? count(measured.acknowledgedWritesLost) : NOT_MEASURED,
      note: `of ${count(measured.acknowledgedWrites)}, each looked up; required 0`,
      met: wrote ? measured.acknowledgedWritesLost === 0 : undefined,
    },
    {
      name: 'Bound on data loss',
      value: loss ? NOT_MEASURED : `${duration(measured.dataLossSeconds)}, ${count(measured.dataLossBytes, ' bytes')}`,
      note: `objective (RPO) ${duration(objectives.rpoSeconds)}`,
      met: within(measured.dataLossSeconds, objectives.rpoSeconds),
    },
    {
      name: 'Writes accepted by the fenced node',
      value: count(measured.writesAcceptedByFencedNode),
      note: 'required 0',
      met: within(measured.writesAcceptedByFencedNode, 0),
    },
  ];
}

const mark = (met: boolean | undefined) =>
  met === undefined ? undefined : markup` · <b class="mark ${met ? 'good' : 'bad'}">${met ? '✓ met' : '✗ missed'}</b>`;

/** The measured figures, each beside what the plan requires of it. */
export function figures(report: Report): Markup {
  return section(
    'measured',
    'Measured',
    markup`<dl class="tiles">${tiles(report).map(
      ({ name, value, note, met }) => markup`
<div><dt>${name}</dt><dd class="${value === NOT_MEASURED ? 'value none' : 'value'}">${value}</dd><dd class="fine">${note}${mark(met)}</dd></div>`,
    )}</dl>`,
  );
}
