import { type NewEntry, THE_LADDER, THE_WRITER } from '../../../lambdas/domain/incident-record.ts';
import { namesTheEstate } from '../../../lambdas/domain/notice-facts.ts';
import { asked, drafted, EXECUTION, ended, entry, factsFrom, INCIDENT, opened, resolvedBy } from '../../support/messages/incident.ts';
import { after, planOf } from '../../support/ports/builders.ts';

const state = (seconds: number, text = 'the primary is down') => entry('state', seconds, { step: 'assess-primary' }, { text });
const found = (action: string, seconds = 5) => entry('state', seconds, { step: 'assess-primary', detail: action });
const noticed = (by: string) => entry('state', 200, { step: by }, { by });
const note = (text: string) => entry('note', 100, { text }, { by: 'Ny' });
const message = (name: string, seconds: number, accepted = true) =>
  entry('message', seconds, { message: name, audience: 'on-call', subject: 's', accepted });

test('a new incident says what it is in the words of the plan', () => {
  expect(factsFrom([opened()], { told: [], now: new Date(after(1)) })).toMatchObject({
    incidentId: INCIDENT,
    severity: 'P1',
    severityName: 'Critique',
    planTitle: 'TaxCollector',
    scenario: 'database-failover',
    impact: 'Critique - écriture impossible',
    startedAt: after(0),
    doing: 'recovering',
    objective: 900,
    hears: 'on-call',
    nextAudience: 'engineering-manager',
    nextAudienceAt: after(1_800),
    updateAt: after(1_805),
    runbookUrl: 'https://docs.taxcollector.mg/reprise/runbooks/database-failover',
    executionUrl: expect.stringMatching(/^https:\/\/eu-west-3\.console\.aws\.amazon\.com\/.*:7$/),
    detailedReportWithin: 172_800,
  });
});

describe('what is done now', () => {
  const byHand = { executionId: 'by hand', trigger: 'person' as const };
  test.each<[string, NewEntry[]]>([
    ['recovering', [opened()]],
    ['recovering', [opened(byHand), state(5)]],
    ['recovering', [opened(byHand), entry('command', 5, { step: 'fence-primary' })]],
    ['by-hand', [opened(byHand)]],
    ['by-hand', [opened(byHand), noticed(THE_LADDER), noticed(THE_WRITER)]],
    ['held', [opened(), ended('HeldForAPerson'), noticed(THE_LADDER), noticed(THE_WRITER)]],
    ['held', [opened(), ended('HeldForAPerson'), found('hold')]],
    ['to-be-decided', [opened(), found('hold')]],
    ['to-be-decided', [opened(), found('ask')]],
    ['stopped', [opened(), found('stop')]],
    ['recovering', [opened(), found('fail-over')]],
    ['recovering', [opened(), found('relieve')]],
    ['recovering', [opened(), found('ask'), entry('command', 20, { step: 'fence-primary' })]],
    ['waits', [opened(), found('ask'), asked()]],
    [
      'recovering',
      [opened(), found('ask'), asked(60, 900), entry('decision', 90, { question: 'promote-candidate', decision: 'approve', reason: 'r' })],
    ],
    ['by-hand', [opened({ scenario: 'app-server-failure' })]],
    ['waits', [opened(), asked()]],
    ['recovering', [opened(), asked(60, 900)]],
    ['held', [opened(), ended('HeldForAPerson')]],
    ['stopped', [opened(), ended('TwoPrimaries')]],
    ['less-durable', [opened(), ended('DurabilityDegraded')]],
    ['failed', [opened(), ended('States.Timeout')]],
    ['recovering', [opened(), ended('States.Timeout'), state(200)]],
    ['recovered', [opened(), ended('HeldForAPerson'), resolvedBy('Ny')]],
    ['false-alarm', [opened(), resolvedBy('reprise', { outcome: 'false-alarm' })]],
    ['resolved-by-hand', [opened(), resolvedBy('Ny', { outcome: 'by-hand' })]],
  ])('%s', (doing, entries) => expect(factsFrom(entries).doing).toBe(doing));
});

test('an execution that ended is the one to look at, with its cause', () => {
  expect(factsFrom([opened(), ended('HeldForAPerson', 'Held for a person')])).toMatchObject({
    endState: 'Held for a person',
    error: 'HeldForAPerson',
    cause: 'psql: db-1 is gone',
    endedAt: after(120),
    executionUrl: expect.stringContaining(`${EXECUTION}-ended`),
  });
  expect(factsFrom([opened({ executionId: '' })]).executionUrl).toMatch(/#\/statemachines$/);
});

test('an incident without a scenario the plan knows takes its words from the severity', () => {
  const facts = factsFrom([opened({ scenario: 'payments', severity: 'P2', executionId: '' })]);
  expect(facts).toMatchObject({ scenario: 'other', impact: 'Fonctionnalités critiques impactées', objective: 14_400, doing: 'by-hand' });
  expect(facts.runbookUrl).toBe('https://docs.taxcollector.mg/reprise/runbooks');
  const without = planOf((plan) => {
    delete plan.impacts;
  });
  expect(factsFrom([opened()], { plan: without }).impact).toBe('Service complètement indisponible');
});

describe('who hears', () => {
  test('whoever is due by the plan and was not told, unless the ladder says whom', () => {
    expect(factsFrom([opened()]).hears).toBe('tech-lead');
    expect(factsFrom([opened()], { now: new Date(after(3_600)) }).hears).toBe('tech-lead, engineering-manager, cto');
    expect(factsFrom([opened()], { audience: 'cto' }).hears).toBe('cto');
    expect(factsFrom([opened()], { told: ['on-call', 'tech-lead'] })).not.toHaveProperty('hears');
  });

  test('nobody any more once it is over', () => {
    const facts = factsFrom([opened(), resolvedBy('Ny')], { next: { updateAt: after(5_000), repeatAt: after(6_000) } });
    for (const name of ['hears', 'updateAt', 'nextAudience', 'repeatAt']) expect(facts).not.toHaveProperty(name);
  });

  test('the last rung again', () => {
    expect(factsFrom([opened()], { next: { updateAt: after(1_800), repeatAt: after(2_700) } }).repeatAt).toBe(after(2_700));
  });
});

describe('what changed', () => {
  test('since everybody was told how things stand, messages apart', () => {
    const entries = [opened(), message('incident-opened', 1), state(5), message('incident-escalated', 900), note('we look')];
    expect(factsFrom(entries).changes.map((one) => one.text)).toEqual(['the primary is down', 'note at 100 s']);
    expect(factsFrom([...entries, message('incident-update', 1_000), state(1_100, 'it is back')]).changes).toEqual([
      { at: after(1_100), text: 'it is back' },
    ]);
  });

  test('an update that no topic took was no news', () => {
    expect(factsFrom([opened(), state(5), message('incident-update', 10, false)]).changes).toHaveLength(1);
  });

  test('the newest eight; how many are left out is said', () => {
    const facts = factsFrom([opened(), ...Array.from({ length: 11 }, (_, index) => state(index, `look ${index}`))]);
    expect([facts.changes.length, facts.changesLeftOut, facts.changes.at(-1)?.text]).toEqual([8, 3, 'look 10']);
  });
});

test('people: who acknowledged, who changed the severity and why', () => {
  const entries = [
    opened(),
    entry('acknowledged', 300, { reason: 'on it' }, { by: 'Ny' }),
    entry('severity', 400, { from: 'P1', to: 'P2', reason: 'payments work' }, { by: 'Hery' }),
  ];
  expect(factsFrom(entries)).toMatchObject({
    acknowledgedBy: 'Ny',
    acknowledgedAt: after(300),
    acknowledgedReason: 'on it',
    severity: 'P2',
    severityName: 'Majeur',
    severityFrom: 'P1',
    severityTo: 'P2',
    severityBy: 'Hery',
    severityReason: 'payments work',
  });
});

test('a resolution: from when to when, why, what was done, what shall be done, where the reports are', () => {
  const resolved = resolvedBy('Ny', { cause: 'disk', resolution: 'replaced', reportKey: 'database-failover/inc/7-recovered.json' });
  const facts = factsFrom([opened(), note('Action: watch the disk '), note('we look'), resolved], {
    postMortem: 's3://b/post-mortem.html',
  });
  expect(facts).toMatchObject({
    resolvedAt: after(3_900),
    resolvedBy: 'Ny',
    duration: 3_900,
    resolvedCause: 'disk',
    resolution: 'replaced',
    preventiveActions: ['watch the disk'],
    report: 's3://reprise-taxcollector-reports-111122223333-eu-west-3/database-failover/inc/7-recovered.json',
    postMortem: 's3://b/post-mortem.html',
  });
  expect(factsFrom([opened(), resolvedBy('Ny', { reportKey: '' })])).not.toHaveProperty('report');
  expect(factsFrom([opened(), resolvedBy('Ny', {}, -5)]).duration).toBe(0);
});

describe('commands and links', () => {
  const names = (entries: NewEntry[]) =>
    Object.keys(factsFrom(entries))
      .filter((name) => name.endsWith('Command'))
      .map((name) => name.replace('Command', ''));

  test('act where the record is, and only as long as they help', () => {
    expect(factsFrom([opened()]).acknowledgeCommand).toContain('--region eu-west-1 ');
    expect(names([opened()])).toEqual(['acknowledge', 'severity', 'note', 'resolve']);
    expect(names([opened(), entry('acknowledged', 9, { reason: 'x' })])).toEqual(['severity', 'note', 'resolve']);
    expect(names([opened(), asked()])).toEqual(['acknowledge', 'severity', 'note', 'resolve', 'approve', 'decline']);
    expect(names([opened(), asked(60, 900)])).toEqual(['acknowledge', 'severity', 'note', 'resolve']);
    expect(names([opened(), resolvedBy('Ny')])).toEqual(['note']);
    expect(names([opened(), drafted('text'), resolvedBy('Ny')])).toEqual(['note', 'approveNotice', 'declineNotice']);
  });

  test('answer exactly what is asked', () => {
    const facts = factsFrom([opened(), asked(), drafted('text')]);
    expect(facts.approveCommand).toContain('"action":"approve","question":"promote-candidate"');
    expect(facts.declineNoticeCommand).toContain('"action":"decline","question":"notice-interruption"');
    expect(facts.declineNoticeProgram).toContain("decline inc-20261123-100000-0a1b2c3d --question 'notice-interruption'");
  });

  test('links that cannot help any more are left out', () => {
    const links = { acknowledge: 'https://l/a', resolve: 'https://l/r', note: 'https://l/n', approve: 'https://l/y' };
    expect(factsFrom([opened()], { links })).toMatchObject({ acknowledgeLink: 'https://l/a', resolveLink: 'https://l/r' });
    const over = factsFrom([opened(), resolvedBy('Ny')], { links });
    expect(over).toMatchObject({ noteLink: 'https://l/n', approveLink: 'https://l/y' });
    expect(over).not.toHaveProperty('acknowledgeLink');
  });
});

describe('texts for users', () => {
  test('the newest draft that waits', () => {
    expect(factsFrom([opened()])).not.toHaveProperty('notice');
    expect(factsFrom([opened(), drafted('one\ntwo')])).toMatchObject({ notice: 'interruption', noticeText: 'one\ntwo' });
    const both = [opened(), drafted('old'), drafted('new', 'resolution', 400)];
    expect(factsFrom(both)).toMatchObject({ notice: 'resolution', noticeText: 'new' });
    expect(factsFrom([opened(), drafted('new', 'resolution', 200), drafted('newer')])).toMatchObject({ notice: 'interruption' });
    expect(factsFrom([opened(), drafted('new', 'resolution')])).toMatchObject({ notice: 'resolution' });
  });

  test.each([
    [10, 900],
    [901, 3_600],
    [3_601, 14_400],
  ])('after %d s the estimate is the next promise: %d s from the start', (now, estimate) => {
    expect(factsFrom([opened()], { now: new Date(after(now)) }).estimate).toBe(after(estimate));
  });

  test('no estimate once every promise is broken', () => {
    expect(factsFrom([opened()], { now: new Date(after(14_400)) })).not.toHaveProperty('estimate');
  });

  test('an impact that a person wrote is told, unless it names something of the estate', () => {
    expect(factsFrom([opened({ impact: 'les paiements échouent' })])).toMatchObject({ publicImpact: 'les paiements échouent' });
    expect(factsFrom([opened({ impact: 'DB-1 ne répond plus' })])).not.toHaveProperty('publicImpact');
    expect(factsFrom([opened()])).not.toHaveProperty('publicImpact');
  });

  test.each([
    ['db-2 failed', true],
    ['on (db-1.db.internal).', true],
    ['at 10.20.1.11, since noon', true],
    ['i-0a1b2c3d4e5f60101', true],
    ['redis-4.', true],
    ['swarm-1 down', true],
    ['eu-west-3 is down', true],
    ['taxcollector-web', true],
    ['primary.db.internal', true],
    ['payments in db-20 or mydb-2 fail', false],
    ['10x20x1x11', false],
  ])('%j names the estate: %s', (text, named) => expect(namesTheEstate(text, planOf())).toBe(named));

  test('a plan without Redis has no Redis to name', () => {
    const plan = planOf((one) => {
      delete one.redis;
    });
    expect(namesTheEstate('redis-1', plan)).toBe(false);
  });
});
