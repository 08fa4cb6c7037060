import type { OpenIncident, PastIncident, StatusFacts } from '../../lambdas/domain/status-page.ts';
import { PAST_DAYS } from '../../lambdas/domain/status-page.ts';
import type { Language, Plan } from '../../lib/plan/schema.ts';
import { policyFor } from '../page/content-policy.ts';
import { type Markup, markup } from '../page/markup.ts';
import { standalonePage } from '../page/standalone.ts';
import { dayText, minutesText, momentText } from '../page/time-text.ts';
import { styles } from './styles.ts';
import { STATUS_WORDS, scenarioOf } from './vocabulary.ts';
import type { StatusWords } from './words.ts';

/** What a part of the page needs to know beside its facts. */
type Setting = { plan: Plan; language: Language; words: StatusWords };

/**
 * The status page in one language: one file that needs nothing else, without script. Words and times are the page's, names of severities are
 * the plan's own and marked as being in the plan's first language.
 */
export function statusPage(facts: StatusFacts, plan: Plan, language: Language): string {
  const words = STATUS_WORDS[language];
  const setting = { plan, language, words };
  const state = facts.state === 'well' ? words.well : words.incident(plan.notices.external.service[language]);
  const head = plan.languages.map((one) => markup`<link rel="alternate" hreflang="${one}" href="${one}.html">\n`);
  const main = markup`<div class="top"><p>${words.title(plan.title)}</p>${languages(setting)}</div>
${facts.state === 'well' ? well(setting) : incident(facts, setting)}
${past(facts, setting)}
<footer>
<p>${words.asOf(momentText(facts.asOf, plan.timeZone, language), plan.timeZone)}</p>
<p>${words.data} <a href="status.json">status.json</a></p>
</footer>`;
  return standalonePage({ language, title: `${state} - ${words.title(plan.title)}`, policy: policyFor(styles), styles, head, main });
}

function languages({ plan, language, words }: Setting): Markup {
  return markup`<nav aria-label="${words.labels.languages}">${plan.languages.map((one) =>
    one === language
      ? markup`<strong lang="${one}">${STATUS_WORDS[one].language}</strong>`
      : markup`<a href="${one}.html" hreflang="${one}" lang="${one}">${STATUS_WORDS[one].language}</a>`,
  )}</nav>`;
}

function well({ words }: Setting): Markup {
  return markup`<section class="state" id="state" aria-label="${words.labels.state}"><h1>${words.well}</h1><p>${words.wellMeaning}</p></section>`;
}

function incident({ open }: StatusFacts, setting: Setting): Markup {
  const { plan, language, words } = setting;
  return markup`<section class="state incident" id="state" aria-label="${words.labels.state}">
<h1>${words.incident(plan.notices.external.service[language])}</h1>
${open.map((one) => openIncident(one, setting))}
</section>`;
}

function openIncident(one: OpenIncident, setting: Setting): Markup {
  const { plan, language, words } = setting;
  const { labels } = words;
  const time = (iso: string) => momentText(iso, plan.timeZone, language);
  return markup`<div class="one">
<dl>
<div><dt>${labels.noticed}</dt><dd>${words.noticed[scenarioOf(one.scenario)](plan.notices.external.service[language])}</dd></div>
<div><dt>${labels.since}</dt><dd>${time(one.startedAt)}</dd></div>
<div><dt>${labels.doing}</dt><dd>${words.doing[one.phase]}</dd></div>
<div><dt>${labels.nextUpdate}</dt><dd>${time(one.nextUpdateAt)}</dd></div>
<div><dt>${labels.severity}</dt><dd>${severity(one, setting)}</dd></div>
</dl>
${one.silentSince === null ? undefined : markup`<p class="old">${words.silentSince(time(one.silentSince))}</p>`}
${notices(one).map(({ text }) => markup`<h3>${labels.notice}</h3><p class="notice">${text}</p>`)}
</div>`;
}

/** The name and, where the reader's language is the plan's, description or impact in the plan's own words. */
function severity({ severity: name, scenario }: OpenIncident, { plan, language }: Setting): Markup {
  const { severities, impacts, languages: all } = plan;
  const named = severities[name].name;
  if (language !== all[0]) return markup`<span lang="${all[0]}">${named}</span>`;
  const told = impacts?.[scenarioKey(scenario)] ?? severities[name].description;
  return told.startsWith(named) ? markup`${told}` : markup`${named} (${told})`;
}

/** Key of a scenario in the plan: `database-failover` is `databaseFailover` there. */
const scenarioKey = (scenario: string) =>
  scenario.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()) as keyof NonNullable<Plan['impacts']>;

/** Newest last, as they were approved. */
const notices = ({ notices: all }: OpenIncident | PastIncident) => [all.interruption, all.resolution].filter((one) => one !== undefined);

function past({ past: all }: StatusFacts, setting: Setting): Markup {
  const { words } = setting;
  return markup`<section id="past">
<h2>${words.past}</h2>
${all.length === 0 ? markup`<p>${words.nonePast(PAST_DAYS)}</p>` : markup`<ul class="past">${all.map((one) => pastIncident(one, setting))}</ul>`}
</section>`;
}

function pastIncident(one: PastIncident, setting: Setting): Markup {
  const { plan, language, words } = setting;
  const { columns } = words;
  const day = dayText(one.startedAt, plan.timeZone, language);
  const name = markup`<span lang="${plan.languages[0]}">${plan.severities[one.severity].name}</span>`;
  return markup`
<li id="${one.id}">
<p><strong><time datetime="${one.startedAt}">${day}</time></strong></p>
<p>${sentence(one, words)}</p>
<p class="facts">${words.pair(columns.duration, minutesText(one.durationSeconds, language))} · ${words.pair(columns.severity, '')}${name}</p>
${notices(one).map(
  ({ at, text }) =>
    markup`<details><summary>${words.noticeOf(momentText(at, plan.timeZone, language))}</summary><p class="notice">${text}</p></details>`,
)}
</li>`;
}

function sentence({ scenario, outcome }: PastIncident, words: StatusWords): string {
  if (outcome === 'false-alarm') return words.falseAlarm;
  const happened = words.happened[scenarioOf(scenario)];
  return outcome === null ? happened : `${happened} ${words.outcome[outcome]}`;
}
