import { LONGEST_SMS } from '../../../lambdas/domain/sms.ts';
import type { Plan } from '../../../lib/plan/schema.ts';
import { CATALOGUES, type Catalogue, checkMessages, messageProblems, UnsoundMessages } from '../../../messages/check.ts';
import type { Template } from '../../../messages/template.ts';
import { planOf } from '../../support/ports/builders.ts';

const titled = (title: string) => (plan: Plan) => void Object.assign(plan, { title });

/** The product's own messages with one template changed. */
function changed(event: string, language: 'fr' | 'en', change: (template: Template) => Partial<Template>): Catalogue[] {
  return CATALOGUES.map((catalogue) => {
    const template = catalogue.templates[language][event];
    if (template === undefined) return catalogue;
    const events = { ...catalogue.templates[language], [event]: { ...template, ...change(template) } };
    return { ...catalogue, templates: { ...catalogue.templates, [language]: events } };
  });
}
const problems = (...about: Parameters<typeof changed>) => messageProblems(planOf(), changed(...about));

test('the messages of the product are sound, with the plan of the product', () => {
  expect(messageProblems(planOf())).toEqual([]);
  expect(() => checkMessages(planOf())).not.toThrow();
});

test('a misspelt placeholder is named with file, event and language, and with what was meant', () => {
  const found = problems('incident-opened', 'fr', ({ body }) => ({ body: body.replace('{impact}', '{impcat}') }));
  expect(found).toEqual([
    expect.stringMatching(
      /^messages\/fr\/incident\.ts: incident-opened: body: \{impcat\} is no placeholder, perhaps \{impact\}; allowed: severity, severityName, /,
    ),
    'messages/fr/incident.ts: incident-opened: body: {impact} is missing; required for incident-opened',
    'messages/fr/incident.ts: incident-opened: body: {impcat} is named in this language only; required in both or in neither',
    'messages/en/incident.ts: incident-opened: body: {impact} is named in this language only; required in both or in neither',
  ]);
});

test('a name of the other file is no placeholder here: it would never be known', () => {
  const [first] = problems('incident-opened', 'en', ({ body }) => ({ body: `${body}\n{lossProven}` }));
  expect(first).toMatch(/^messages\/en\/incident\.ts: incident-opened: body: \{lossProven\} is no placeholder.*; allowed: severity, /);
});

test.each(['{severity', 'severity}', '{{severity}}', '{ severity }', '{}', '{what?}'])('a stray brace is shown: %s', (text) => {
  expect(problems('held', 'en', ({ body }) => ({ body: `${body}\nSee ${text}` }))).toContainEqual(
    `messages/en/notifications.ts: held: body: stray brace in "See ${text}"; allowed only {placeholder}`,
  );
});

test('what an event requires is missed in each language of its own', () => {
  const without = ({ sms }: Template) => ({ sms: sms.replace('#{shortId}', '') });
  expect(problems('stopped', 'fr', without)).toContain(
    'messages/fr/notifications.ts: stopped: sms: {shortId} is missing; required for stopped',
  );
});

test('an empty text is none', () => {
  expect(problems('recovered', 'en', () => ({ subject: ' ' }))).toContain(
    'messages/en/notifications.ts: recovered: subject: is empty; required a text',
  );
});

test('an event that one language lacks is named', () => {
  const [recovery, incident] = CATALOGUES as [Catalogue, Catalogue];
  const { 'incident-update': _, ...others } = incident.templates.en;
  const found = messageProblems(planOf(), [recovery, { ...incident, templates: { ...incident.templates, en: others } }]);
  expect(found).toContain(
    'messages/fr/incident.ts: incident-update: body: {changes} is named in this language only; required in both or in neither',
  );
});

test('nothing internal is allowed in a text for users', () => {
  expect(problems('interruption-notice', 'fr', ({ body }) => ({ body: `${body}\n{resolvedCause}` }))).toContain(
    'messages/fr/incident.ts: interruption-notice: body: {resolvedCause} must not reach users; allowed are texts without anything internal',
  );
});

describe('an SMS has to fit with the longest values of the plan:', () => {
  const longest = (change: (plan: Plan) => void) => messageProblems(planOf(change));
  const rename = (plan: Plan, audience: string) => {
    for (const rung of plan.escalation.P3) if (rung.audience === 'tech-lead') rung.audience = audience;
  };
  test.each<[string, string, (plan: Plan) => void]>([
    ['title', 'planTitle "XXXX', titled('X'.repeat(60))],
    ['title that accents make longer', 'planTitle "œœœœ', titled('œ'.repeat(40))],
    ['audience', 'shortNext "Sinon aaaaa', (plan) => rename(plan, 'a'.repeat(80))],
    ['service', 'service "sssss', (plan) => Object.assign(plan.notices.external.service, { fr: 's'.repeat(120) })],
    ['node', 'doNotStart "nnnnn', (plan) => Object.assign(plan.database.nodes[0] ?? {}, { id: 'n'.repeat(90) })],
  ])('%s', (_, told, change) => {
    const found = longest(change);
    expect(found.join('\n')).toContain(told);
    for (const one of found) {
      const [, length] = /sms: (\d+) characters with the longest values of this plan \(.*\); allowed 160; shorten/.exec(one) ?? [];
      expect(Number(length)).toBeGreaterThan(LONGEST_SMS);
    }
  });

  test('only the languages of the plan count', () => {
    const french = longest((plan) => {
      plan.languages = ['en'];
      plan.notices.external.service.fr = 's'.repeat(200);
    });
    expect(french).toEqual([]);
  });

  test('a template that names what nobody knows is measured without that line', () => {
    const found = problems('stopped', 'en', ({ sms }) => ({ sms: `${sms}\n{nonsense} ${'x'.repeat(200)}` }));
    expect(found.filter((one) => one.includes('characters'))).toEqual([]);
    expect(found).toContainEqual(expect.stringContaining('{nonsense} is no placeholder; allowed'));
  });
});

test('every problem is told at once', () => {
  const failure = new UnsoundMessages(['one', 'two']);
  expect(failure.message).toBe('the messages have 2 problems; nothing was done:\n  one\n  two');
  expect(new UnsoundMessages(['one']).message).toMatch(/^the messages have 1 problem; /);
  expect(() => checkMessages(planOf(titled('X'.repeat(60))))).toThrow(UnsoundMessages);
});
