import { dueNow, nextLookAt, noticeToDraft, outlook, toldAudiences } from '../../../lambdas/domain/ladder.ts';
import { planOf } from '../../support/ports/builders.ts';
import { at, entry, viewAfter } from '../../support/ports/timeline.ts';

const plan = planOf();
const minute = (count: number) => new Date(at(count * 60));
const told = { 'rung/on-call': at(0), 'rung/tech-lead': at(900) };
const keys = (...args: Parameters<typeof dueNow>) => dueNow(...args).map(({ key }) => key);
const acknowledged = entry('acknowledged', { reason: 'on it' }, at(960), 'Rado');
const raised = entry('severity', { from: 'P3', to: 'P1', reason: 'worse' }, at(970), 'Rado');

test('whoever was told first comes first, also when two were told at the same moment', () => {
  expect(toldAudiences({ 'rung/b': at(2), 'rung/a': at(1), 'rung/c': at(2), 'update/1/a': at(9) })).toEqual(['a', 'b', 'c']);
});

test('an acknowledgement and a raised severity are news for those who had been told before, once', () => {
  const view = viewAfter({ severity: 'P3' }, raised, { ...acknowledged, at: at(980) } as typeof acknowledged);
  const due = keys({ view, told, now: minute(17) }, plan);
  expect(due).toEqual([
    `acknowledged/${at(980)}/on-call`,
    `acknowledged/${at(980)}/tech-lead`,
    `severity/${at(970)}/on-call`,
    `severity/${at(970)}/tech-lead`,
  ]);
  const heard = Object.fromEntries(due.map((key) => [key, at(1020)]));
  expect(keys({ view, told: { ...told, ...heard }, now: minute(17) }, plan)).toEqual([]);
});

test('an acknowledged incident has no next rung and no repetition, only updates', () => {
  const view = viewAfter({}, acknowledged);
  expect(outlook({ view, told, now: minute(17) }, plan)).toEqual({ updateAt: at(1800) });
});

test('the last rung is told again as the plan says, or never', () => {
  const everybody = Object.fromEntries(plan.escalation.P2.map(({ audience, after }) => [`rung/${audience}`, at(after)]));
  const p2 = viewAfter({ severity: 'P2' });
  expect(outlook({ view: p2, told: everybody, now: minute(241) }, plan).repeatAt).toBe(at(5 * 3600));
  expect(keys({ view: p2, told: everybody, now: minute(301) }, plan)).toContain('repeat/1/executive-management');
  const p4 = viewAfter({ severity: 'P4' });
  expect(outlook({ view: p4, told: { 'rung/on-call': at(0) }, now: minute(60) }, plan).repeatAt).toBeUndefined();
});

test('an audience that a plan names twice in a ladder is told once', () => {
  const twice = planOf((changed) => void changed.escalation.P4.push({ after: 60, audience: 'on-call' }));
  const view = viewAfter({ severity: 'P4' });
  expect(keys({ view, told: {}, now: minute(2) }, twice)).toEqual(['rung/on-call']);
});

test('the next look is at whatever comes first', () => {
  expect(nextLookAt({ updateAt: at(30) })).toBe(at(30));
  expect(nextLookAt({ updateAt: at(30), rung: { audience: 'cto', at: at(20) } })).toBe(at(20));
  expect(nextLookAt({ updateAt: at(30), repeatAt: at(10) })).toBe(at(10));
});

test('of an incident that was over before anybody could be told, those hear who are always told, once', () => {
  const view = viewAfter({}, entry('resolved', { outcome: 'recovered' }, at(30)));
  const due = (told: Record<string, string>) => dueNow({ view, told, now: new Date(at(900)) }, plan).map(({ key }) => key);
  expect(due({})).toEqual(['resolved/on-call']);
  expect(due({ 'rung/on-call': at(1), 'rung/tech-lead': at(20) })).toEqual(['resolved/on-call', 'resolved/tech-lead']);
  expect(due({ 'resolved/on-call': at(31) })).toEqual([]);
});

test('users’ text is drafted once its audience was told, and that of the end once the first was approved', () => {
  const all = { ...told, 'rung/external-communication': at(4 * 3600) };
  const text = (state: 'drafted' | 'approved', notice: 'interruption' | 'resolution' = 'interruption') =>
    entry('notice', { notice, state, text: 'x' }, at(4 * 3600 + 1));
  expect(noticeToDraft({ view: viewAfter({}), told }, plan)).toBeUndefined();
  expect(noticeToDraft({ view: viewAfter({}), told: all }, plan)).toBe('interruption');
  expect(noticeToDraft({ view: viewAfter({}, text('drafted')), told: all }, plan)).toBeUndefined();
  const over = entry('resolved', { outcome: 'by-hand' }, at(5 * 3600));
  expect(noticeToDraft({ view: viewAfter({}, over), told: all }, plan)).toBeUndefined();
  const approved = viewAfter({}, text('drafted'), text('approved'), over);
  expect(noticeToDraft({ view: approved, told: all }, plan)).toBe('resolution');
  expect(noticeToDraft({ view: viewAfter({}, text('approved'), over, text('drafted', 'resolution')), told: all }, plan)).toBeUndefined();
});
