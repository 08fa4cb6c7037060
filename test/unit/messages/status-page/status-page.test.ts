import { createHash } from 'node:crypto';
import { composeStatusPage, type StatusJson } from '../../../../messages/status-page/compose.ts';
import { STATUS_WORDS } from '../../../../messages/status-page/vocabulary.ts';
import { STATUS } from '../../../support/people/status-facts.ts';
import { after, planOf } from '../../../support/ports/builders.ts';

const plan = planOf();
const objects = (kind: string, of = plan) =>
  new Map(composeStatusPage((STATUS[kind] as (typeof STATUS)[string])(of), of).map((one) => [one.key, one]));
const text = (kind: string, key: string) => objects(kind).get(key)?.body ?? '';
const words = (html: string) =>
  html
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');

test('one page a language, the first one also as index, and the facts for programs', () => {
  expect([...objects('well').values()].map(({ key, contentType }) => [key, contentType])).toEqual([
    ['fr.html', 'text/html; charset=utf-8'],
    ['en.html', 'text/html; charset=utf-8'],
    ['index.html', 'text/html; charset=utf-8'],
    ['status.json', 'application/json; charset=utf-8'],
  ]);
  expect(text('well', 'index.html')).toBe(text('well', 'fr.html'));
  const english = planOf((one) => {
    one.languages = ['en'];
  });
  expect([...objects('well', english).keys()]).toEqual(['en.html', 'index.html', 'status.json']);
});

test('each page names its language and leads to the others', () => {
  for (const [own, other] of [
    ['fr', 'en'],
    ['en', 'fr'],
  ]) {
    const html = text('well', `${own}.html`);
    expect(html).toContain(`<html lang="${own}">`);
    for (const one of ['fr', 'en']) expect(html).toContain(`<link rel="alternate" hreflang="${one}" href="${one}.html">`);
    expect(html).toMatch(new RegExp(`<a href="${other}.html" hreflang="${other}"`));
    expect(html).not.toContain(`<a href="${own}.html"`);
  }
});

test('all is well: one big line, and that nothing is known', () => {
  expect(text('well', 'fr.html')).toContain('<h1>Tout fonctionne normalement</h1>');
  expect(text('well', 'en.html')).toContain('<h1>Everything works</h1>');
  expect(words(text('well', 'en.html'))).toContain('No incident in the last 365 days.');
});

test('an incident: what users notice, since when, what is done, the next update, in the time zone of the plan', () => {
  const html = words(text('incident', 'en.html'));
  expect(html).toContain('An incident affects payment of the vehicle tax');
  expect(html).toContain('What you may notice What you save may fail or be refused: payment of the vehicle tax.');
  // 10:00 UTC is 13:00 in Antananarivo; it began five minutes before.
  expect(html).toContain('Since 23 November 2026 at 12:55');
  expect(html).toContain('The automatic recovery is at work');
  expect(html).toContain('Next update at the latest 23 November 2026 at 13:25');
  expect(html).toContain('Page written on 23 November 2026 at 13:00 (times of Indian/Antananarivo).');
  expect(words(text('incident', 'fr.html'))).toContain('Depuis 23 novembre 2026 à 12:55');
});

test('the plan’s own words stand where they are in the reader’s language; its names of severities everywhere, marked as French', () => {
  expect(text('incident', 'fr.html')).toContain('<dd>Critique - écriture impossible</dd>');
  expect(text('incident', 'en.html')).toContain('<dd><span lang="fr">Critique</span></dd>');
  expect(text('texts that want to break out', 'fr.html')).toContain('<dd>Critique (Service complètement indisponible)</dd>');
});

test('an approved notice is shown as it was written', () => {
  expect(text('incident', 'fr.html')).not.toContain('class="notice"');
  expect(text('incident with an approved notice', 'fr.html')).toContain('<p class="notice">Chers utilisateurs,\n\nNous rencontrons');
});

test('what is over: date, duration in minutes, severity and one sentence', () => {
  const html = words(text('incident', 'en.html'));
  expect(html).toContain(
    '20 November 2026 Saving was interrupted or disturbed. The service is restored. Duration: 2 min · Severity: Critique',
  );
  const many = words(text('many past incidents', 'en.html'));
  expect(many).toContain('An alert was checked: the service was working.');
  expect(many).toContain('The service was not available. Our team restored the service.');
  expect(many.match(/Duration:/g)).toHaveLength(40);
});

test('an incident whose region has fallen silent says so', () => {
  expect(words(text('two incidents, one of a silent region', 'en.html'))).toContain(
    'Last heard of this incident: 23 November 2026 at 10:30.',
  );
});

test.each(Object.keys(STATUS))('%s: nothing but its own style sheet may load, no script, no word that is missing', (kind) => {
  for (const key of ['fr.html', 'en.html']) {
    const html = text(kind, key);
    const styles = html.match(/<style>(.*?)<\/style>/s)?.[1] ?? '';
    const policy = html.match(/Content-Security-Policy" content="([^"]+)"/)?.[1];
    const hash = createHash('sha256').update(styles).digest('base64');
    expect(policy).toBe(
      `default-src &#39;none&#39;; style-src &#39;sha256-${hash}&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;`,
    );
    expect(html).not.toMatch(/<script|<img|<iframe| on[a-z]+="|javascript:/i);
    expect(html).not.toMatch(/undefined|null|NaN|\[object|\{[a-zA-Z]+\}(?![^<]*<\/style>)/);
    expect(html).not.toMatch(/[\u202a-\u202e]/);
  }
});

test('no node, host, instance or region of the plan is on any page', () => {
  const inside = [
    ...plan.database.nodes.flatMap(({ id, host, instance, address }) => [id, host, instance, address]),
    ...plan.regions.map(({ name }) => name),
  ];
  for (const kind of Object.keys(STATUS)) {
    const all = [...objects(kind).values()].map(({ body }) => body).join('\n');
    expect(inside.filter((one) => all.includes(one))).toEqual([]);
  }
});

test('status.json is a contract', () => {
  const json = JSON.parse(text('incident', 'status.json')) as StatusJson;
  expect(json).toEqual({
    schemaVersion: 1,
    service: 'TaxCollector',
    asOf: after(0),
    timeZone: 'Indian/Antananarivo',
    state: 'incident',
    open: [
      {
        id: 'inc-20261123-100000-0123abcd',
        scenario: 'database-failover',
        severity: 'P1',
        severityName: 'Critique',
        startedAt: after(-300),
        notices: {},
        doing: 'recovering',
        nextUpdateAt: after(1500),
        silentSince: null,
      },
    ],
    past: [
      {
        id: 'inc-past-0',
        scenario: 'database-failover',
        severity: 'P1',
        severityName: 'Critique',
        startedAt: after(-86_400 * 3),
        notices: {},
        resolvedAt: after(-86_400 * 3 + 95),
        durationSeconds: 95,
        outcome: 'recovered',
      },
    ],
  });
});

test('both languages have words for the same things', () => {
  const shape = (of: object): unknown =>
    Object.fromEntries(Object.entries(of).map(([key, value]) => [key, typeof value === 'object' ? shape(value as object) : typeof value]));
  expect(shape(STATUS_WORDS.fr)).toEqual(shape(STATUS_WORDS.en));
});
