import { QUESTIONS, type Question } from '../../lambdas/domain/decision.ts';
import type { IncidentView } from '../../lambdas/domain/incident-view.ts';
import type { LinkContent } from '../../lambdas/domain/link.ts';
import type { LinkAnswer } from '../../lambdas/domain/link-answer.ts';
import type { Deed, LinkPageWords } from '../link-page-words.ts';
import type { Wording } from '../wording.ts';
import { type Markup, markup } from './markup.ts';

type About = { questions: Wording['questions']; time: (iso: string) => string };
type Shown = Extract<LinkAnswer, { kind: 'ask' | 'ask-again' | 'done' }>;

/** What a link does, as the page has words for it. */
export function deedOf({ action, question }: Pick<LinkContent, 'action' | 'question'>): Deed {
  if (action !== 'approve' && action !== 'decline') return action;
  return questionOf(question) === undefined ? `${action}-notice` : `${action}-question`;
}

const questionOf = (question: string | undefined): Question | undefined => QUESTIONS.find((one) => one === question);

/** In one language: what the incident is, what the action means, what follows from it, and what silence means; or that it is done. */
export function actionText(answer: Shown, words: LinkPageWords, about: About): Markup {
  const deed = words.deeds[deedOf(answer.link)];
  if (answer.kind === 'done')
    return markup`<h2 class="good">${deed.done}</h2>
<p>${words.recordedAs(answer.request.by, about.time(answer.acted.at))}</p>
<h3>${words.detail}</h3><p>${answer.acted.effect}</p>
${pairs([[words.incident, answer.link.incident]])}`;
  const { view, draft } = answer.asked;
  return markup`<h2>${deed.title}</h2>
${answer.kind === 'ask-again' ? markup`<p class="bad">${words.askAgain}</p><h3>${words.detail}</h3><p>${answer.detail}</p>` : undefined}
${consequences(answer, words, about)}
${draft === undefined ? undefined : markup`<h3>${words.draft}</h3><pre>${draft}</pre>`}
<h3>${words.incident}</h3>
${view === undefined ? markup`<p>${words.noView}</p>${pairs([[words.incident, answer.link.incident]])}` : facts(view, words, about)}`;
}

function consequences({ link, asked }: Exclude<Shown, { kind: 'done' }>, words: LinkPageWords, { questions, time }: About): Markup {
  const question = questionOf(link.question);
  const deed = words.deeds[deedOf(link)];
  if (question === undefined)
    return markup`<h3>${words.consequence}</h3><p>${deed.means}</p><h3>${words.ifNothing}</h3><p>${deed.silence}</p>`;
  const { asks, approving, declining } = questions[question];
  const means = link.action === 'approve' ? approving : declining;
  return markup`<h3>${words.asks}</h3><p>${asks}</p>
<h3>${words.known}</h3><p>${asked.about}</p>
<h3>${words.consequence}</h3><p>${means}.</p>
<h3>${words.ifNothing}</h3><p>${words.untilThen(asked.until === undefined ? '' : time(asked.until))}</p>`;
}

function facts(view: IncidentView, words: LinkPageWords, { time }: About): Markup {
  const status = words.statusOf({ acknowledged: view.acknowledged !== undefined, resolved: view.resolved !== undefined });
  return pairs([
    [words.incident, `${view.id} (${view.scenario})`],
    [words.severity, view.severity],
    [words.status, view.acknowledged === undefined ? status : `${status} (${view.acknowledged.by}, ${time(view.acknowledged.at)})`],
    [words.began, time(view.openedAt)],
    [words.region, view.region],
    [words.startedBy, words.triggers[view.trigger]],
    [words.reason, view.reason],
    [words.impact, view.impact],
  ]);
}

function pairs(all: readonly (readonly [string, string | undefined])[]): Markup {
  return markup`<dl>${all.map(([name, value]) => (value === undefined ? undefined : markup`<dt>${name}</dt><dd>${value}</dd>`))}</dl>`;
}
