import fc from 'fast-check';
import { QUESTIONS } from '../../../lambdas/domain/decision.ts';
import type { LinkAnswer } from '../../../lambdas/domain/link-answer.ts';
import { LINK_PAGE, linkPage } from '../../../messages/link-page.ts';
import { LANGUAGES } from '../../../messages/render.ts';
import { answersWith } from '../../support/links/pages.ts';
import { after, planOf } from '../../support/ports/builders.ts';

const plan = planOf();
const page = linkPage(plan);
const answers = answersWith('alarm PrimaryNotWritable');
const KINDS = Object.keys(answers);
const of = (kind: string) => answers[kind] as LinkAnswer;
const parts = (html: string) =>
  [...html.matchAll(/<section lang="(\w+)">(.*?)<\/section>/gs)].map(([, language, text = '']) => ({ language, text }));
const RAW = /\{[A-Za-z]+\}|undefined|\bnull\b|NaN|\[object/;

test.each(KINDS)('%s reads in French first, then in English, and nothing in it is raw', (kind) => {
  const html = page(of(kind));
  expect(parts(html).map(({ language }) => language)).toEqual(['fr', 'en']);
  expect(html).not.toMatch(RAW);
  expect(html).toMatch(/^<!doctype html>\n<html lang="fr">/);
  for (const { text } of parts(html)) expect(text.length).toBeGreaterThan(80);
});

test.each(KINDS)('%s has no script, no address and nothing that is loaded; at most one form, which goes to the page itself', (kind) => {
  const html = page(of(kind));
  expect(html).not.toMatch(/<script|javascript:|\son\w+=|https?:|<img|<link|<a |action=/i);
  expect(html.match(/<form[^>]*>/g) ?? []).toEqual(of(kind).kind.startsWith('ask') ? ['<form method="post">'] : []);
});

test('languages are those of the plan, in its order', () => {
  const english = linkPage({ ...plan, languages: ['en'] })(of('acknowledge'));
  expect(parts(english).map(({ language }) => language)).toEqual(['en']);
  expect(english).not.toContain('Votre nom');
  expect(parts(linkPage({ ...plan, languages: ['en', 'fr'] })(of('acknowledge'))).map(({ language }) => language)).toEqual(['en', 'fr']);
});

test.each(QUESTIONS)('%s: what is asked, what each answer means and until when, in the words of the message', (question) => {
  for (const action of ['approve', 'decline'] as const) {
    const { link } = of('approve') as Extract<LinkAnswer, { kind: 'ask' }>;
    const html = page({ kind: 'ask', link: { ...link, action, question }, asked: { about: 'the loss', until: after(1_800) } });
    for (const language of ['fr', 'en'] as const) {
      const { asks, approving, declining } = LANGUAGES[language].wording.questions[question];
      const text = html.replaceAll('&#39;', "'").replaceAll('&quot;', '"');
      expect(text).toContain(asks);
      expect(text).toContain(action === 'approve' ? approving : declining);
    }
    expect(html).toMatch(/23 novembre 2026 à 13:30:00.*rien n’est promu/);
    expect(html).toMatch(/23 November 2026 at 13:30:00.*nothing is promoted/);
  }
});

test('the form asks for what the action needs: a severity that the incident has not, cause and resolution, a note', () => {
  expect([...page(of('severity')).matchAll(/<option value="(P\d)">/g)].map(([, one]) => one)).toEqual(['P2', 'P3', 'P4']);
  expect(page(of('severity that came back'))).toContain('<option value="P3" selected>');
  const fields = (kind: string) =>
    [...page(of(kind)).matchAll(/ name="(\w+)"/g)].map(([, one]) => one).filter((one) => !['viewport', 'robots'].includes(one ?? ''));
  expect(fields('acknowledge')).toEqual(['name', 'reason']);
  expect(fields('severity')).toEqual(['name', 'severity', 'reason']);
  expect(fields('resolve')).toEqual(['name', 'cause', 'resolution', 'reason']);
  expect(page(of('note'))).toContain('Votre note / Your note');
});

test('what was typed is there again when the form comes back', () => {
  expect(page(of('form that came back'))).toContain('value="alarm PrimaryNotWritable"');
  expect(page(of('form that came back')).match(/>alarm PrimaryNotWritable<\/textarea>/g)).toHaveLength(3);
});

test('a used link says by whom and when; what cannot be done now has the command, with words for what is to be written', () => {
  expect(page(of('used'))).toMatch(/Used by alarm PrimaryNotWritable, 23 November 2026/);
  expect(page(of('unavailable'))).toContain('&quot;by&quot;:&quot;&lt;votre nom&gt;&quot;');
});

test('both languages have the same words, and none is left empty that is shown', () => {
  const shape = (value: unknown): unknown =>
    typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shape(one)]))
      : typeof value;
  expect(shape(LINK_PAGE.fr)).toEqual(shape(LINK_PAGE.en));
  for (const { deeds } of Object.values(LINK_PAGE))
    for (const [deed, { means, silence }] of Object.entries(deeds)) expect(means === '' || silence === '').toBe(deed.endsWith('-question'));
});

test('whatever people typed or programs wrote, the page has the same elements and attributes', () => {
  const shape = (html: string) => html.replace(/>[^<]*</g, '><').replace(/value="[^"]*"/g, 'value=""');
  const hostile = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom(
      '</textarea><script>alert(1)</script>',
      '"><img src=x onerror=alert(1)>',
      "' autofocus onfocus='alert(1)",
      '</section></main>',
      '<!--',
      ']]>',
      '\r\nSet-Cookie: a=b',
    ),
  );
  fc.assert(
    fc.property(hostile, (text) => {
      for (const [kind, answer] of Object.entries(answersWith(text)))
        expect({ kind, shape: shape(page(answer)) }).toEqual({ kind, shape: shape(page(of(kind))) });
    }),
    { numRuns: 300 },
  );
});
