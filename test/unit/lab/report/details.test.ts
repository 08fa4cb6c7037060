import { networkSplit } from '../../../../lab/faults/network-split.ts';
import { primaryKilled } from '../../../../lab/faults/primary-killed.ts';
import { machineGraph } from '../../../../lab/report/machine-graph.ts';
import { phaseTimes } from '../../../../lab/report/phase-times.ts';
import { at, hostCommand } from '../../../support/lab/evidence.ts';
import { held, REPORTED, reported, stateEvents, takenOver } from '../../../support/lab/reported-runs.ts';

const phasesOf = (name: 'recovered' | 'held' | 'broken off') =>
  REPORTED[name]().details.phases.map(({ phase, spans }) => [phase, spans.length]);

describe('phases', () => {
  test('are those that took place, work in one go as one span', () => {
    expect(phasesOf('recovered')).toEqual([
      ['detection', 1],
      ['decision', 1],
      ['fencing', 1],
      ['promotion', 1],
      ['switch', 1],
      ['verification', 1],
      ['records and messages', 1],
    ]);
    expect(REPORTED.recovered().details.phases.find(({ phase }) => phase === 'promotion')?.spans).toEqual([{ from: at(5), to: at(6.5) }]);
  });

  test('are only those of the machine when it held, and none when nothing ran', () => {
    expect(phasesOf('held')).toEqual([
      ['detection', 1],
      ['decision', 1],
      ['records and messages', 1],
    ]);
    expect(phasesOf('broken off')).toEqual([]);
  });

  test('time in which a person decides is no time of the machine, and what is left and taken up again has two spans', () => {
    const graph = machineGraph(
      { StartAt: 'x', States: { 'Ask a person': { Type: 'Task', Resource: 'x.waitForTaskToken', End: true } } },
      [],
    );
    const stays = [
      { name: 'Assess primary', enteredAt: at(1), exitedAt: at(2) },
      { name: 'Ask a person', enteredAt: at(2), exitedAt: at(200) },
      { name: 'Assess primary', enteredAt: at(200), exitedAt: at(203) },
    ];
    expect(phaseTimes({ ...takenOver(), events: [] }, stays, graph)).toEqual([
      {
        phase: 'decision',
        spans: [
          { from: at(1), to: at(2) },
          { from: at(200), to: at(203) },
        ],
      },
      { phase: 'a person decides', spans: [{ from: at(2), to: at(200) }] },
    ]);
  });
});

describe('turning points', () => {
  const said = (moments: { what: string }[]) => moments.map(({ what }) => what);

  test('are told in order of time, by what the lab saw', () => {
    expect(said(REPORTED.recovered().details.moments)).toEqual([
      'last acknowledged write before the outage',
      'kill -9 of every PostgreSQL process on db-1',
      'alarm: the primary is not writable',
      'the machine starts',
      'db-1 is fenced (its host stopped it and forbids its start)',
      'db-2 accepts writes',
      'the writer record changes from db-1.internal to db-2.internal',
      'first acknowledged write after the outage',
      'a write through the name is verified',
    ]);
  });

  test('leave out what was not seen', () => {
    expect(said(REPORTED.held().details.moments)).toEqual(['alarm: the primary is not writable', 'the machine starts']);
    expect(REPORTED['broken off']().details.moments).toEqual([]);
  });

  test('say what a program saw, not the line it printed', () => {
    const text = 'db-1 does not start: {"program":"start-guard","outcome":"refused","seen":"fenced (incident i-1)"}';
    const events = [{ at: at(12), kind: 'fault' as const, text }, hostCommand(5, 'fence-postgres', 'i-1', 'Failed')];
    expect(said(reported(takenOver({ events }), primaryKilled).details.moments)).toContain('db-1 does not start: fenced (incident i-1)');
  });
});

test('nodes are told as the lab saw them at the end, each with the last position seen', () => {
  expect(REPORTED.recovered().details.nodes).toEqual([
    { node: 'db-1', wasPrimary: true, end: 'not running', position: '0/9' },
    { node: 'db-2', wasPrimary: false, end: 'primary on timeline 2, accepts writes', position: '0/9' },
    { node: 'db-3', wasPrimary: false, end: 'standby, streams on timeline 2', position: '0/9' },
  ]);
  expect(REPORTED['broken off']().details.nodes.map(({ end, position }) => [end, position])).toEqual(Array(3).fill(['not running', null]));
});

test('a server that gives no answer and a standby that follows nobody are called so', () => {
  const [first, second, third] = held().nodesAfter;
  if (first === undefined || second === undefined || third === undefined) throw new Error('three nodes are needed');
  const nodesAfter = [first, { ...second, receives: null }, { ...third, inRecovery: null }];
  expect(reported(held({ nodesAfter }), networkSplit).details.nodes.map(({ end }) => end)).toEqual([
    'primary on timeline 1, accepts writes',
    'standby, receives from nobody',
    'running, but gave no answer',
  ]);
});

test('only ways of the reported execution count as taken', () => {
  const others = stateEvents([['Assess primary', 1, 1]]).map((event) => ({ ...event, execution: 'arn:2' }) as typeof event);
  const { details } = reported(held({ events: [...held().events, ...others] }), networkSplit);
  const taken = details.machine.transitions.filter((way) => way.taken > 0);
  expect(taken).toContainEqual({ from: 'Wait before looking again', to: 'Assess primary', by: 'next', taken: 2 });
  expect(taken.map((way) => way.to)).not.toContain('Fence old primary');
});
