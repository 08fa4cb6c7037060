import { phaseOf, STATES_OF } from '../../../lab/phases.ts';
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
