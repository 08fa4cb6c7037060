import fc from 'fast-check';
import { answerLink } from '../../lambdas/steps/answer-link.ts';
import { linkCheck, queryFor, RememberedUses } from '../support/links/genuine-links.ts';
import { timelineOf } from '../support/ports/builders.ts';
import { World } from '../support/ports/fakes.ts';

const PLAN = { name: 'taxcollector' };
const FORM = 'name=Rado&reason=because';
const targets = fc.constantFrom(
  { action: 'acknowledge' as const },
  { action: 'resolve' as const },
  { action: 'approve' as const, question: 'notice-interruption' as const },
);
/** Those of links first, then any other. */
const signs = fc.oneof(
  fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=&%+#? \n'),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
);
const changes = fc.record({ where: fc.nat(), how: fc.constantFrom('replace', 'insert', 'delete', 'swap'), sign: signs });

function changed(query: string, { where, how, sign }: { where: number; how: string; sign: string }): string {
  const at = where % query.length;
  const [before, here, after] = [query.slice(0, at), query[at] ?? '', query.slice(at + 1)];
  if (how === 'insert') return before + sign + here + after;
  if (how === 'delete') return before + after;
  if (how === 'swap') return before + after.slice(0, 1) + here + after.slice(1);
  return before + sign + after;
}

test('whatever single character of a link is changed, added, lost or swapped, nothing is read, shown or done', async () => {
  await fc.assert(
    fc.asyncProperty(targets, changes, fc.constantFrom('GET', 'POST'), async (target, change, method) => {
      const query = await queryFor(target);
      const other = changed(query, change);
      fc.pre(other !== query);
      const seen = new World();
      const answer = await answerLink({ method, query: other, body: FORM }, { ...seen.ports, linkCheck }, PLAN);
      expect(answer).toMatchObject({ kind: 'refused', why: expect.stringMatching(/^(not-genuine|expired)$/) });
      expect(seen.calls).toEqual([]);
    }),
    { numRuns: 1_000 },
  );
});

test('however many send the form of one link at once, it acts once, and the others read who was first', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.integer({ min: 2, max: 5 }), async (scheduler, people) => {
      const query = await queryFor({ action: 'note' });
      const seen = new World().answer('timeline.read', timelineOf()).answer('timeline.append', 2).answer('bell.ring', 'rung');
      const uses = new RememberedUses();
      const inTurn = {
        find: (nonce: string) => scheduler.schedule(Promise.resolve()).then(() => uses.find(nonce)),
        claim: (...args: Parameters<typeof uses.claim>) => scheduler.schedule(Promise.resolve()).then(() => uses.claim(...args)),
        release: uses.release.bind(uses),
      };
      const ports = { ...seen.ports, linkCheck, linkUses: inTurn };
      const visits = Array.from({ length: people }, (_, one) =>
        answerLink({ method: 'POST', query, body: `name=Person+${one}&reason=because` }, ports, PLAN),
      );
      const answers = await scheduler.waitFor(Promise.all(visits));
      const done = answers.flatMap((one) => (one.kind === 'done' ? [one.request.by] : []));
      expect(done).toHaveLength(1);
      expect(seen.callsTo('timeline.append')).toHaveLength(1);
      const others = answers.filter((one) => one.kind !== 'done');
      for (const one of others) expect(one).toMatchObject({ why: 'used', used: { by: done[0] } });
    }),
    { numRuns: 60 },
  );
});
