import { phaseOf, STATES_OF, secondsIn, WORK_PHASES } from '../../../lab/phases.ts';
import { at } from '../../support/lab/evidence.ts';
import { golden } from '../../support/statemachines/golden.ts';

test('every state of a phase is a state of the machine, and none belongs to two phases', () => {
  const named = Object.values(STATES_OF).flat();
  expect(named.filter((name) => !(name in golden.States))).toEqual([]);
  expect(named.filter((name, index) => named.indexOf(name) !== index)).toEqual([]);
});

test('every task that changes a database or the record belongs to a phase', () => {
  const changing = Object.keys(golden.States).filter(
    (name) => /^(Fence|Stop|Promote (standby|through)|Re-point|Set|Switch|Take silent)/.test(name) && golden.States[name]?.Type === 'Task',
  );
  expect(changing.length).toBeGreaterThan(5);
  expect(changing.filter((name) => phaseOf(name) === undefined)).toEqual([]);
});

test('time in a phase is the sum of its stays; a phase that was not entered has none, not zero seconds', () => {
  const stays = [
    { name: 'Assess primary', enteredAt: at(1), exitedAt: at(3) },
    { name: 'Fence old primary', enteredAt: at(3), exitedAt: at(4) },
    { name: 'Assess primary', enteredAt: at(5), exitedAt: at(5.5) },
  ];
  expect(secondsIn('decision', stays)).toBe(2.5);
  expect(secondsIn('fencing', stays)).toBe(1);
  expect(WORK_PHASES.filter((phase) => secondsIn(phase, stays) === null)).toEqual(['promotion', 'switch', 'verification', 'quorum relief']);
});
