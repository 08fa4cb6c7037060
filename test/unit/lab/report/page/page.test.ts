import { page } from '../../../../../lab/report/page/page.ts';
import { REPORTED } from '../../../../support/lab/reported-runs.ts';

/** The page without its style sheet and its tags: what a reader reads, and what a screen reader is told of the pictures. */
const textOf = (html: string) =>
  html
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&quot;/g, '"')
    .replace(/\s+/g, ' ');

const written = (name: keyof typeof REPORTED) => {
  const { report, details } = REPORTED[name]();
  return page(report, details);
};

/** Text of one section. */
const sectionOf = (html: string, id: string) => textOf(html.split(`<section id="${id}"`)[1]?.split('</section>')[0] ?? '');

const SECTIONS = [
  'measured',
  'timeline',
  'writes',
  'loss',
  'nodes',
  'checklist',
  'machine',
  'notifications',
  'ladder',
  'status-page',
  'post-mortem',
  'permissions',
];

test.each(['recovered', 'held', 'broken off', 'hostile'] as const)('a run that was %s has every section, each with a heading', (name) => {
  const html = written(name);
  for (const id of SECTIONS) expect(html).toContain(`<h2 id="${id}-title">`);
  expect(html.match(/<h1>/g)).toHaveLength(1);
});

test.each(['recovered', 'held', 'broken off', 'hostile'] as const)(
  'a run that was %s needs nothing but the file, and runs nothing',
  (name) => {
    const html = written(name);
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'`);
    const tags = html.match(/<[a-z][^>]*>/gi) ?? [];
    expect(tags.filter((tag) => /^<(script|img|link|iframe|object|embed|base|form|a|use|image)\b/i.test(tag))).toEqual([]);
    expect(tags.filter((tag) => /\s(on\w+|src|href|srcset|style)\s*=/i.test(tag))).toEqual([]);
    expect(html.match(/@import|url\((?!#)/g)).toBeNull();
    expect(html).not.toMatch(/NaN|undefined|Infinity|\[object/);
  },
);

describe('recovered', () => {
  const html = written('recovered');

  test('says first that it passed, and what that means against the plan', () => {
    expect(textOf(html)).toContain('✓ Passed Database failover: Recovered');
    expect(textOf(html)).toContain(
      'db-2 took over from db-1: 9.4 s from the last good probe to the first verified write. The plan allows 5 min.',
    );
    expect(sectionOf(html, 'measured')).toContain('Recovery time 9.4 s objective (RTO) 5 min · ✓ met');
  });

  test('shows the phases, the recovery time against the objective, and the outage', () => {
    expect(sectionOf(html, 'timeline')).toMatch(/detection: 3 s; decision: 1.5 s; fencing: 0.8 s; promotion: 1.5 s; switch: 0.7 s/);
    expect(sectionOf(html, 'timeline')).toContain('recovery 9.4 s of 5 min (RTO), 3 %');
    expect(sectionOf(html, 'writes')).toContain('no write for 7.8 s');
  });

  test('ticks the checklist only where something was done, with evidence and time', () => {
    expect(sectionOf(html, 'checklist')).toContain('1 of 2 done');
    expect(sectionOf(html, 'checklist')).toMatch(/perdu done, 10:00:04 UTC nobody receives from it/);
    expect(sectionOf(html, 'checklist')).toContain('not done not reached');
  });

  test('says of each node why it was or was not chosen', () => {
    expect(sectionOf(html, 'nodes')).toContain('✓ chosen Chosen: as ranked.');
    expect(sectionOf(html, 'nodes')).toContain('db-3 Not chosen: as ranked.');
    expect(sectionOf(html, 'nodes')).toContain('db-1 was primary Not compared.');
  });

  test('keeps apart what the machine says of loss, its bound, and what the lab found', () => {
    expect(sectionOf(html, 'loss')).toMatch(
      /The machine says none Bound nothing: 0 s, 0 bytes The lab looked up 0 of \d+ acknowledged writes/,
    );
    expect(sectionOf(written('hostile'), 'loss')).toContain('at most 2 s of writes, 8 bytes of WAL known to be missing');
  });

  test('folds every message in full without a script', () => {
    expect(html.match(/<details><summary><span class="when">/g)).toHaveLength(2);
    expect(html).toContain('<pre>execution arn:1</pre>');
  });
});

describe('the people part', () => {
  test('of a recovery: who was told beside it, what the page says at the end, the post-mortem in full', () => {
    const html = written('recovered');
    expect(sectionOf(html, 'ladder')).toMatch(/SUCCEEDED, in “Everybody was told”.* on-call 0 s \+3\.0 s tech-lead 15 min not told/);
    expect(sectionOf(html, 'status-page')).toMatch(/says that all is well.*: recovered at 2026-11-23 10:00:09 UTC/);
    expect(sectionOf(html, 'status-page')).toMatch(/Beside this page: status-page\/fr\.html , status-page\/status\.json/);
    expect(sectionOf(html, 'post-mortem')).toContain('# Post-mortem inc-');
  });

  test('of an open incident: the ladder is up, the page says so, and nothing is written up', () => {
    const html = written('held');
    expect(sectionOf(html, 'ladder')).toContain('RUNNING, in “Await news”');
    expect(sectionOf(html, 'status-page')).toMatch(/says that an incident is open.*: open/);
    expect(sectionOf(html, 'post-mortem')).toContain('No post-mortem was written');
  });

  test('that nothing is left of is said to be none', () => {
    const html = written('broken off');
    expect(sectionOf(html, 'ladder')).toContain('No ladder was started');
    expect(sectionOf(html, 'status-page')).toContain('No status page was written');
  });
});

describe('held for a person', () => {
  const html = written('held');

  test('is told as what it is: nothing was promoted, and no figure is made up', () => {
    expect(textOf(html)).toContain('could not be certain, and no person approved: it promoted nothing, and told people');
    expect(sectionOf(html, 'measured')).toContain('Recovery time not measured no failover was verified');
    expect(sectionOf(html, 'timeline')).toContain('recovery time not measured; RTO 5 min');
    expect(sectionOf(html, 'timeline')).toMatch(/Promotion none/);
    expect(sectionOf(html, 'writes')).toContain('Writes never stopped');
    expect(sectionOf(html, 'nodes')).toContain('No comparison was made');
    expect(sectionOf(html, 'loss')).toContain('nothing was given up: db-1 is still primary on timeline 1');
    expect(sectionOf(html, 'checklist')).toContain('The machine wrote no checklist');
  });

  test('shows a loop as one state with how often it was entered', () => {
    expect(sectionOf(html, 'machine')).toContain('Assess primary +31.0 s · 12 s · ×3');
  });
});

describe('broken off', () => {
  const html = written('broken off');

  test('has failed, says why at the top, and measures nothing', () => {
    expect(textOf(html)).toContain('✗ Failed Database failover: none No execution of the machine ran.');
    expect(html).toMatch(/<ul class="reasons"><li>the rehearsal was broken off: no alarm within 60 s/);
    const measured = sectionOf(html, 'measured');
    expect(measured.match(/not measured/g)).toHaveLength(6);
    expect(measured).not.toMatch(/met|missed/);
    expect(sectionOf(html, 'timeline')).toContain('Detection not measured');
    expect(sectionOf(html, 'writes')).toContain('nothing was measured');
    expect(sectionOf(html, 'machine')).toContain('The machine entered no state. No execution was started.');
    expect(sectionOf(html, 'notifications')).toContain('Nobody was told');
  });
});

test('what people and programs wrote is shown as text, whatever it is', () => {
  const html = written('hostile');
  expect(html).not.toContain('<script');
  expect(html).not.toContain('<img');
  // Reason, fault, input, error, cause, subject, body, audience, node, evidence, item, loss, denied call: each was written somewhere.
  expect(html.match(/&lt;script&gt;window\.injected = 1&lt;\/script&gt;/g)?.length).toBeGreaterThan(15);
});

test('an end state that nobody described is said by its name', () => {
  const { report, details } = REPORTED.recovered();
  expect(textOf(page({ ...report, endState: 'Parked' }, details))).toContain(
    'The machine\'s last state was "Parked".'.replace("'", '&#39;'),
  );
});
