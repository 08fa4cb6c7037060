import fc from 'fast-check';
import { POST_MORTEM_WORDS } from '../../../../messages/post-mortem/compose.ts';
import { html } from '../../../../messages/post-mortem/html.ts';
import { escapedMarkdown, markdown } from '../../../../messages/post-mortem/markdown.ts';
import { renderPostMortem } from '../../../../messages/post-mortem/render.ts';
import { CASES, postMortemOf } from '../../../support/people/post-mortem-cases.ts';
import { planOf } from '../../../support/ports/builders.ts';

const plan = planOf();
const KINDS = Object.keys(CASES);
const text = (kind: string, name: string) => renderPostMortem(postMortemOf(kind), plan).find((one) => one.name === name)?.body ?? '';
const headings = (kind: string, language: string) =>
  [...text(kind, `${language}.md`).matchAll(/^(#{1,3}) (.*)$/gm)].map((one) => `${one[1]} ${one[2]}`);

test('every language of the plan, as Markdown and as HTML', () => {
  const all = renderPostMortem(postMortemOf('recovered'), plan);
  expect(all.map(({ name, contentType }) => [name, contentType])).toEqual([
    ['fr.md', 'text/markdown; charset=utf-8'],
    ['fr.html', 'text/html; charset=utf-8'],
    ['en.md', 'text/markdown; charset=utf-8'],
    ['en.html', 'text/html; charset=utf-8'],
  ]);
});

test('the headings are those of the plan’s template, in its order, with the blanks before and the evidence behind', () => {
  expect(headings('recovered', 'fr')).toEqual([
    '# Post-Mortem : panne de la base de données primaire (TaxCollector)',
    '## À compléter par une personne',
    '## Résumé Exécutif',
    '## Impact',
    '## Chronologie',
    '### Détecter, décider, agir, vérifier',
    '## Cause Racine',
    '## Facteurs Contributifs',
    '## Ce qui a bien fonctionné',
    '## Ce qui peut être amélioré',
    '## Actions Correctives',
    '## Leçons Apprises',
    '## Checklist de reprise',
    '## Preuves',
  ]);
  expect(headings('recovered', 'en')).toHaveLength(14);
  for (const kind of KINDS) expect(headings(kind, 'fr').slice(1)).toEqual(headings('recovered', 'fr').slice(1));
});

test('the head says when, how long, how severe, who and when written', () => {
  expect(text('recovered', 'fr.md').split('\n').slice(2, 8)).toEqual([
    '**Incident:** inc-20261123-100000-0123abcd  ',
    '**Date de l’incident:** 23 novembre 2026 à 13:00 (Indian/Antananarivo)  ',
    '**Durée:** 20 min 5 s  ',
    '**Niveau de sévérité:** P1 - Critique  ',
    '**Auteur:** **\\[À COMPLÉTER : auteur\\]**  ',
    '**Date du rapport:** 23 novembre 2026  ',
  ]);
  expect(text('held, then closed by hand', 'en.md')).toContain('P2 - Majeur ; 13:33:20: from P1 to P2 by Hery (reading works)');
});

test('the summary is three sentences from evidence', () => {
  expect(text('recovered', 'en.md')).toContain(
    'On 23 November 2026 at 13:00 (Indian/Antananarivo) an alarm opened an incident (the primary database was lost) of severity P1 (Critique). The automatic recovery succeeded; the incident was closed after 20 min 5 s. Transactions lost: no acknowledged write is lost (proven by the synchronous quorum).',
  );
  expect(text('a false alarm', 'fr.md')).toContain('fausse alerte, close après 1 min.');
  expect(text('still open, nothing known', 'fr.md')).toContain('L’incident n’est pas clos à la date de ce rapport.');
});

test('lost transactions: proven, at most so much, or unknown and for a person; never zero without a proof', () => {
  expect(text('held, then closed by hand', 'en.md')).toContain(
    'Transactions lost: at most 1,234 bytes of WAL and the acknowledged writes of 3.2 s; that nothing is lost is not proven ; 2 commits are only on the disk of the old primary',
  );
  expect(text('still open, nothing known', 'fr.md')).toContain('**\\[À COMPLÉTER : transactions perdues\\]**');
  expect(text('still open, nothing known', 'en.md')).not.toMatch(/lost: (0|zero|none)/i);
});

test.each(KINDS)('%s: every blank of the text is listed at the top, with what belongs there', (kind) => {
  for (const language of plan.languages) {
    const words = POST_MORTEM_WORDS[language];
    const marks = (of: string) => new Set([...of.matchAll(/<mark>(.*?)<\/mark>/g)].map((one) => one[1]));
    const page = text(kind, `${language}.html`);
    const listed = page.slice(page.indexOf('id="blanks"'), page.indexOf('id="summary"'));
    const after = page.slice(page.indexOf('id="summary"')) + page.slice(0, page.indexOf('id="blanks"'));
    expect([...marks(after)].sort()).toEqual([...marks(listed)].sort());
    for (const { name } of postMortemOf(kind).blanks) expect(listed).toContain(words.blanks[name].belongs);
  }
});

test('hints stand with the blanks', () => {
  expect(text('recovered', 'fr.md')).toMatch(/À COMPLÉTER : auteur\\\]\*\* la personne qui relit.*Indices : Rado/);
  expect(text('held, then closed by hand', 'en.md')).toMatch(/TO COMPLETE: contributing factors.*Hints: .*Hery: the disk was full/);
});

test('the timeline has the plan’s moments in bold, on the clock of the plan', () => {
  const md = text('recovered', 'fr.md');
  expect(md).toContain('| Heure | Événement |\n| --- | --- |');
  expect(md).toMatch(/\| 13:00:00 \| \*\*Détection de l’incident\*\*\. Alarme : /);
  expect(md).toMatch(/\| 13:00:05 \| \*\*Première action\*\*\. Commande : db-1 is fenced by its host/);
  expect(md).toMatch(/\| 13:15:00 \| \*\*Escalade\*\*/);
  expect(text('held, then closed by hand', 'fr.md')).toMatch(/\| 24 novembre 2026 14:00:00 \| \*\*Résolution\*\*/);
});

test('the split stands beside the objectives', () => {
  const md = text('held, then closed by hand', 'en.md');
  expect(md).toContain('| Verify | not measured |');
  expect(md).toContain('| RTO of the scenario | 5 min | 1 h 1 min 40 s | **MISSED** |');
  expect(md).toContain('| RPO (data loss) | 1 h | 3.2 s | kept |');
});

test('corrective actions are suggested with evidence; who and when are blanks, and without any there is a line to fill', () => {
  expect(text('recovered', 'en.md')).toContain(
    '| Take the old primary back as a standby, or build it anew (evidence: db-2 promoted) | **\\[TO COMPLETE: owner and due date\\]** | **\\[TO COMPLETE: owner and due date\\]** | To be decided |',
  );
  expect(text('still open, nothing known', 'en.md')).toContain('| **\\[TO COMPLETE: owner and due date\\]** |  |  |  |');
});

test('the checklist names the state that proves each item', () => {
  expect(text('recovered', 'fr.md')).toContain("| Notifier l'équipe | oui | Start the ladder | 13:00:01 on-call: \\[P1\\] to on-call |");
  expect(text('recovered', 'fr.md')).toMatch(/\| Documenter l'incident \| \*\*NON\*\* \|/);
});

test('evidence: executions with their console and states, reports, and what could not be read', () => {
  const md = text('recovered', 'en.md');
  expect(md).toContain(
    '[run-1](<https://eu-west-3.console.aws.amazon.com/states/home?region=eu-west-3#/v2/executions/details/arn:aws:states:',
  );
  expect(md).toContain('States passed: Open incident \\> Assess primary 1.5 s');
  expect(text('held, then closed by hand', 'en.md')).toContain('not read: history does not answer');
  expect(text('held, then closed by hand', 'fr.md')).toContain('Rapport de la machine non lu : report held.json could not be read');
  expect(text('still open, nothing known', 'en.md')).toContain('The record names neither an execution nor a report.');
});

test.each(KINDS)('%s: no word is missing', (kind) => {
  for (const { body } of renderPostMortem(postMortemOf(kind), plan)) expect(body).not.toMatch(/undefined|\bNaN\b|\[object|null(?! )/);
});

describe('what people typed', () => {
  test('is text in HTML', () => {
    for (const language of plan.languages) {
      const page = text('texts that want to break out', `${language}.html`);
      expect(page).not.toMatch(/<script|<img|<b>|javascript:[^)]*"|[\u202a-\u202e]/i);
      expect(page).toContain('&lt;script&gt;alert(1)');
    }
  });

  /** What is left when everything that is escaped is taken away. */
  const active = (of: string) => of.replace(/\\[!-/:-@[-`{-~]/g, '');

  test('is text in Markdown: no link, picture, HTML, code, emphasis, heading or table cell of its own', () => {
    for (const language of plan.languages) {
      const md = text('texts that want to break out', `${language}.md`);
      const own = active(md).replace(/\(<https:\/\/eu-west-3\.console[^>]*>\)/g, '');
      expect(own).not.toMatch(/[<>`&@$]|!\[|:\/\//);
      // Rows of a table have as many cells as its head.
      for (const table of own.matchAll(/((?:^\|.*\|$\n?)+)/gm)) {
        const rows = (table[1] ?? '')
          .trim()
          .split('\n')
          .map((row) => row.split('|').length);
        expect(new Set(rows).size).toBe(1);
      }
      expect(md.match(/^#{1,3} /gm)).toHaveLength(14);
      expect(md).not.toMatch(/[\u202a-\u202e]/);
    }
  });

  test('whatever it is, it stays on its line and nothing of it is active', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.constantFrom('# a', '- b', '1. c', '+ d', 'www.e.org', 'http://f', '[x](y)', '<b>', '|'),
        ),
        (written) => {
          const escaped = escapedMarkdown(written);
          expect(escaped).not.toMatch(/[\n\r]/);
          expect(active(escaped)).not.toMatch(/[`*_[\]<>#|~&@$]|:\/\/|\bwww\./i);
          expect(escaped).not.toMatch(/^ ?([-+]|\d+[.)]( |$))/);
        },
      ),
    );
  });

  test('makes no address of a link leave its place', () => {
    const document = { language: 'en', title: 't', facts: [], blocks: [{ paragraph: { link: 'https://a/>) <b> "', text: '](x)' } }] };
    expect(markdown(document)).toContain('[\\](x)](<https://a/%3E)%20%3Cb%3E%20%22>)');
    expect(html({ ...document, blocks: [{ heading: 'h', level: 2, id: 'h' }, ...document.blocks] })).toContain(
      'href="https://a/&gt;) &lt;b&gt; &quot;"',
    );
  });
});

test('both languages have words for the same things', () => {
  const shape = (of: object): unknown =>
    Object.fromEntries(Object.entries(of).map(([key, value]) => [key, typeof value === 'object' ? shape(value as object) : typeof value]));
  expect(shape(POST_MORTEM_WORDS.fr)).toEqual(shape(POST_MORTEM_WORDS.en));
});
