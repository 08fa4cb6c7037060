import { surroundingsOfLadder } from '../../../lambdas/steps/ladder-surroundings.ts';
import { renderIncident } from '../../../messages/render-incident.ts';
import { composeStatusPage } from '../../../messages/status-page/compose.ts';
import { LadderWorld } from '../../support/ports/ladder-world.ts';
import { viewAfter } from '../../support/ports/timeline.ts';

type Objects = Map<string, string>;

function surroundings(world: LadderWorld, objects: Objects, sleep: (seconds: number) => Promise<void>) {
  const statusPage = {
    save: async (key: string, body: string) => {
      if (world.broken.has('status')) await new Promise(() => undefined);
      objects.set(key, body);
    },
    read: async (key: string) => objects.get(key),
  };
  const ports = { ...world.ports, clock: { ...world.ports.clock, sleep }, statusPage };
  return surroundingsOfLadder(ports, world.plan, { render: renderIncident, status: composeStatusPage });
}
const never = () => new Promise<void>(() => undefined);

test('tells with the words of messages, drafts for users in every language, and writes the status page', async () => {
  const world = new LadderWorld();
  const objects: Objects = new Map();
  const { tell, draft, showStatus, plan } = surroundings(world, objects, never);
  expect(plan).toBe(world.plan);
  const view = viewAfter({});
  const told = await tell([{ key: 'rung/on-call', audience: 'on-call', event: 'incident-opened' }], {
    view,
    entries: [],
    told: {},
    asOf: view.openedAt,
  });
  expect(Object.keys(told)).toEqual(['rung/on-call']);
  expect(world.sent[0]?.subject).toMatch(/^\[P1\] /);
  expect(draft('interruption', view)).toContain(world.plan.notices.external.service.fr);
  expect(await showStatus()).toBeUndefined();
  expect([...objects.keys()]).toEqual(expect.arrayContaining(['index.html', 'fr.html', 'en.html', 'status.json']));
});

test('a status page that takes too long keeps no climb: that is said, and the next climb writes it', async () => {
  const world = new LadderWorld();
  world.broken.add('status');
  const { showStatus } = surroundings(world, new Map(), async () => undefined);
  expect(await showStatus()).toBe('status page not written within 20 s; the next climb writes it again');
});
