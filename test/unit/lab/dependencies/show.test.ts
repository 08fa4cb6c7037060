import { shower } from '../../../../lab/dependencies/show.ts';
import { Timeline, type TimelineEvent } from '../../../../lab/timeline.ts';
import { told } from '../../../support/lab/outage-evidence.ts';
import { START } from '../../../support/ports/builders.ts';

const look = (state: string, breaks = 0): TimelineEvent => ({
  ...{ at: START, kind: 'state-left', region: 'eu-west-3', machine: 'm', execution: 'e', state: 'Look whether it is back', type: 'Task' },
  output: { watch: { state, breaks } },
});
const shown = (verbose: boolean, ...events: TimelineEvent[]) => {
  const lines: string[] = [];
  const show = shower(new Timeline(verbose, (line) => lines.push(line)), verbose);
  for (const event of events) show(event);
  return lines.map((line) => line.replace(/^ *[0-9.]+ s +/, ''));
};

test('of the looks of a watch only another answer is news', () => {
  expect(shown(false, look('out'), look('out'), look('settling'), look('settling'), look('out', 1))).toEqual([
    'watch      eu-west-3: out',
    'watch      eu-west-3: settling',
    'watch      eu-west-3: out, failed again 1 time(s)',
  ]);
  expect(shown(true, look('out'), look('out')).length).toBeGreaterThanOrEqual(2);
});

test('the states of the loop are no news, and neither is a database that is not rehearsed', () => {
  const entered = {
    at: START,
    kind: 'state-entered',
    region: 'r',
    machine: 'm',
    execution: 'e',
    state: 'Is it stable?',
    type: 'Choice',
  } as const;
  expect(shown(false, entered, told(0, 'eu-west-3', 'on-call', 'ALARM: "reprise-taxcollector/database-failover/ProbeBlind"'))).toEqual([]);
  expect(shown(false, told(0, 'eu-west-3', 'on-call', '[P2] out'))).toHaveLength(1);
});
