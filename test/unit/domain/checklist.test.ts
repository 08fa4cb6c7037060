import { checklistOf, PROVEN_BY } from '../../../lambdas/domain/checklist.ts';
import type { MachineState } from '../../../lambdas/domain/machine-state.ts';
import { after, assessment, comparison, confirmation, fenced, incident, planOf, switched } from '../../support/ports/builders.ts';
import { stateOf } from '../../support/statemachines/golden.ts';

const items = planOf().checklists.databaseFailover;
const told = { told: true, topics: ['arn:on-call'], at: after(4) };
const recovered: MachineState = {
  incident: incident(),
  assessment: assessment(),
  fencing: fenced(),
  comparison: comparison(),
  confirmation: confirmation(),
  record: switched({ status: 'INSYNC' }),
  verification: {
    verifiedAt: after(11),
    crud: { createdMs: 1, readMs: 2, updatedMs: 3, deletedMs: 4, serverAddress: '10.20.1.12' },
    health: { healthy: true, status: 'healthy' },
    resolvedAddress: '10.20.1.12',
    connectionsToOldNode: 0,
  },
  resolution: { resolvedAt: after(12), recoveryTimeSeconds: 12, reportKey: 'report.json', notRecorded: [] },
  told: { recovered: told },
};
const about = (state: MachineState, subject: string) => checklistOf(items, state).find((one) => one.about === subject);

test('every item of the plan’s list is ticked by what the machine saw, when it recovered', () => {
  const list = checklistOf(items, recovered);
  expect(list.map((one) => one.about)).toEqual([
    'primary-lost',
    'candidate',
    'lag',
    'promotion',
    'record',
    'connections',
    'writes',
    'people-told',
    'documented',
  ]);
  expect(list.filter((one) => !one.done)).toEqual([]);
  for (const one of list) expect(one).toMatchObject({ at: expect.stringMatching(/^2026-/), evidence: expect.stringMatching(/.{4,}/) });
});

test('what was looked at and was not so is not ticked, and says what was seen', () => {
  const split = { assessment: assessment({ verdict: 'unreachable-from-here', action: 'hold', why: 'db-2 still receives' }) };
  expect(about(split, 'primary-lost')).toMatchObject({ done: false, evidence: 'looked at, and it is not so: db-2 still receives' });
  const { candidate: _, ...nobody } = comparison({ action: 'hold', ranking: [], why: 'db-2 does not answer' });
  expect(about({ comparison: nobody, fencing: fenced() }, 'candidate')).toMatchObject({ done: false, evidence: 'db-2 does not answer' });
  expect(about({ confirmation: confirmation({ state: 'in-recovery', evidence: 'still in recovery' }) }, 'promotion')).toMatchObject({
    done: false,
    evidence: 'still in recovery',
  });
});

test.each(['unanswered', 'refused'] as const)('a switch that was %s ticks nothing', (status) => {
  const caught = { Error: 'EffectRefused', Cause: '{"errorMessage":"Route 53 refused"}' };
  expect(about({ ...recovered, record: { status, caught } }, 'record')).toMatchObject({
    done: false,
    at: null,
    evidence: `the switch was ${status}: EffectRefused: Route 53 refused`,
  });
});

test('what was not reached says why the run ended', () => {
  const failure = { Error: 'RecordMoved', Cause: '{"errorMessage":"writer record holds db-9"}' };
  const { record: _, verification: __, resolution: ___, ...until } = recovered;
  expect(about({ ...until, failure }, 'record')).toEqual({
    item: 'Mettre à jour le DNS',
    about: 'record',
    state: 'Switch writer record',
    done: false,
    at: null,
    evidence: 'not reached: the run ended with RecordMoved: writer record holds db-9',
  });
  expect(about(until, 'writes')?.evidence).toBe('not reached');
});

test('a message that no topic took is no message', () => {
  expect(about({ told: { recovered: { ...told, told: false } } }, 'people-told')?.done).toBe(false);
});

test('an item may name its subject; one whose subject nobody knows is left for a person', () => {
  const [named, unknown] = checklistOf([{ text: 'Is the old one gone?', about: 'primary-lost' }, 'Call the insurance'], recovered);
  expect(named).toMatchObject({ item: 'Is the old one gone?', done: true });
  expect(unknown).toEqual({
    item: 'Call the insurance',
    about: null,
    state: null,
    done: false,
    at: null,
    evidence: 'for a person: the machine has no evidence about this',
  });
});

test('each subject is tied to a state that the machine has, and that runs a step', () => {
  for (const [subject, state] of Object.entries(PROVEN_BY))
    expect({ subject, type: stateOf(state).Type }).toEqual({ subject, type: 'Task' });
});
