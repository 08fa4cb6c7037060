import { tell } from '../../../lambdas/steps/story.ts';
import { after, incident } from '../../support/ports/builders.ts';
import { unavailable, World } from '../../support/ports/fakes.ts';

test('a line carries time, step and text, and data only where there is some', async () => {
  const seen = new World();
  seen.clock.millis += 4000;
  await tell(seen.ports, incident(), 'fence-primary', 'db-1 is fenced');
  await tell(seen.ports, incident(), 'repoint-standbys', 'none', { following: [] });
  const line = { at: after(4), step: 'fence-primary', text: 'db-1 is fenced' };
  expect(seen.callsTo('incidents.append')).toEqual([
    [incident(), line],
    [incident(), { at: after(4), step: 'repoint-standbys', text: 'none', data: { following: [] } }],
  ]);
  expect(Object.keys(seen.callsTo('incidents.append')[0]?.[1] as object)).toEqual(['at', 'step', 'text']);
});

test('a line that cannot be written is lost, not thrown, and not tried again', async () => {
  const seen = new World().answer('incidents.append', unavailable('the table'));
  expect(await tell(seen.ports, incident(), 'notify', 'text')).toBeUndefined();
  expect(seen.callsTo('incidents.append')).toHaveLength(1);
});
