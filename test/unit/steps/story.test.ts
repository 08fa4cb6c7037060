import { tell } from '../../../lambdas/steps/story.ts';
import { after, incident } from '../../support/ports/builders.ts';
import { unavailable, World } from '../../support/ports/fakes.ts';

test('an entry says when, who, which step and what; an order to the world outside is told apart; details only where there are some', async () => {
  const seen = new World();
  seen.clock.millis += 4000;
  await tell(seen.ports, incident(), 'fence-primary', 'db-1 is fenced');
  await tell(seen.ports, incident(), 'keep-divergence', 'none', { commits: 0 });
  const by = incident().executionId;
  expect(seen.callsTo('incidents.append')).toEqual([
    [incident(), { kind: 'command', at: after(4), by, text: 'db-1 is fenced', data: { step: 'fence-primary' } }],
    [incident(), { kind: 'state', at: after(4), by, text: 'none', data: { step: 'keep-divergence', detail: { commits: 0 } } }],
  ]);
});

test('a line that cannot be written is lost, not thrown, and not tried again', async () => {
  const seen = new World().answer('incidents.append', unavailable('the table'));
  expect(await tell(seen.ports, incident(), 'notify', 'text')).toBeUndefined();
  expect(seen.callsTo('incidents.append')).toHaveLength(1);
});
