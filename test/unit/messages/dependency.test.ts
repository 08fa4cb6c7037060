import { asciiSubject } from '../../../lambdas/adapters/aws/notifier.ts';
import { CONTACT_EVENTS, OUTAGE_EVENTS, type OutageFacts, outageFacts } from '../../../lambdas/domain/outage-facts.ts';
import { LONGEST_SMS, smsText } from '../../../lambdas/domain/sms.ts';
import { DEPENDENCY_PLACEHOLDERS, type DependencyTemplate } from '../../../messages/dependency-template.ts';
import { DEPENDENCY_LANGUAGES, outageWords } from '../../../messages/render-dependency.ts';
import { placeholdersIn } from '../../../messages/template.ts';
import { outage, outageLook, switching, watching } from '../../support/outages/builders.ts';
import { after, planOf, START } from '../../support/ports/builders.ts';

const plan = planOf();
const LANGUAGES = ['fr', 'en'] as const;
const setting = { plan, region: 'eu-west-3', now: new Date(after(10)) };
const alarm = { name: 'a', state: 'ALARM', stateChangedAt: START, region: 'eu-west-3' };
const out: OutageFacts = outageFacts({ outage: outage({ alarm }), look: outageLook(), switched: switching() }, setting);
const most: OutageFacts = outageFacts(
  {
    outage: outage({ alarm }),
    look: outageLook({ value: 'maintenance' }),
    switched: switching(),
    watch: watching({ state: 'stable', wellSince: after(300), breaks: 2 }),
    switchedBack: switching({ to: 'normal', at: after(1_200) }),
    failure: { Error: 'EffectRefused', Cause: 'no' },
  },
  setting,
);
/** An input that nobody understood. */
const least: OutageFacts = outageFacts({ failure: { Error: 'InvalidInput', Cause: 'no' } }, setting);
const RAW = /\{[A-Za-z]+\}|undefined|\bnull\b|NaN|\[object/;

const templates = LANGUAGES.flatMap((language) => {
  const { team, contact } = DEPENDENCY_LANGUAGES[language].templates;
  const named = (kind: string, all: Record<string, DependencyTemplate>) =>
    Object.entries(all).map(([event, template]) => ({ language, kind, event, template }));
  return [...named('team', team), ...named('contact', contact)];
});

test.each(templates)('the template $event for $kind in $language names nothing but what exists', ({ template }) => {
  for (const text of Object.values(template)) for (const name of placeholdersIn(text)) expect(DEPENDENCY_PLACEHOLDERS).toContain(name);
});

test('every placeholder is used by some template', () => {
  const used = new Set(templates.flatMap(({ template }) => Object.values(template).flatMap(placeholdersIn)));
  expect(DEPENDENCY_PLACEHOLDERS.filter((name) => !used.has(name))).toEqual([]);
});

describe.each(LANGUAGES)('in %s', (language) => {
  test.each(OUTAGE_EVENTS)('%s reads as a message, useful at three in the morning', (event) => {
    const { subject, body, sms = '' } = outageWords.team(event, most, [language]);
    for (const text of [subject, body, sms]) expect(text).not.toMatch(RAW);
    expect(asciiSubject(subject)).toMatch(/^\[(P2|RE)[\x20-\x7e]{20,97}$/);
    expect(asciiSubject(subject)).not.toMatch(/\.\.\.$/);
    for (const part of ['MVola API', 'arn:execution:1', '/dependency-outage', '--region eu-west-3', outage().id])
      expect(body).toContain(part);
    expect(body).toMatch(language === 'fr' ? /Décision attendue : / : /Decision needed: /);
    expect(body).toMatch(language === 'fr' ? /Sans réaction de votre part|toute seule après/ : /If you do nothing|by itself after/);
    expect(sms.length).toBeLessThanOrEqual(LONGEST_SMS);
    expect(sms).toBe(smsText(sms));
    expect(sms).not.toMatch(/\.\.\.$/);
  });

  test('what is known of an input that nobody understood is told, with nothing raw in it', () => {
    const { subject, body, sms } = outageWords.team('dependency-failed', least, [language]);
    for (const text of [subject, body, sms]) expect(text).not.toMatch(RAW);
    expect(body).toContain('InvalidInput');
  });

  test('since when is said once: by the alarm and for how long, or when a person started it', () => {
    const byHand = outageFacts(
      { outage: outage({ watched: false, reason: 'Ravo: they call us' }), look: outageLook(), switched: switching() },
      setting,
    );
    const told = outageWords.team('dependency-out', out, [language]).body;
    expect(told.match(/13[:.]00[:.]00/g)).toHaveLength(1);
    expect(told).toContain('3 min');
    const hand = outageWords.team('dependency-out', byHand, [language]).body;
    expect(hand).toContain('Ravo: they call us');
    expect(hand).not.toMatch(/15 min/);
  });

  test('what users notice is told in this language', () => {
    expect(outageWords.team('dependency-out', out, [language]).body).toContain(plan.dependencies[0]?.usersNotice?.[language]);
  });

  test.each(CONTACT_EVENTS)('a third party reads of %s politely, and nothing of our inside', (event) => {
    const { subject, body, sms = '' } = outageWords.contact(event, most, [language]);
    for (const text of [subject, body, sms]) {
      expect(text).not.toMatch(RAW);
      expect(text).not.toMatch(/aws|arn:|eu-west|parameter|switches|inc-|P2|runbook|https?:/i);
    }
    expect(body).toMatch(language === 'fr' ? /^Bonjour,[\s\S]*cordialement/i : /^Hello,[\s\S]*regards/);
    expect(sms.length).toBeLessThanOrEqual(LONGEST_SMS);
    expect(sms).toBe(smsText(sms));
    expect(asciiSubject(subject)).not.toMatch(/\.\.\.$/);
  });

  test('what people typed is shown as typed, never read as a placeholder', () => {
    const hostile = { ...most, why: "{startCommand} $& $' {seen}", dependency: 'A {region} B' };
    expect(outageWords.team('dependency-out', hostile, [language]).body).toContain("{startCommand} $& $' {seen}");
    expect(outageWords.team('dependency-out', hostile, [language]).subject).toContain('A {region} B');
  });
});

test('every language of the plan is in one message, the first one first; without any there is none', () => {
  const { subject, body } = outageWords.team('dependency-out', out, ['fr', 'en']);
  expect(subject).toContain('en panne');
  expect(body.indexOf('Statut')).toBeLessThan(body.indexOf('Status'));
  expect(() => outageWords.team('dependency-out', out, [])).toThrow('required at least one');
});
