import type { DatabaseHost } from '../../../lab/estate/estate.ts';
import { oldPrimaryReturns } from '../../../lab/old-primary-returns.ts';

function scene(accepted: boolean) {
  const done: string[] = [];
  const primary = {
    node: 'db-1',
    lose: async () => void done.push('off'),
    startAgain: async () => {
      done.push('start');
      return { started: false, said: 'refused' };
    },
  } as unknown as DatabaseHost;
  const estate = { writeDirectly: async (node: string) => ({ at: 'now', node, accepted, answer: '' }) };
  return { primary, estate, done };
}

test('it is started as often as asked, switched off in between, and written to each time', async () => {
  const { primary, estate, done } = scene(false);
  const { starts, writes } = await oldPrimaryReturns(primary, estate, () => undefined, { times: 2, seconds: 0.05 });
  expect(done).toEqual(['start', 'off', 'start']);
  expect(starts).toHaveLength(2);
  expect(writes.length).toBeGreaterThanOrEqual(2);
  expect(writes.every((one) => !one.accepted)).toBe(true);
});

test('a write that it takes is kept', async () => {
  const { primary, estate } = scene(true);
  const { writes } = await oldPrimaryReturns(primary, estate, () => undefined, { times: 1, seconds: 0.01 });
  expect(writes[0]).toMatchObject({ node: 'db-1', accepted: true });
});
