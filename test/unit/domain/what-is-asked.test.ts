import type { MachineState } from '../../../lambdas/domain/machine-state.ts';
import { whatIsAsked } from '../../../lambdas/domain/what-is-asked.ts';
import { assessment } from '../../support/ports/builders.ts';

const state = (known: object) => known as MachineState;

test('a question about the primary carries the reason of the assessment', () => {
  expect(whatIsAsked('give-up-primary', state({ assessment: assessment({ why: 'it still sends to db-3' }) }))).toBe(
    'it still sends to db-3',
  );
  expect(whatIsAsked('give-up-primary', state({}))).toBe('the primary was not assessed');
});

test('a question about fencing carries everything that was tried', () => {
  const evidence = [{ seen: 'no answer of its host' }, { seen: 'EC2 says stopping' }];
  expect(whatIsAsked('promote-unfenced', state({ fencing: { node: 'db-1', evidence } }))).toBe(
    'db-1 is not proven unable to accept writes (no answer of its host; EC2 says stopping)',
  );
  expect(whatIsAsked('promote-unfenced', state({}))).toBe('the old primary is not proven unable to accept writes (nothing was tried)');
});

test('a question about a candidate carries the reason of the comparison', () => {
  expect(whatIsAsked('promote-candidate', state({ comparison: { why: 'the last 4 s may be lost' } }))).toBe('the last 4 s may be lost');
  expect(whatIsAsked('promote-candidate', state({}))).toBe('no standby was compared');
});
