import type { LinkAnswer } from '../../../lambdas/domain/link-answer.ts';
import { OutcomeUnknown } from '../../../lambdas/errors.ts';
import { answerLink } from '../../../lambdas/steps/answer-link.ts';
import { linkCheck, queryFor, RememberedUses } from '../../support/links/genuine-links.ts';
import { after, approval, askedQuestion, timelineOf } from '../../support/ports/builders.ts';
import { unavailable, World } from '../../support/ports/fakes.ts';

const PLAN = { name: 'taxcollector' };
const FORM = 'name=Rado&reason=I+am+on+it';
const draft = {
  kind: 'notice' as const,
  at: after(40),
  by: 'ladder',
  text: '',
  data: { notice: 'interruption' as const, state: 'drafted' as const, text: 'Dear users' },
};
const resolved = { kind: 'resolved' as const, at: after(60), by: 'Mamy', text: '', data: { outcome: 'by-hand' as const } };

const world = (...entries: Parameters<typeof timelineOf>) =>
  new World()
    .answer('timeline.read', timelineOf(...entries))
    .answer('timeline.append', 2)
    .answer('bell.ring', 'rung');

function pageOf(seen = world()) {
  const uses = new RememberedUses();
  const ports = { ...seen.ports, linkCheck, linkUses: uses };
  const visit = (method: string, query: string, body = ''): Promise<LinkAnswer> => answerLink({ method, query, body }, ports, PLAN);
  return { seen, uses, visit };
}
/** Calls that change something. */
const changes = (seen: World) => seen.calls.map(({ to }) => to).filter((to) => !['timeline.read', 'decisions.find'].includes(to));

describe('looking', () => {
  test.each(['GET', 'HEAD'])('%s shows the incident and changes nothing, however often a mail scanner looks', async (method) => {
    const { seen, uses, visit } = pageOf();
    const query = await queryFor({ action: 'acknowledge' });
    for (let look = 0; look < 3; look += 1)
      expect(await visit(method, query)).toMatchObject({
        kind: 'ask',
        link: { incident: 'inc-1' },
        asked: { view: { id: 'inc-1', severity: 'P1' } },
      });
    expect([...changes(seen), ...uses.changes]).toEqual([]);
    expect(await visit('POST', query, FORM)).toMatchObject({ kind: 'done' });
  });

  test('a question of the machine is shown as it was asked, also when the timeline cannot be read', async () => {
    const query = await queryFor({ action: 'approve', question: 'promote-candidate' });
    const asked = askedQuestion();
    const { visit } = pageOf(world().answer('decisions.find', { asked }));
    expect(await visit('GET', query)).toMatchObject({
      kind: 'ask',
      asked: { about: asked.about, until: asked.expiresAt, view: { id: 'inc-1' } },
    });
    const blind = pageOf(world().answer('decisions.find', { asked }).answer('timeline.read', unavailable('the table')));
    expect(await blind.visit('GET', query)).toMatchObject({ kind: 'ask', asked: { about: asked.about, until: asked.expiresAt } });
  });

  test('a question that has its answer, or that nobody asks, is shown as that', async () => {
    const query = await queryFor({ action: 'approve', question: 'promote-candidate' });
    const answered = pageOf(world().answer('decisions.find', { asked: askedQuestion(), decision: approval('promote-candidate') }));
    expect(await answered.visit('GET', query)).toMatchObject({
      why: 'refused',
      detail: expect.stringContaining('already approved by Rado'),
    });
    const unasked = pageOf(world().answer('decisions.find', undefined));
    expect(await unasked.visit('GET', query)).toMatchObject({ why: 'refused', detail: 'incident inc-1 asks no promote-candidate' });
  });

  test('the draft of a notice is shown as it would go out; without one there is nothing to answer', async () => {
    const query = await queryFor({ action: 'approve', question: 'notice-interruption' });
    expect(await pageOf(world(draft)).visit('GET', query)).toMatchObject({ kind: 'ask', asked: { draft: 'Dear users' } });
    expect(await pageOf().visit('GET', query)).toMatchObject({ why: 'refused', detail: expect.stringContaining('no draft') });
  });

  test('of a resolved incident only the form for a note is left', async () => {
    expect(await pageOf(world(resolved)).visit('GET', await queryFor({ action: 'severity' }))).toMatchObject({
      why: 'refused',
      detail: expect.stringContaining('resolved by Mamy'),
    });
    expect(await pageOf(world(resolved)).visit('GET', await queryFor({ action: 'note' }))).toMatchObject({ kind: 'ask' });
  });

  test('an incident of which nothing is written is unknown', async () => {
    const { visit } = pageOf(world().answer('timeline.read', []));
    expect(await visit('GET', await queryFor({ action: 'note' }))).toMatchObject({ why: 'unknown-incident' });
  });
});

describe('acting', () => {
  test('the form does what the link is for, once, in the name of who typed it and of whose link it was', async () => {
    const { seen, visit } = pageOf();
    const query = await queryFor({ action: 'acknowledge', audience: 'tech-lead' });
    expect(await visit('POST', query, FORM)).toMatchObject({
      kind: 'done',
      request: { action: 'acknowledge', by: 'Rado (link of tech-lead)' },
      acted: { effect: expect.stringContaining('acknowledged') },
    });
    expect(seen.callsTo('timeline.append')[0]?.[1]).toMatchObject({
      kind: 'acknowledged',
      by: 'Rado (link of tech-lead)',
      data: { reason: 'I am on it' },
    });
  });

  test('a link that was used says by whom and when, to whoever looks or sends again, and acts no more', async () => {
    const { seen, uses, visit } = pageOf();
    const query = await queryFor({ action: 'note' });
    await visit('POST', query, FORM);
    const before = seen.callsTo('timeline.append').length;
    for (const method of ['GET', 'POST'])
      expect(await visit(method, query, 'name=Mamy&reason=again')).toEqual({
        kind: 'refused',
        why: 'used',
        used: { by: 'Rado (link of on-call)', at: after(0) },
      });
    expect(seen.callsTo('timeline.append')).toHaveLength(before);
    expect(uses.changes).toEqual(['claim']);
    expect(await visit('POST', await queryFor({ action: 'note' }), FORM)).toMatchObject({ kind: 'done' });
  });

  test('two who send the form of one link at once: one acts, the other reads who was first', async () => {
    const { seen, visit } = pageOf();
    const query = await queryFor({ action: 'note' });
    const answers = await Promise.all([visit('POST', query, FORM), visit('POST', query, 'name=Mamy&reason=me+too')]);
    expect(answers.map(({ kind }) => kind).sort()).toEqual(['done', 'refused']);
    expect(seen.callsTo('timeline.append')).toHaveLength(1);
  });

  test.each([
    ['severity', 'severity=P2', { action: 'severity', severity: 'P2' }],
    ['resolve', 'cause=a+disk&resolution=', { action: 'resolve', cause: 'a disk' }],
    ['note', 'severity=P2&cause=x&by=cto&incident=inc-9&action=resolve', { action: 'note' }],
  ] as const)('%s takes its own fields of the form and nothing else', async (action, fields, wanted) => {
    const { visit } = pageOf(world().answer('incidents.closeByHand', { outcome: 'closed' }));
    const answer = await visit('POST', await queryFor({ action }), `${FORM}&${fields}`);
    expect(answer).toMatchObject({ kind: 'done' });
    expect((answer as Extract<LinkAnswer, { kind: 'done' }>).request).toEqual({
      incident: 'inc-1',
      by: 'Rado (link of on-call)',
      reason: 'I am on it',
      ...wanted,
    });
  });

  test('an answer to a machine goes the way every answer goes', async () => {
    const given = approval('promote-candidate', { by: 'Rado (link of on-call)', reason: 'I am on it', at: after(0) });
    const seen = world()
      .answer('decisions.find', { asked: askedQuestion() })
      .answer('decisions.decide', given)
      .answer('callback.succeed', 'taken');
    const { visit } = pageOf(seen);
    const query = await queryFor({ action: 'approve', question: 'promote-candidate' });
    expect(await visit('POST', query, FORM)).toMatchObject({ kind: 'done', acted: { effect: 'the machine goes on' } });
    expect(seen.callsTo('decisions.decide')[0]?.[1]).toEqual(given);
  });

  test.each([
    ['', 'by is missing'],
    ['name=&reason=x', 'by is ""'],
    ['name=Rado', 'reason is missing'],
    ['name=Rado&reason=%3Cwhy%3E', 'reason is still <why>'],
    ['name=Rado%0AMamy&reason=x', 'required a name on one line'],
    [`name=${'R'.repeat(490)}&reason=x`, 'by has 508 characters'],
    [`name=Rado&reason=${'x'.repeat(501)}`, 'reason has 501 characters'],
    [`name=Rado&reason=${'x'.repeat(30_000)}`, 'by is missing'],
    ['------WebKitFormBoundary', 'by is missing'],
  ])('a form with %.40s comes back with what is wrong, and the link is not used up', async (body, detail) => {
    const { seen, uses, visit } = pageOf();
    const query = await queryFor({ action: 'note' });
    expect(await visit('POST', query, body)).toMatchObject({ kind: 'ask-again', detail: expect.stringContaining(detail) });
    expect(changes(seen)).toEqual([]);
    expect(uses.used.size).toBe(0);
    expect(await visit('POST', query, FORM)).toMatchObject({ kind: 'done' });
  });

  test('what is refused as things stand says why, and the link can still be used', async () => {
    const { uses, visit } = pageOf();
    const query = await queryFor({ action: 'severity' });
    expect(await visit('POST', query, `${FORM}&severity=P1`)).toMatchObject({
      why: 'refused',
      detail: expect.stringContaining('is P1 already'),
    });
    expect(uses.used.size).toBe(0);
    expect(await visit('POST', query, `${FORM}&severity=P2`)).toMatchObject({ kind: 'done' });
  });

  test('a table that does not answer gives the link back, and the page has the command that does the same', async () => {
    const { uses, visit } = pageOf(world().answer('timeline.append', unavailable('the table'), 2));
    const query = await queryFor({ action: 'approve', question: 'notice-interruption' });
    const seen = pageOf(world(draft).answer('timeline.append', unavailable('the table'), 2));
    expect(await seen.visit('POST', query, FORM)).toMatchObject({
      why: 'unavailable',
      command: expect.stringMatching(
        /^aws lambda invoke --region eu-west-3 --function-name reprise-taxcollector-act .*"incident":"inc-1","action":"approve","question":"notice-interruption"/,
      ),
    });
    expect(seen.uses.changes).toEqual(['claim', 'release']);
    expect(await seen.visit('POST', query, FORM)).toMatchObject({ kind: 'done' });
    const note = await queryFor({ action: 'note' });
    uses.release = () => Promise.reject(unavailable('the table'));
    expect(await visit('POST', note, FORM)).toMatchObject({ why: 'unavailable' });
    expect(await visit('POST', note, FORM)).toMatchObject({ why: 'used' });
  });

  test('what nobody knows the outcome of, and what nobody expected, is left to the stack around it; the link stays used', async () => {
    for (const thrown of [new OutcomeUnknown('no answer'), new Error('a defect')]) {
      const { uses, visit } = pageOf(world().answer('timeline.append', thrown));
      await expect(visit('POST', await queryFor({ action: 'note' }), FORM)).rejects.toBe(thrown);
      expect(uses.changes).toEqual(['claim']);
    }
  });
});

describe('refused before anything is read', () => {
  const refusedWith = async (why: string, query: string, method = 'POST') => {
    const { seen, uses, visit } = pageOf();
    const answer = await visit(method, query, FORM);
    expect(answer).toMatchObject({ kind: 'refused', why });
    expect([...seen.calls, ...uses.changes]).toEqual([]);
    return answer;
  };

  test.each([
    ['incident', /i=inc-1/, 'i=inc-2'],
    ['action', /a=approve/, 'a=decline'],
    ['question', /q=promote-candidate/, 'q=promote-unfenced'],
    ['audience', /u=on-call/, 'u=cto'],
    ['expiry', /e=\d+/, 'e=9999999999'],
    ['nonce', /n=..../, 'n=AAAA'],
    ['signature', /m=..../, 'm=AAAA'],
  ])('another %s than the signed one', async (_, from, to) => {
    const query = await queryFor({ action: 'approve', question: 'promote-candidate' });
    for (const method of ['GET', 'POST']) await refusedWith('not-genuine', query.replace(from, to), method);
  });

  test('a link of another region or plan, and one signed by nobody', async () => {
    await refusedWith('not-genuine', await queryFor({ action: 'note' }, { region: 'eu-west-1' } as never));
    await refusedWith('not-genuine', await queryFor({ action: 'note' }, { plan: { name: 'other' } } as never));
    await refusedWith('not-genuine', `${(await queryFor({ action: 'note' })).slice(0, -43)}${'A'.repeat(43)}`);
    await refusedWith('not-genuine', '');
  });

  test('a link whose time is over', async () => {
    const { seen, visit } = pageOf();
    const query = await queryFor({ action: 'note' });
    seen.clock.millis += 1_800_000;
    expect(await visit('POST', query, FORM)).toEqual({ kind: 'refused', why: 'expired' });
    expect(seen.calls).toEqual([]);
  });

  test.each(['PUT', 'DELETE', 'OPTIONS', ''])('the method "%s"', async (method) => {
    await refusedWith('method', await queryFor({ action: 'note' }), method);
  });

  test('junk and old links are not worth a question to KMS', async () => {
    const seen = new World();
    const expired = await queryFor({ action: 'note', expiresAt: after(-1) });
    for (const query of ['', 'x=1', '%00', 'i=inc-1', `${await queryFor({ action: 'note' })}&x=1`, expired, 'i='.repeat(5_000)])
      expect(await answerLink({ method: 'GET', query, body: '' }, seen.ports, PLAN)).toMatchObject({ kind: 'refused' });
    expect(seen.calls).toEqual([]);
  });

  test('when nobody can check a signature nothing of the link is believed: the command names no incident', async () => {
    const seen = world().answer('linkCheck.genuine', unavailable('KMS'));
    const query = await queryFor({ action: 'approve', question: 'promote-candidate' });
    const answer = await answerLink({ method: 'POST', query, body: FORM }, seen.ports, PLAN);
    expect(answer).toMatchObject({ why: 'unavailable', command: expect.stringContaining('"incident":"<incident>","action":"approve"') });
    expect(seen.calls.map(({ to }) => to)).toEqual(['linkCheck.genuine']);
    const note = await answerLink({ method: 'GET', query: await queryFor({ action: 'note' }), body: '' }, seen.ports, PLAN);
    expect(note).toMatchObject({ why: 'unavailable', command: expect.stringContaining('"action":"note","by"') });
    const defect = world().answer('linkCheck.genuine', new TypeError('a defect'));
    await expect(answerLink({ method: 'GET', query, body: '' }, defect.ports, PLAN)).rejects.toThrow('a defect');
  });

  test('a use that cannot be looked up, or be taken, is not guessed', async () => {
    const query = await queryFor({ action: 'note' });
    for (const [method, broken] of [
      ['GET', world().answer('linkUses.find', unavailable('the table'))],
      ['POST', world().answer('linkUses.find', undefined).answer('linkUses.claim', unavailable('the table'))],
    ] as const) {
      expect(await answerLink({ method, query, body: FORM }, { ...broken.ports, linkCheck }, PLAN)).toMatchObject({ why: 'unavailable' });
      expect(broken.callsTo('timeline.append')).toEqual([]);
    }
  });
});
