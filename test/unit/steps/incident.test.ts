import { DependencyUnavailable, IncidentTakenOver } from '../../../lambdas/errors.ts';
import { notify } from '../../../lambdas/steps/notify.ts';
import { openIncident } from '../../../lambdas/steps/open-incident.ts';
import { recordOutcome } from '../../../lambdas/steps/record-outcome.ts';
import { resolveIncident } from '../../../lambdas/steps/resolve-incident.ts';
import { render } from '../../../messages/render.ts';
import {
  after,
  assessment,
  comparison,
  confirmation,
  dead,
  fenced,
  incident,
  intent,
  planOf,
  primary,
  START,
  standby,
} from '../../support/ports/builders.ts';
import { World } from '../../support/ports/fakes.ts';

const plan = planOf();
const execution = { id: 'arn:execution:1', name: 'execution-1', startedAt: START };

describe('opening', () => {
  const open = (seen: World, input: unknown = {}) => openIncident({ input, execution }, seen.ports, plan);
  const hold = { status: 'opened', id: 'inc-1', token: 7, openedAt: START };

  test('a person starts it with {}; the lock is asked for until the longest run would be over', async () => {
    const seen = new World().answer('incidents.open', hold);
    expect(await open(seen)).toMatchObject({ status: 'opened', token: 7, trigger: 'person', force: false, executionId: 'arn:execution:1' });
    const [claim] = seen.callsTo('incidents.open')[0] as [{ at: string; ownerExpiresAt: string; incidentId: string }];
    expect(claim.incidentId).toMatch(/^inc-20261123-100000-[0-9a-f]{8}$/);
    expect(Date.parse(claim.ownerExpiresAt) - Date.parse(claim.at)).toBeGreaterThan(300_000);
  });

  test('what was set out to be promoted before is handed on', async () => {
    expect(await open(new World().answer('incidents.open', { ...hold, status: 'taken-over', promoting: intent('db-3') }))).toMatchObject({
      promoting: intent('db-3'),
    });
  });

  test('a second start learns who runs, writes nothing, and says so', async () => {
    const seen = new World().answer('incidents.open', { ...hold, status: 'already-running', owner: 'arn:other' });
    expect(await open(seen)).toMatchObject({
      status: 'already-running',
      error: 'AlreadyRunning',
      cause: expect.stringContaining('arn:other'),
    });
    expect(seen.callsTo('incidents.append')).toEqual([]);
  });

  test('input nobody understands is refused before anything is written', async () => {
    const seen = new World();
    await expect(open(seen, { forse: true })).rejects.toMatchObject({ name: 'InvalidInput', message: expect.stringContaining('"forse"') });
    expect(seen.calls).toEqual([]);
  });
});

const verification = {
  verifiedAt: after(11),
  crud: { createdMs: 1, readMs: 1, updatedMs: 1, deletedMs: 1, serverAddress: '10.20.1.12' },
  health: { healthy: true, status: 'healthy' },
  resolvedAddress: '10.20.1.12',
  connectionsToOldNode: 0,
};
const facts = { incident: incident(), assessment: assessment(), fencing: fenced(), comparison: comparison(), confirmation: confirmation() };

describe('closing', () => {
  const resolve = (seen: World, outcome: 'recovered' | 'false-alarm' = 'recovered') =>
    resolveIncident({ incident: incident(), outcome, facts: { ...facts, verification } }, seen.ports, plan);

  test('measures from the last good probe to the verified write, reports, and gives the lock back', async () => {
    const seen = new World().answer('reports.save', undefined).answer('incidents.resolve', undefined);
    expect(await resolve(seen)).toEqual({
      resolvedAt: START,
      recoveryTimeSeconds: 12,
      reportKey: 'database-failover/inc-1/7-recovered.json',
      notRecorded: [],
    });
    expect(seen.effects).toEqual(['incidents.assertOwner', 'reports.save', 'incidents.resolve', 'bell.ring']);
    const [key, report] = seen.callsTo('reports.save')[0] as [string, { outcome: string; measured: object; checklist: unknown[] }];
    expect(key).toBe('database-failover/inc-1/7-recovered.json');
    expect(report).toMatchObject({
      outcome: 'recovered',
      endState: 'Recovered',
      measured: { recoveryTime: 12, dataLossBytes: 0, dataLossProven: true },
    });
    expect(report.checklist).toHaveLength(9);
  });

  test('a false alarm has no recovery time', async () => {
    const seen = new World().answer('reports.save', undefined).answer('incidents.resolve', undefined);
    expect(await resolve(seen, 'false-alarm')).toMatchObject({
      recoveryTimeSeconds: null,
      reportKey: 'database-failover/inc-1/7-false-alarm.json',
    });
  });

  test('a report that cannot be written does not undo the recovery, and is named', async () => {
    const seen = new World().answer('reports.save', new DependencyUnavailable('S3 is gone')).answer('incidents.resolve', undefined);
    expect(await resolve(seen)).toMatchObject({ notRecorded: ['report: S3 is gone'] });
  });

  test('an incident that cannot be closed, or is somebody else’s, is an error', async () => {
    const late = new World().answer('incidents.assertOwner', new IncidentTakenOver('late'));
    await expect(resolve(late)).rejects.toMatchObject({ name: 'IncidentTakenOver' });
    expect(late.callsTo('reports.save')).toEqual([]);
    const broken = new World().answer('reports.save', undefined).answer('incidents.resolve', new DependencyUnavailable('table'));
    await expect(resolve(broken)).rejects.toMatchObject({ name: 'DependencyUnavailable' });
  });
});

describe('writing down what was not recovered', () => {
  const failure = { Error: 'NodeMoved', Cause: JSON.stringify({ errorMessage: 'db-2 is primary on timeline 9', errorType: 'NodeMoved' }) };
  const record = (seen: World, outcome: 'held' | 'failed', more: object) =>
    recordOutcome({ incident: incident(), outcome, facts: { incident: incident(), assessment: assessment(), ...more } }, seen.ports, plan);
  const working = () =>
    new World()
      .see(dead('db-1'), primary('db-2', { timeline: 2 }))
      .answer('reports.save', undefined)
      .answer('incidents.release', undefined);

  test('how every node was left, the real cause, and the lock given back with the incident open', async () => {
    const seen = working();
    expect(await record(seen, 'failed', { failure })).toMatchObject({
      endState: 'Recovery failed',
      error: 'NodeMoved',
      cause: 'db-2 is primary on timeline 9',
      notRecorded: [],
    });
    const [, report] = seen.callsTo('reports.save')[0] as [string, { database: { node: string }[] }];
    expect(report.database.map((one) => one.node)).toEqual(['db-1', 'db-2', 'db-3', 'db-4']);
    expect(seen.effects).toEqual(['reports.save', 'incidents.release', 'bell.ring']);
  });

  test('what cannot be written is named, and stops nothing else', async () => {
    const seen = working()
      .answer('reports.save', new DependencyUnavailable('S3 is gone'))
      .answer('incidents.release', new DependencyUnavailable('table is gone'));
    expect((await record(seen, 'failed', { failure })).notRecorded).toEqual(['report: S3 is gone', 'lock: table is gone']);
  });

  test.each([
    ['the evidence', {}, 'primary does not answer'],
    ['the comparison', { comparison: comparison({ action: 'hold', why: 'the loss has no bound' }) }, 'the loss has no bound'],
    ['the fencing', { fencing: fenced({ proven: false, state: 'unproven' }) }, 'db-1 is not proven unable to accept writes (stopped)'],
  ])('held by %s: the cause is what asked for a person last', async (_, more, cause) => {
    const ending = await record(working(), 'held', more);
    expect(ending).toMatchObject({ endState: 'Held for a person', error: 'HeldForAPerson', cause: expect.stringContaining(cause) });
  });

  test('two primaries are an end of their own', async () => {
    const stopped = assessment({ action: 'stop', verdict: 'split-brain', why: 'db-1 and db-2 are not in recovery' });
    expect(await record(working(), 'held', { assessment: stopped })).toMatchObject({
      endState: 'Stopped: two primaries',
      error: 'TwoPrimaries',
      cause: stopped.why,
    });
  });

  test('without an assessment it says so', async () => {
    expect(await record(working(), 'held', { assessment: { attempt: 0 } })).toMatchObject({ cause: 'nothing was assessed' });
  });
});

describe('telling people', () => {
  const tell = (seen: World, change: Parameters<typeof planOf>[0] = undefined) =>
    notify({ event: 'recovered', facts, incident: incident() }, seen.ports, planOf(change), render);

  test('the first audience of the severity hears, in every language of the plan, the first one in the subject', async () => {
    const seen = new World().answer('notifier.publish', 'topic-1');
    expect(await tell(seen)).toEqual({ told: true, topics: ['topic-1'], at: START });
    const [audience, { subject, body }] = seen.callsTo('notifier.publish')[0] as [string, { subject: string; body: string }];
    expect([audience, subject]).toEqual(['on-call', '[RÉSOLU] Incident TaxCollector - base de données rétablie sur db-2']);
    expect(body).toMatch(/Nouveau primaire : db-2[\s\S]+-{60}[\s\S]+New primary: db-2/);
  });

  test('a topic that fails is said, and stops neither the others nor the recovery', async () => {
    const seen = new World().answer('notifier.publish', new DependencyUnavailable('SNS is gone'), 'topic-2');
    const two = (changed: ReturnType<typeof planOf>) => {
      changed.escalation.P1.push({ after: 0, audience: 'tech-lead' });
    };
    expect(await tell(seen, two)).toMatchObject({ told: true, topics: ['topic-2'], error: 'SNS is gone' });
    expect(await tell(new World().answer('notifier.publish', new DependencyUnavailable('SNS is gone')))).toMatchObject({
      told: false,
      topics: [],
      error: 'SNS is gone',
    });
  });

  test('a plan that tells nobody at once is said', async () => {
    const nobody = (changed: ReturnType<typeof planOf>) => {
      changed.escalation.P1 = [];
    };
    expect(await tell(new World(), nobody)).toMatchObject({ told: false, error: 'the plan tells nobody at once' });
  });

  test('an execution that knows nothing yet still tells what it can', async () => {
    const seen = new World().answer('notifier.publish', 'topic-1');
    await notify(
      { event: 'failed', facts: { failure: { Error: 'InvalidInput', Cause: '{"errorMessage":"unknown key"}' } } },
      seen.ports,
      plan,
      render,
    );
    const [, { body }] = seen.callsTo('notifier.publish')[0] as [string, { body: string }];
    expect(body).toContain('InvalidInput');
    expect(body).toContain('unknown key');
  });
});

test('a standby that is looked at in the report is shown as it was', async () => {
  const seen = new World().see(standby('db-3')).answer('reports.save', undefined).answer('incidents.release', undefined);
  await recordOutcome({ incident: incident(), outcome: 'failed', facts: {} }, seen.ports, plan);
  const [, report] = seen.callsTo('reports.save')[0] as [string, { database: object[] }];
  expect(report.database[2]).toEqual(standby('db-3'));
});
