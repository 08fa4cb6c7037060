import { DOINGS, INCIDENT_EVENTS, type IncidentEvent, type IncidentFacts, SCENARIOS } from '../../../lambdas/domain/incident-facts.ts';
import type { Measurement, NewEntry } from '../../../lambdas/domain/incident-record.ts';
import type { RecoveredFacts } from '../../../lambdas/domain/notification-facts.ts';
import { LONGEST_SMS, smsText } from '../../../lambdas/domain/sms.ts';
import { INCIDENT_LANGUAGES, renderIncident } from '../../../messages/render-incident.ts';
import { placeholdersIn } from '../../../messages/template.ts';
import { asked, drafted, ended, entry, factsFrom, INCIDENT, opened, resolvedBy } from '../../support/messages/incident.ts';
import { after, planOf } from '../../support/ports/builders.ts';

const BOTH = ['fr', 'en'] as const;
const FOR_USERS: IncidentEvent[] = ['interruption-notice', 'resolution-notice'];
const CALLS: IncidentEvent[] = [
  'incident-opened',
  'incident-escalated',
  'incident-repeated',
  'incident-update',
  'incident-acknowledged',
  'severity-changed',
];
const byHand = opened({ executionId: '', trigger: 'person', reason: 'payments fail' });
const acknowledged = entry('acknowledged', 300, { reason: 'on it' }, { by: 'Ny' });
const severity = entry('severity', 400, { from: 'P2', to: 'P1', reason: 'worse' }, { by: 'Hery' });
const links = { acknowledge: 'https://l.example/ack', approve: 'https://l.example/yes', decline: 'https://l.example/no' };

/** A timeline for everything that may be done about an open incident. */
const OPEN: [IncidentFacts['doing'], NewEntry[]][] = [
  ['recovering', [opened()]],
  ['waits', [opened(), asked()]],
  ['to-be-decided', [opened(), entry('state', 5, { step: 'assess-primary', detail: 'hold' })]],
  ['held', [opened(), ended('HeldForAPerson', 'Held for a person')]],
  ['stopped', [opened(), ended('TwoPrimaries', 'Stopped: two primaries')]],
  ['failed', [opened(), ended('States.Timeout')]],
  ['less-durable', [opened(), ended('DurabilityDegraded', 'Writing, less durable')]],
  ['by-hand', [byHand]],
];

describe.each(BOTH)('in %s', (language) => {
  const { wording } = INCIDENT_LANGUAGES[language];
  const say = (event: IncidentEvent, entries: NewEntry[], change: Parameters<typeof factsFrom>[1] = {}) =>
    renderIncident(event, factsFrom(entries, change), language);

  describe.each(CALLS)('%s says at 3 a.m.', (event) => {
    test.each(OPEN)(
      'what happened, what is done, whether to decide, what silence means, who is next, how and where: %s',
      (doing, entries) => {
        const { subject, body, sms } = say(event, [...entries, severity]);
        const words = wording.doings[doing];
        expect(body).toContain(wording.scenarios['database-failover'].happened);
        expect(body).toContain('Critique - écriture impossible');
        expect(body).toMatch(/(13:00:00|10:00:00)/);
        expect(body).toContain(words.now);
        expect(body).toContain(words.decision);
        expect(body).toContain(words.silence);
        expect(body).toMatch(/engineering-manager.* 13:30:00/);
        expect(body).toMatch(/(Prochaine mise à jour|Next update).* 13:30:05/);
        expect(body).toContain('aws lambda invoke --region eu-west-1 --function-name reprise-taxcollector-act');
        expect(body).toContain(`npx reprise incident ${event === 'severity-changed' ? 'severity' : 'resolve'} ${INCIDENT} `);
        expect(body).toContain('https://eu-west-3.console.aws.amazon.com/states/home?region=eu-west-3#/');
        expect(body).toContain('https://docs.taxcollector.mg/reprise/runbooks/database-failover');
        expect(body).toContain(INCIDENT);
        expect(subject).toMatch(/^\[P1\] Incident TaxCollector - \S/);
        for (const told of [words.short, 'engineering-manager', '13:30', '0a1b2c3d', 'TaxCollector']) expect(sms).toContain(smsText(told));
        expect(sms.length).toBeLessThanOrEqual(LONGEST_SMS);
      },
    );

    test('a question with what an answer does, until when, and how to answer, by command, program and link', () => {
      const { body } = say(event, [opened(), asked()], { links });
      const { asks, approving, declining } = INCIDENT_LANGUAGES[language].recovery.questions['promote-candidate'];
      for (const told of [asks, approving, declining, 'the loss has no bound', '13:31:00']) expect(body).toContain(told);
      for (const answer of ['approve', 'decline']) {
        expect(body).toContain(`"action":"${answer}","question":"promote-candidate"`);
        expect(body).toContain(`npx reprise incident ${answer} ${INCIDENT} --question 'promote-candidate'`);
      }
      expect(body).toMatch(/24 h ?: https:\/\/l\.example\/yes\n/);
    });

    test('a question that silence has answered, with that consequence and without a command', () => {
      const { body } = say(event, [opened(), asked(60, 900)]);
      expect(body).toContain(
        wording.unanswered(INCIDENT_LANGUAGES[language].recovery.questions['promote-candidate'].asks, timeOf(language, 900)),
      );
      expect(body).not.toContain('"action":"approve"');
    });

    test('an execution that ended, with its cause', () => {
      expect(say(event, [opened(), ended('States.Timeout')]).body).toMatch(
        /Recovery failed.*13:02:00.*States\.Timeout ?: psql: db-1 is gone\n/,
      );
      expect(say(event, [opened()]).body).not.toContain('States.Timeout');
    });

    test('that nobody else is called once it is acknowledged', () => {
      const { body, sms } = say(event, [opened(), acknowledged]);
      expect(body).toContain(wording.next.acknowledged('Ny'));
      expect(body).not.toContain('engineering-manager');
      expect(body).not.toContain('"action":"acknowledge"');
      expect(sms).not.toContain('engineering-manager');
      expect(sms).not.toContain(smsText(wording.shortAsk));
    });
  });

  test.each(['incident-opened', 'incident-escalated', 'incident-repeated', 'incident-update'] as const)(
    '%s asks to take it over, by command, program and link',
    (event) => {
      const { body } = say(event, [opened()], { links });
      expect(body).toContain(
        `'{"incident":"${INCIDENT}","action":"acknowledge","by":"${wording.toWrite.name}","reason":"${wording.toWrite.reason}"}'`,
      );
      expect(body).toContain(`npx reprise incident acknowledge ${INCIDENT} --by '${wording.toWrite.name}'`);
      expect(body).toContain(': https://l.example/ack\n');
      expect(say(event, [opened()]).body).not.toContain('https://l.example');
    },
  );

  test('an escalation says who hears now and why, who was told before, and since when nobody acknowledges', () => {
    const { subject, body } = say('incident-escalated', [opened()], { told: ['on-call', 'x'] });
    expect(subject).toContain('15 min');
    expect(body).toMatch(/^(Statut|Status).*15 min\.\n.*tech-lead, (car le plan|because the plan).*P1\.\n.*on-call, x\n/);
    expect(body).toContain(wording.nobodyAcknowledged);
    expect(say('incident-escalated', [opened()], { told: [] }).body).toContain(`: ${wording.nobodyToldBefore}\n`);
  });

  test('a repetition says when the last rung hears again', () => {
    const next = { updateAt: after(1_800), repeatAt: after(2_700) };
    const { body, sms } = say('incident-repeated', [opened()], { next });
    expect(body).toContain(wording.next.repeat(timeOf(language, 2_700)));
    expect(sms).toContain('13:45');
  });

  test('when the plan calls nobody else, that is said', () => {
    const { body, sms } = say('incident-update', [opened()], { next: { updateAt: after(1_800) } });
    expect(body).toContain(wording.next.nobody);
    expect(sms).toContain('13:30');
  });

  test('an update lists what changed since the last one, or that nothing did', () => {
    const state = (seconds: number) => entry('state', seconds, { step: 'x' }, { text: `look\n${seconds}` });
    expect(say('incident-update', [opened(), state(60)]).body).toContain('\n- 13:01  look 60\n');
    expect(say('incident-update', [opened()]).body).toContain(`\n${wording.nothingNew}\n`);
    const many = Array.from({ length: 10 }, (_, index) => state(index));
    expect(say('incident-update', [opened(), ...many]).body).toContain(`\n${wording.leftOut(2)}\n- `);
    expect(wording.leftOut(1)).not.toMatch(/autres|entries/);
  });

  test('who acknowledged, when and why; the subject bears a name that fits', () => {
    const { subject, body, sms } = say('incident-acknowledged', [opened(), acknowledged]);
    expect(subject).toMatch(/ Ny$/);
    expect(body).toContain(wording.acknowledged('Ny', timeOf(language, 300), 'on it'));
    expect(sms).toMatch(/(par|by) Ny\./);
    const long = entry('acknowledged', 300, { reason: 'x' }, { by: '½'.repeat(100) });
    expect(say('incident-acknowledged', [opened(), long]).sms.length).toBeLessThanOrEqual(LONGEST_SMS);
    const telephone = say('incident-acknowledged', [
      opened(),
      entry('acknowledged', 300, { reason: 'x' }, { by: 'Andrianampoinimerina Ny' }),
    ]).sms;
    expect(telephone).toContain('Andrianampoinimerin.');
  });

  test('a change of severity: from, to, by whom, and what becomes of the ladder', () => {
    const { subject, body, sms } = say('severity-changed', [opened(), severity]);
    expect(subject).toContain('P2 -> P1');
    for (const told of ['Hery', 'worse', wording.ladder('P1', false)]) expect(body).toContain(told);
    expect(sms).toMatch(/^P1 \((avant|was) P2\) TaxCollector/);
    expect(say('severity-changed', [opened(), severity, acknowledged]).body).toContain(wording.ladder('P1', true));
  });

  describe('a resolution', () => {
    const measured = (change: Partial<Measurement> = {}): NewEntry =>
      entry('measurement', 200, {
        recoveryTimeSeconds: 83.4,
        detectionSeconds: null,
        decisionSeconds: null,
        actionSeconds: null,
        verificationSeconds: null,
        lossBytes: null,
        lossSeconds: null,
        lossProvenZero: true,
        divergentCommits: null,
        ...change,
      });
    const resolved = resolvedBy('Ny', { cause: 'the disk', resolution: 'a new disk', reportKey: 'k/7.json' });

    test('follows the plan’s form: status, start, end, duration, cause, resolution, actions, report', () => {
      const note = entry('note', 500, { text: 'action: watch the disk' });
      const { subject, body, sms } = say('incident-resolved', [opened(), measured(), note, resolved], { postMortem: 's3://b/pm.html' });
      expect(subject).toMatch(/^\[(RÉSOLU|RESOLVED)\] Incident TaxCollector - \S/);
      const inOrder = [
        'Ny.',
        '13:00:00',
        '14:05:00',
        '1 h 5 min',
        '1 min 23 s',
        'the disk',
        'a new disk',
        '- watch the disk',
        '48 h',
        'k/7.json',
        'pm.html',
      ];
      const places = inOrder.map((told) => body.indexOf(told));
      expect(places).toEqual([...places].sort((a, b) => a - b));
      expect(places).not.toContain(-1);
      expect(body).toMatch(/(sous 48 heures|within 48 hours)\.\n/);
      expect(body).toContain(INCIDENT_LANGUAGES[language].recovery.lossProven);
      expect(body).toContain(wording.next.over);
      expect(sms).toContain('1 h 5 min');
    });

    test('what nobody wrote down is said to be missing, never left blank', () => {
      const { body } = say('incident-resolved', [opened(), resolvedBy('reprise')]);
      for (const told of [wording.causeUnknown, wording.resolutions.recovered, wording.noActions, wording.lossNotMeasured])
        expect(body).toContain(told);
    });

    test('the new primary, and every warning about the old one, the quorum and the fence: no fewer than the machine says without a ladder', () => {
      const { recovery } = INCIDENT_LANGUAGES[language];
      const after = (recovered: RecoveredFacts) => say('incident-resolved', [opened(), resolvedBy('reprise', { recovered })]);
      const well = after({ oldPrimary: 'db-1', candidate: 'db-2', durabilityDegraded: false });
      expect(well.body).toMatch(
        /(Nouveau primaire : db-2 \(avant : db-1, qui reste isolé\)|New primary: db-2 \(was db-1, which stays fenced\))/,
      );
      expect(well.sms).toMatch(/(Nouveau primaire|New primary) db-2\./);
      expect(well.body).not.toContain(recovery.durabilityDegraded);
      expect(well.body).not.toContain(recovery.fenceMayBeLeft('db-2'));
      const { body } = after({
        oldPrimary: 'db-1',
        candidate: 'db-2',
        fenceAccepted: true,
        durabilityDegraded: true,
        fenceMayBeLeft: 'db-2',
        divergentCommits: 3,
        divergenceEvidence: 's3://b/k',
      });
      expect(body).toMatch(/db-2 \((avant : db-1, dont rien ne prouve l’arrêt|was db-1, of which nothing proves)/);
      for (const told of [recovery.durabilityDegraded, recovery.fenceMayBeLeft('db-2'), 's3://b/k']) expect(body).toContain(told);
      expect(after({ oldPrimary: 'db-1', candidate: 'db-2', divergenceUnread: 'no ssh to it' }).body).toContain('no ssh to it');
      expect(say('incident-resolved', [opened(), resolvedBy('reprise')]).body).not.toMatch(/primaire :|primary:/);
    });

    test('the loss in words: unbounded, bounded, with or without bytes', () => {
      const { recovery } = INCIDENT_LANGUAGES[language];
      const loss = (change: Partial<Measurement>) =>
        say('incident-resolved', [opened(), measured({ lossProvenZero: false, ...change }), resolved]).body;
      expect(loss({})).toContain(recovery.lossUnbounded);
      expect(loss({ lossSeconds: 3 })).toContain(recovery.lossBounded('3 s', undefined));
      expect(loss({ lossSeconds: 3, lossBytes: 1_234 })).toContain(recovery.lossBounded('3 s', language === 'fr' ? '1 234' : '1,234'));
      expect(loss({ recoveryTimeSeconds: null })).not.toMatch(/mesurée :|as measured:/);
    });

    test('users hear that it is over, and of a loss only when one cannot be excluded', () => {
      const { subject, body } = say('resolution-notice', [opened(), measured(), resolved]);
      expect(subject).toMatch(/^\[(RÉSOLU|RESOLVED)\] .*TaxCollector$/);
      for (const told of ['14:05:00', '1 h 5 min', wording.scenarios['database-failover'].publicImpact ?? '?'])
        expect(body).toContain(told);
      expect(body).not.toContain(wording.publicLoss);
      expect(say('resolution-notice', [opened(), measured({ lossProvenZero: false }), resolved]).body).toContain(wording.publicLoss);
    });

    test('another time for the detailed report', () => {
      const plan = planOf((one) => {
        one.notices.detailedReportWithin = 5_400;
      });
      expect(say('incident-resolved', [opened(), resolved], { plan }).body).toContain('1 h 30 min.');
      expect([wording.hours(1), wording.hours(2)].map((text) => /s$/.test(text))).toEqual([false, true]);
    });
  });

  test('a draft is shown whole, with who gets it, how to answer and that silence sends nothing', () => {
    const text = renderIncident('interruption-notice', factsFrom([opened()]), language).body;
    const { subject, body, sms } = say('notice-drafted', [opened(), asked(), drafted(text)], { links });
    expect(subject).toMatch(/^\[P1\] (APPROBATION ATTENDUE|APPROVAL NEEDED) TaxCollector/);
    expect(body).toContain(`\n${text}\n`);
    expect(body).toContain('external-communication');
    expect(body).toMatch(/il n’est PAS envoyé|it is NOT sent/);
    for (const answer of ['approve', 'decline']) {
      expect(body).toContain(`"action":"${answer}","question":"notice-interruption"`);
      expect(body).toContain(`npx reprise incident ${answer} ${INCIDENT} --question 'notice-interruption'`);
    }
    expect(body).toContain(': https://l.example/no\n');
    expect(body).not.toContain('promote-candidate');
    expect(sms).toMatch(/(APPROUVER|APPROVE).*(pas envoye|not sent)/);
  });

  describe.each(FOR_USERS)('%s', (event) => {
    test.each([...SCENARIOS, 'anything else'])('names the service, the impact and the start, and nothing internal: %s', (scenario) => {
      const entries = [
        opened({ scenario, severity: 'P2', impact: 'db-1 is gone', reason: 'psql: FATAL' }),
        asked(),
        ended('HeldForAPerson'),
        resolvedBy('Ny', { cause: 'psql: FATAL', resolution: 'promoted db-2', reportKey: 'k' }),
      ];
      const { subject, body, sms } = say(event, event === 'interruption-notice' ? entries.slice(0, 3) : entries);
      for (const text of [body, sms]) {
        expect(text).toContain(
          text === sms ? smsText(planOf().notices.external.service[language]) : planOf().notices.external.service[language],
        );
        expect(text).not.toMatch(/db-\d|psql|inc-|eu-west|aws |npx|Ny\b|https?:|s3:|P[1-4]\b|undefined/);
      }
      expect(subject).not.toMatch(/P[1-4]/);
      expect(body).toContain('13:00:00');
      expect(body).toMatch(/^(Chers utilisateurs|Dear users),\n\n/);
      expect(body).toMatch(/(L’équipe TaxCollector|The TaxCollector team)$/);
      const impact = wording.scenarios[(SCENARIOS as readonly string[]).includes(scenario) ? (scenario as 'other') : 'other'].publicImpact;
      expect(body).toContain(`Impact${language === 'fr' ? ' ' : ''}: ${impact ?? wording.publicImpacts.P2}\n`);
    });
  });

  test('the estimate is said as one, and that it is not known once promises are broken', () => {
    const early = say('interruption-notice', [opened()], { now: new Date(after(60)) });
    expect(early.body).toContain(wording.estimate(timeOf(language, 900)));
    expect(early.sms).toContain('13:15');
    const late = say('interruption-notice', [opened()], { now: new Date(after(20_000)) });
    expect(late.body).toContain(wording.noEstimate);
    expect(late.sms).not.toMatch(/estime|Expected/);
  });

  test('a question this product has no words for is asked in the words of its machine', () => {
    const other = entry('question', 60, { question: 'switch-region', about: 'Switch to eu-west-1?', expiresAt: after(1_860) });
    const { body } = say('incident-update', [opened(), other]);
    expect(body).toContain(`: Switch to eu-west-1?\n`);
    expect(body).toContain(wording.otherQuestion.declining);
    const old = entry('question', 60, { question: 'switch-region', about: 'Switch to eu-west-1?', expiresAt: after(100) });
    expect(say('incident-update', [opened(), old]).body).toContain(wording.unanswered('Switch to eu-west-1?', timeOf(language, 100)));
  });

  test('every state and every scenario has words of its own', () => {
    for (const key of ['now', 'short'] as const)
      expect(new Set(DOINGS.map((doing) => wording.doings[doing][key])).size).toBe(DOINGS.length);
    const what = [...SCENARIOS, 'other' as const].map((scenario) => wording.scenarios[scenario].what);
    expect(new Set(what).size).toBe(what.length);
  });

  test.each(INCIDENT_EVENTS)('%s has no blank run, no edge and one line of subject', (event) => {
    const { subject, body, sms } = say(event, [opened(), asked(), drafted('text'), severity, resolvedBy('Ny')]);
    expect(body).not.toMatch(/^\s|\s$|\n\n\n/);
    expect(subject).not.toContain('\n');
    expect(sms).not.toContain('\n');
  });
});

test('both languages name the same', () => {
  const named = (language: (typeof BOTH)[number]) =>
    INCIDENT_EVENTS.map((event) => Object.values(INCIDENT_LANGUAGES[language].templates[event]).map((text) => placeholdersIn(text)));
  expect(named('fr')).toEqual(named('en'));
});

const timeOf = (language: 'fr' | 'en', seconds: number) => {
  const at = new Date(Date.parse(after(seconds)) + 3 * 3_600_000).toISOString().slice(11, 19);
  return language === 'fr' ? `23 novembre 2026 à ${at} (Indian/Antananarivo)` : `23 November 2026 at ${at} (Indian/Antananarivo)`;
};
