import type { Decision, Decisions } from '../../../lambdas/domain/decision.ts';
import { compareStandbys } from '../../../lambdas/steps/compare-standbys.ts';
import {
  after,
  approval,
  assessment,
  dead,
  fenced,
  incident,
  intent,
  planOf,
  primary,
  receiving,
  standby,
} from '../../support/ports/builders.ts';
import { World } from '../../support/ports/fakes.ts';

const plan = planOf();
/** The old primary's host said that nobody listens when the failover was decided. */
const decided = (change = {}) => assessment({ nodes: [dead('db-1')], ...change });
const compare = (seen: World, about: { incident?: object; assessment?: object; fencing?: object; decisions?: Decisions } = {}) =>
  compareStandbys(
    {
      incident: incident(about.incident),
      assessment: decided(about.assessment),
      fencing: fenced(about.fencing),
      decisions: about.decisions ?? {},
    },
    seen.ports,
    plan,
  );
const at = (node: string, lsn: string, change = {}) => standby(node, { receivedLsn: lsn, replayedLsn: lsn, ...change });

test('the most advanced standby is chosen, with zero loss where the quorum proves it', async () => {
  const comparison = await compare(new World().see(at('db-2', '0/5000000'), at('db-3', '0/5000100'), at('db-4', '0/4000000')));
  expect(comparison).toMatchObject({
    action: 'promote',
    oldPrimary: 'db-1',
    candidate: { node: 'db-3', position: '0/5000100', timeline: 1 },
  });
  expect(comparison.loss).toMatchObject({ proven: true, bytes: 0, seconds: 0 });
  expect(comparison.ranking.map((one) => one.node)).toEqual(['db-3', 'db-2', 'db-4', 'db-1']);
});

test('nothing is compared before the old primary is proven fenced', async () => {
  const seen = new World();
  await expect(compare(seen, { fencing: { proven: false, state: 'unproven' } })).rejects.toMatchObject({ name: 'FencingNotProven' });
  expect(seen.calls).toEqual([]);
});

test('while a standby still receives, the fenced primary is not fenced: look again', async () => {
  await expect(compare(new World().see(receiving('db-2')))).rejects.toMatchObject({
    name: 'NotYet',
    message: expect.stringContaining('db-2 still receives'),
  });
  const soon = new World().see(receiving('db-2'), standby('db-2'), standby('db-3'));
  expect((await compare(soon)).action).toBe('promote');
  expect(soon.clock.slept).toEqual([0.3]);
});

test('positions that still move are waited for', async () => {
  const replaying = (replayed: string) => standby('db-3', { receivedLsn: '0/5000200', replayedLsn: replayed });
  const seen = new World().see(at('db-2', '0/5000100'), replaying('0/5000000'), replaying('0/5000100'), replaying('0/5000200'));
  expect(await compare(seen)).toMatchObject({ candidate: { node: 'db-3', position: '0/5000200' } });
});

test('a standby whose end is not known, because it replays from elsewhere and does not stop, is no candidate', async () => {
  const endless = Array.from({ length: 12 }, (_, step) =>
    standby('db-3', { receivedLsn: '0/4000000', replayedLsn: `0/500${step.toString(16)}000` }),
  );
  const comparison = await compare(new World().see(at('db-2', '0/5000000'), ...endless));
  expect(comparison.candidate?.node).toBe('db-2');
  expect(comparison.ranking.find((one) => one.node === 'db-3')?.reason).toBe('does not say which WAL position it holds');
});

/** After a restart without an upstream: nothing received, its own WAL and the archive replayed. */
const restarted = (replayed: string, waitsForWal: boolean) => {
  const { receivedLsn: _, ...rest } = standby('db-3', { replayedLsn: replayed, waitsForWal });
  return rest;
};

test('a standby that pauses in its replay has not reached its end: only its startup process says when', async () => {
  const seen = new World().see(
    at('db-2', '0/5000000'),
    restarted('0/5000000', false),
    restarted('0/5000000', false),
    restarted('0/5000000', false),
    restarted('0/5000200', true),
  );
  expect(await compare(seen)).toMatchObject({ candidate: { node: 'db-3', position: '0/5000200' } });
});

test('one that never says so is no candidate, and proves nothing', async () => {
  const comparison = await compare(new World().see(at('db-2', '0/5000000'), restarted('0/5000000', false)));
  expect(comparison).toMatchObject({ candidate: { node: 'db-2' }, loss: { proven: false } });
});

test('a record that the crash cut off is received and never replayed: who waits for more is not waited for', async () => {
  const cut = standby('db-3', { receivedLsn: '0/5000200', replayedLsn: '0/5000100', waitsForWal: true });
  const seen = new World().see(at('db-2', '0/5000100'), cut);
  expect(await compare(seen)).toMatchObject({ candidate: { node: 'db-3', position: '0/5000200' } });
  expect(seen.clock.slept).toEqual([]);
});

test('without anybody eligible it is held, and every reason is said', async () => {
  const comparison = await compare(new World().see(dead('db-2'), standby('db-3', { replayPaused: true })));
  expect(comparison).toMatchObject({ action: 'hold', loss: { proven: false, bytes: null, seconds: null } });
  expect(comparison.candidate).toBeUndefined();
  for (const node of ['db-2', 'db-3', 'db-4']) expect(comparison.why).toContain(node);
});

test('a member of the quorum that misses one look is looked at once more, so that nobody is woken for nothing', async () => {
  const seen = new World().see(at('db-2', '0/5000000'), dead('db-3', 'silent'), at('db-3', '0/5000000'));
  expect(await compare(seen)).toMatchObject({ action: 'promote', loss: { proven: true } });
  expect(seen.clock.slept).toEqual([0.3]);
  const gone = new World().see(at('db-2', '0/5000000'), at('db-4', '0/5000000'));
  expect((await compare(gone)).loss.proven).toBe(false);
  expect(gone.clock.slept).toEqual([0.3]);
});

describe('the loss gate', () => {
  /** Only one of the quorum's two standbys is left: nothing is proven. */
  const half = (heldAt: string) => new World().see(at('db-2', '0/5000000', { newestHeartbeat: { at: heldAt, vantage: 'eu-west-3' } }));

  const lenient = planOf((changed) => {
    changed.failover.promoteWhenLossBounded = true;
  });
  const input = { incident: incident(), assessment: decided(), fencing: fenced(), decisions: {} };

  test('a loss that is not proven to be zero is asked about, also within the RPO: the quorum promised that there is none', async () => {
    const comparison = await compare(half(after(-3)));
    expect(comparison).toMatchObject({ action: 'ask', candidate: { node: 'db-2' }, loss: { proven: false, bytes: 0, seconds: 7 } });
    expect(comparison.why).toMatch(/^db-2: .*not proven to be zero; the recovery point objective of 3600 s is kept$/);
  });

  test('unless the plan says that a loss within the RPO needs nobody', async () => {
    const comparison = await compareStandbys(input, half(after(-3)).ports, lenient);
    expect(comparison).toMatchObject({ action: 'promote', loss: { proven: false, bytes: 0, seconds: 7 } });
    expect(comparison.why).toContain('not proven to be zero');
  });

  test('an approval of exactly this promotes, and names who gave it', async () => {
    const { why } = await compare(half(after(-3)));
    const approved = { promoteCandidate: approval('promote-candidate', { about: why }) };
    expect(await compare(half(after(-3)), { decisions: approved })).toMatchObject({
      action: 'promote',
      why: `${why}; approved by Rado: the room burns`,
    });
  });

  test('an approval of something else, one without a name, and a refusal promote nobody', async () => {
    const { why } = await compare(half(after(-3)));
    const with_ = (change: Partial<Decision>) =>
      compare(half(after(-3)), { decisions: { promoteCandidate: approval('promote-candidate', { about: why, ...change }) } });
    expect(await with_({ about: 'db-3: nothing is lost' })).toMatchObject({
      action: 'hold',
      why: expect.stringContaining('is something else: db-3: nothing is lost'),
    });
    expect((await with_({ by: '' })).action).toBe('hold');
    expect(await with_({ decision: 'decline' })).toMatchObject({ action: 'hold', why: `${why}; declined by Rado: the room burns` });
  });

  test('an old primary that is not proven fenced may write on: no bound and no proof, whoever was seen', async () => {
    const accepted = { proven: false, state: 'accepted' as const, accepted: approval('promote-unfenced') };
    expect(await compare(half(after(-3)), { fencing: accepted })).toMatchObject({
      action: 'ask',
      loss: { seconds: null },
      why: expect.stringContaining('the old primary is not proven fenced and may go on writing'),
    });
    const whole = new World().see(at('db-2', '0/5000000'), at('db-3', '0/5000000'));
    expect(await compare(whole, { fencing: accepted })).toMatchObject({ action: 'ask', loss: { proven: false, seconds: null } });
    for (const change of [{ by: '' }, { decision: 'decline' as const }, { question: 'promote-candidate' as const }])
      await expect(
        compare(half(after(-3)), { fencing: { ...accepted, accepted: approval('promote-unfenced', change) } }),
      ).rejects.toMatchObject({ name: 'FencingNotProven' });
  });

  test('a loss above the RPO is asked about; force with a reason goes on and says who accepted it', async () => {
    const strict = planOf((changed) => {
      changed.objectives.rpo = 2;
    });
    const held = await compareStandbys({ ...input, incident: incident() }, half(after(-3)).ports, strict);
    expect(held).toMatchObject({
      action: 'ask',
      candidate: { node: 'db-2' },
      why: expect.stringContaining('the recovery point objective is 2 s'),
    });
    const forced = await compareStandbys(
      { ...input, incident: incident({ force: true, reason: 'Rakoto accepts it' }) },
      half(after(-3)).ports,
      strict,
    );
    expect(forced).toMatchObject({ action: 'promote', why: expect.stringContaining('accepted by force: Rakoto accepts it') });
  });

  test('a loss without any bound is asked about', async () => {
    const seen = new World().see(at('db-2', '0/5000000'));
    const { lastHeartbeat: _, ...nothing } = decided({ synchronousSetting: null });
    const comparison = await compareStandbys(
      { incident: incident(), assessment: nothing, fencing: fenced(), decisions: {} },
      seen.ports,
      plan,
    );
    expect(comparison).toMatchObject({ action: 'ask', loss: { seconds: null }, why: expect.stringContaining('cannot be bounded') });
  });

  test('a primary that was merely silent may have written until it was fenced', async () => {
    const silent = await compare(half(after(-3)), { assessment: { nodes: [dead('db-1', 'silent')] } });
    expect(silent.loss.seconds).toBe(8);
  });
});

describe('the end of writing', () => {
  const half = () => new World().see(at('db-2', '0/5000000', { newestHeartbeat: { at: after(-3), vantage: 'eu-west-3' } }));

  test('is when the server was seen gone only on its own host’s word: before the power was cut it may have come back', async () => {
    const cut = fenced({ rung: 'stop-instance', at: after(120) });
    expect((await compare(half(), { fencing: cut })).loss.seconds).toBe(124);
    expect((await compare(half())).loss.seconds).toBe(7);
  });

  test('of a primary only we could not reach is nobody’s to know, nor is the setting it had then: zero is not proven', async () => {
    const seen = new World().see(at('db-2', '0/5000000'), at('db-3', '0/5000000'));
    const { loss } = await compare(seen, { assessment: { verdict: 'unreachable-from-here' }, incident: { force: true, reason: 'r' } });
    expect(loss).toMatchObject({ proven: false, seconds: 6 });
  });
});

test('a primary in another region is a person’s decision: this machine switches only its own region’s record', async () => {
  const elsewhere = () => new World().see(dead('db-2'), dead('db-3'), at('db-4', '0/5000000'));
  const held = await compare(elsewhere());
  expect(held).toMatchObject({ action: 'ask', candidate: { node: 'db-4' }, why: expect.stringContaining('belongs to eu-west-1') });
  const forced = await compare(elsewhere(), { incident: { force: true, reason: 'Rakoto accepts it' } });
  expect(forced).toMatchObject({ action: 'promote', why: expect.stringContaining('accepted by force: Rakoto accepts it') });
});

test('a promotion that has happened is not chosen anew, and its loss is left to who chose it', async () => {
  const seen = new World().see(primary('db-2', { timeline: 2 }), standby('db-3', { timeline: 2, receivedLsn: '0/9000000' }));
  expect(await compare(seen, { incident: { promoting: intent() } })).toMatchObject({
    action: 'promote',
    oldPrimary: 'db-1',
    candidate: { node: 'db-2', timeline: 1, position: '0/5000000' },
    loss: { proven: false, bytes: null, seconds: null },
  });
});

test('when an earlier execution set out to promote somebody else, it is held, and force does not change that', async () => {
  for (const force of [false, true]) {
    const comparison = await compare(new World().see(at('db-2', '0/5000000'), at('db-3', '0/5000000')), {
      incident: { promoting: intent('db-4'), force },
    });
    expect(comparison).toMatchObject({ action: 'hold', why: expect.stringContaining('set out to promote db-4') });
  }
  const same = await compare(new World().see(at('db-2', '0/5000000'), at('db-3', '0/5000000')), {
    incident: { promoting: intent('db-2') },
  });
  expect(same.action).toBe('promote');
});

test('a promotion that was set out on the node that is proven fenced by now binds nobody any more', async () => {
  const comparison = await compare(new World().see(at('db-2', '0/5000000'), at('db-3', '0/5000000')), {
    incident: { promoting: intent('db-1') },
  });
  expect(comparison.action).toBe('promote');
});

test('only the others are looked at, and comparing changes nothing', async () => {
  const seen = new World().see(at('db-2', '0/5000000'), at('db-3', '0/5000000'));
  expect(await compare(seen)).toEqual(await compare(seen));
  expect(new Set(seen.callsTo('probe.observe').map(([node]) => (node as { id: string }).id))).toEqual(new Set(['db-2', 'db-3', 'db-4']));
  expect(seen.effects).toEqual([]);
});

test('a receiver that never falls silent is looked at ten times, and then not believed to be fed by nobody', async () => {
  const seen = new World().see(receiving('db-2'));
  await expect(compare(seen, { incident: { force: true } })).rejects.toMatchObject({
    name: 'NotYet',
    details: { condition: 'StillReceiving' },
  });
  expect(seen.clock.slept).toEqual(Array(9).fill(0.3));
  expect(seen.callsTo('probe.observe')).toHaveLength(30);
});

test.each([
  [{ proven: false, state: 'unproven' }, 'fencing of db-1 is unproven; required proof that it cannot accept writes'],
  [{ node: 'db-3' }, 'fenced db-3; required db-1'],
])('force replaces no proof: %#', async (fencing, message) => {
  await expect(compare(new World(), { fencing, incident: { force: true } })).rejects.toMatchObject({ name: 'FencingNotProven', message });
});

test('force finds nobody to promote where nobody is eligible', async () => {
  const comparison = await compare(new World().see(standby('db-2', { replayPaused: true })), { incident: { force: true } });
  expect(comparison.action).toBe('hold');
  expect(comparison.candidate).toBeUndefined();
});

test('a loss of exactly the RPO is within it; one second more is not', async () => {
  const heldAt = { at: after(-3), vantage: 'eu-west-3' };
  const withRpo = (rpo: number) =>
    compareStandbys(
      { incident: incident(), assessment: decided(), fencing: fenced(), decisions: {} },
      new World().see(at('db-2', '0/5000000', { newestHeartbeat: heldAt })).ports,
      planOf((changed) => {
        changed.objectives.rpo = rpo;
        changed.failover.promoteWhenLossBounded = true;
      }),
    );
  const lost = (await withRpo(3600)).loss.seconds ?? Number.NaN;
  expect(lost).toBeGreaterThanOrEqual(3);
  expect([(await withRpo(lost)).action, (await withRpo(lost - 1)).action]).toEqual(['promote', 'ask']);
});

test('a loss without any bound may be accepted by force, and says that it has none', async () => {
  const { lastHeartbeat: _, ...nothing } = decided({ synchronousSetting: null });
  const forced = incident({ force: true, reason: 'Rakoto accepts it' });
  const seen = new World().see(at('db-2', '0/5000000'));
  expect(
    await compareStandbys({ incident: forced, assessment: nothing, fencing: fenced(), decisions: {} }, seen.ports, plan),
  ).toMatchObject({
    action: 'promote',
    why: expect.stringMatching(/cannot be bounded: heartbeats are missing, accepted by force: Rakoto accepts it$/),
    loss: { proven: false, seconds: null },
  });
});

test('what only received and will never replay counts by what it received', async () => {
  const cut = standby('db-3', { receivedLsn: '0/5000200', replayedLsn: '0/5000100' });
  const seen = new World().see(at('db-2', '0/5000150'), cut);
  expect((await compare(seen)).candidate).toMatchObject({ node: 'db-3', position: '0/5000200' });
  expect(seen.clock.slept).toEqual([0.3]);
});
