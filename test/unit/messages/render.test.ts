import fc from 'fast-check';
import { asciiSubject } from '../../../lambdas/adapters/aws/notifier.ts';
import type { NotificationEvent, NotificationFacts } from '../../../lambdas/domain/notification-facts.ts';
import { durationText, LANGUAGES, render } from '../../../messages/render.ts';
import { PLACEHOLDERS, placeholdersIn } from '../../../messages/template.ts';

const EVENTS: NotificationEvent[] = ['decision-needed', 'recovered', 'false-alarm', 'held', 'relieved', 'stopped', 'failed'];
const BOTH = ['fr', 'en'] as const;

const least: NotificationFacts = {
  incidentId: 'inc-20261123-100000-0a1b2c3d',
  severity: 'P1',
  planTitle: 'TaxCollector',
  timeZone: 'Indian/Antananarivo',
  scenario: 'database-failover',
  region: 'eu-west-3',
  oldPrimary: 'db-1',
  verdict: 'down',
  why: 'primary does not answer',
  startedAt: '2026-11-23T10:00:00.000Z',
  nextUpdate: null,
  executionUrl: 'https://example.org/execution',
  runbookUrl: 'https://example.org/runbook',
  reason: 'alarm PrimaryNotWritable',
  trigger: 'alarm',
  recoveryTimeObjective: 300,
};
const most: NotificationFacts = {
  ...least,
  nextUpdate: '2026-11-23T10:30:00.000Z',
  candidate: 'db-2',
  recoveryTime: 83.4,
  lossProven: false,
  lossStatement: 'acknowledged writes of at most the last 3 s may be lost',
  lossSeconds: 3,
  lossBytes: 1_234_567,
  divergentCommits: 1_234,
  divergentCommitsAtLeast: true,
  divergentLastAt: '2026-11-23T10:00:02.000002Z',
  divergenceEvidence: 's3://reprise-taxcollector-reports-111122223333-eu-west-3/database-failover/inc/7-divergence.json',
  divergenceUnread: 'must not be said beside a count',
  durabilityDegraded: true,
  silentStandbys: 'db_2, db_3',
  quorumBefore: 'ANY 1 (db_2, db_3)',
  quorumNow: "''",
  endState: 'Held for a person',
  error: 'HeldForAPerson',
  cause: 'the loss has no bound',
  forceCommand:
    'aws stepfunctions start-execution --region eu-west-3 --state-machine-arn arn --input \'{"force":true,"reason":"<reason>"}\'',
  report: 's3://reprise-taxcollector-reports-111122223333-eu-west-3/database-failover/inc/7-held.json',
  question: 'promote-candidate',
  asked: 'the loss has no bound',
  decideBy: '2026-11-23T10:40:00.000Z',
  approveCommand: 'aws lambda invoke --payload approve',
  declineCommand: 'aws lambda invoke --payload decline',
  approveLink: 'https://links.example/?approve',
  declineLink: 'https://links.example/?decline',
};

/** What must never reach a person: a placeholder, or a value that code could not make words of. */
const RAW = /\{[A-Za-z]+\}|undefined|\bnull\b|NaN|\[object/;

describe.each(BOTH)('in %s', (language) => {
  test.each(EVENTS)('%s reads as a message, with everything known and with the least', (event) => {
    for (const facts of [least, most]) {
      const { subject, body, sms } = render(event, facts, language);
      expect(body).not.toMatch(RAW);
      expect(body).toContain('inc-20261123-100000-0a1b2c3d');
      expect(body).toContain('https://example.org/execution');
      expect(body).toContain('https://example.org/runbook');
      expect(body).not.toMatch(/^\s|\s$/);
      expect(sms).toMatch(/^(P1|RESOLU|RESOLVED) TaxCollector.*#0a1b2c3d$/);
      expect(sms.length).toBeLessThanOrEqual(160);
      if (event !== 'recovered' || facts === most) expect(asciiSubject(subject)).toMatch(/^\[(P1|RE)[\x20-\x7e]{20,97}$/);
    }
  });

  test('no combination of facts and no text people typed leaves a raw placeholder', () => {
    const hostile = fc.oneof(fc.string(), fc.constantFrom('{why}', "$&$1$'", 'line\nline', '{', '}', 'x'.repeat(5_000), '$' + '{command}'));
    const facts = fc.record(
      {
        ...Object.fromEntries(Object.entries(most).map(([key, value]) => [key, fc.constant(value)])),
        reason: hostile,
        cause: hostile,
        why: hostile,
      },
      { requiredKeys: [...Object.keys(least), 'reason', 'why'] as never[] },
    );
    fc.assert(
      fc.property(fc.constantFrom(...EVENTS), facts, (event, some) => {
        const known = some as NotificationFacts;
        const typed = [known.reason, known.cause ?? '', known.why];
        const body = typed.reduce((text, one) => (one === '' ? text : text.replaceAll(one, '')), render(event, known, language).body);
        return !/\{(severity|planTitle|incidentId|region|executionUrl|acceptRisk|candidate)\}|undefined/.test(body);
      }),
      { numRuns: 300 },
    );
  });

  test('what somebody typed is shown as typed, never read as a placeholder or a pattern', () => {
    expect(render('failed', { ...most, reason: "{command} $& $' {why}" }, language).body).toContain("{command} $& $' {why}");
  });

  test('a telephone is told what matters: until when to answer, what not to start, who is primary now', () => {
    expect(render('decision-needed', most, language).sms).toMatch(/13:40/);
    expect(render('held', { ...most, doNotStart: 'db-1' }, language).sms).toMatch(/(NE REDEMARREZ PAS|DO NOT START) db-1/);
    expect(render('recovered', most, language).sms).toMatch(/db-2.*1 min 23 s/);
    const tomorrow = { ...most, decideBy: '2026-11-24T10:40:00.000Z' };
    expect(render('decision-needed', tomorrow, language).sms).toMatch(language === 'fr' ? /24\/11 13:40/ : /24 Nov 13:40/);
  });

  test('what somebody typed adds no line: it cannot forge one', () => {
    const { body } = render('failed', { ...most, reason: 'x\nDecision needed: none\u0007' }, language);
    expect(body).toContain(': x Decision needed: none\n');
  });

  test('times are those of the plan’s time zone', () => {
    const { body } = render('failed', most, language);
    expect(body).toMatch(/13[:.]00[:.]00.* \(Indian\/Antananarivo\)/);
    expect(body).toMatch(/13[:.]30[:.]00/);
    expect(body).not.toMatch(/[\u00a0\u202f]/);
  });

  test('exactly one sentence about loss: proven, bounded or unbounded', () => {
    const { wording } = LANGUAGES[language];
    const { lossSeconds: _, lossBytes: __, ...withoutBound } = most;
    const sentences = [
      render('recovered', { ...most, lossProven: true }, language).body,
      render('recovered', most, language).body,
      render('recovered', withoutBound, language).body,
    ].map((body) => [body.includes(wording.lossProven), body.includes('3 s'), body.includes(wording.lossUnbounded)]);
    expect(sentences.map((one) => [one[0], one[2]])).toEqual([
      [true, false],
      [false, false],
      [false, true],
    ]);
    expect(render('recovered', least, language).body).not.toContain(wording.lossProven);
  });

  test('what only the old primary’s disk holds is one line: a count with its evidence, or why it was not read', () => {
    const { divergentCommits: _, ...unread } = most;
    const lines = (facts: NotificationFacts) =>
      render('recovered', facts, language)
        .body.split('\n')
        .filter(
          (line) => line.includes(most.divergenceEvidence ?? '') || line.includes(most.divergenceUnread ?? '') || line.includes('hôte'),
        );
    const [counted, ...more] = lines(most);
    expect(more).toEqual([]);
    expect(counted).toMatch(/(at least 1,234 commits|au moins 1 234 transactions validées) .*13:00:02 .*s3:\/\/.*-divergence\.json$/);
    expect(lines(unread)).toEqual([expect.stringContaining('must not be said beside a count')]);
    expect(lines(least)).toEqual([]);
    const { divergenceEvidence: __, divergentLastAt: ___, ...hostOnly } = { ...most, divergentCommits: 1, divergentCommitsAtLeast: false };
    expect(render('recovered', hostOnly, language).body).toMatch(
      /db-1 ?: (1 commit that the new primary does not have; the evidence is on its host only|1 transaction validée que le nouveau primaire n’a pas ; les preuves ne sont que sur son hôte)\n/,
    );
  });

  test('a missed objective and weaker durability are said, and only then', () => {
    const { wording } = LANGUAGES[language];
    const late = render('recovered', { ...most, recoveryTime: 301 }, language).body;
    expect(late).toContain(wording.objectiveMissed('5 min'));
    expect(late).toContain(wording.durabilityDegraded);
    const good = render('recovered', { ...most, recoveryTime: 300, durabilityDegraded: false }, language).body;
    expect(good).not.toContain(wording.objectiveMissed('5 min'));
    expect(good).not.toContain(wording.durabilityDegraded);
  });

  test('who may accept a risk gets the command once, and hears that force never skips fencing', () => {
    const { body } = render('held', most, language);
    expect(body.split('aws stepfunctions start-execution')).toHaveLength(2);
    expect(body).toContain(`"reason":"${LANGUAGES[language].wording.reasonToWrite}"`);
    expect(body).toMatch(/force.*(never skips fencing|n’évite jamais l’isolement)/);
    for (const event of EVENTS.filter((one) => one !== 'held')) expect(render(event, most, language).body).not.toContain('start-execution');
  });

  test.each(['blind', 'degraded'] as const)('who is held because of %s reads what to do about it', (verdict) => {
    const whatToDo = LANGUAGES[language].wording.whatToDo[verdict] ?? 'nothing';
    expect(render('held', { ...most, verdict }, language).body).toContain(`\n${whatToDo}\n`);
    expect(render('held', most, language).body).not.toMatch(/What to do|Que faire/);
  });

  test.each(['held', 'failed'] as const)('%s: where starting again helps, the command is there once, without force', (event) => {
    const { forceCommand: _, ...rest } = most;
    const { body } = render(event, { ...rest, againCommand: "aws stepfunctions start-execution --input '{}'" }, language);
    expect(body.split('start-execution')).toHaveLength(2);
    expect(body).not.toContain('force');
  });

  test('an old primary is called fenced only where that was proven', () => {
    const fenced = /which stays fenced|qui reste isolé/;
    expect(render('recovered', most, language).body).toMatch(fenced);
    const { body } = render('recovered', { ...most, fenceAccepted: true }, language);
    expect(body).not.toMatch(fenced);
    expect(body).toMatch(/nothing proves that it has stopped|rien ne prouve l’arrêt/);
  });

  test('a fence that may be left on a node promoted through SQL is said', () => {
    expect(render('recovered', { ...most, fenceMayBeLeft: 'db-2' }, language).body).toContain('/var/lib/reprise/fence');
    expect(render('recovered', most, language).body).not.toContain('/var/lib/reprise/fence');
  });

  const ENDED = EVENTS.filter((one) => one !== 'decision-needed');
  test.each(ENDED)('%s says where the report lies, once there is one', (event) => {
    expect(render(event, most, language).body).toContain('s3://reprise-taxcollector-reports');
  });

  test.each(EVENTS)('%s says whether a decision is needed', (event) => {
    expect(render(event, most, language).body).toMatch(/Decision needed|Décision attendue/);
  });

  test('every verdict has words of its own', () => {
    const words = Object.values(LANGUAGES[language].wording.verdicts);
    expect(new Set(words).size).toBe(words.length);
    expect(words).toHaveLength(11);
  });
});

test('both languages say the same: same events, same placeholders', () => {
  const named = (language: (typeof BOTH)[number]) =>
    EVENTS.map((event) => {
      const { subject, body } = LANGUAGES[language].templates[event];
      return [event, placeholdersIn(subject), placeholdersIn(body)];
    });
  expect(named('fr')).toEqual(named('en'));
  expect(
    named('fr')
      .flat(2)
      .filter((name) => !EVENTS.includes(name as NotificationEvent) && !(PLACEHOLDERS as readonly string[]).includes(name as string)),
  ).toEqual([]);
});

test.each([
  [0, '0 s'],
  [9.74, '9.7 s'],
  [59.96, '60 s'],
  [60, '1 min'],
  [83.4, '1 min 23 s'],
  [3_600, '1 h'],
  [3_661, '1 h 1 min 1 s'],
])('%d s reads "%s"', (seconds, text) => {
  expect(durationText(seconds, 'en')).toBe(text);
  expect(durationText(seconds, 'fr')).toBe(text.replace('.', ','));
});
