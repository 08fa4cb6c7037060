import type { LinkAnswer } from '../lambdas/domain/link-answer.ts';
import type { Language, Plan } from '../lib/plan/schema.ts';
import { linkPage as english } from './en/link-page.ts';
import { timeText } from './figures.ts';
import { linkPage as french } from './fr/link-page.ts';
import type { LinkPageWords } from './link-page-words.ts';
import { actionForm } from './page/action-form.ts';
import { actionText } from './page/action-text.ts';
import { type Markup, markup, trusted } from './page/markup.ts';
import { plainStyles } from './page/plain-styles.ts';
import { commandText, LANGUAGES } from './render.ts';

export const LINK_PAGE: Record<Language, LinkPageWords> = { fr: french, en: english };

/**
 * The page behind the links of messages, in every language of the plan on one page, its first language first; the form stands after the first.
 * Pure, and everything that people or programs wrote is escaped by the one template.
 */
export function linkPage(plan: Pick<Plan, 'title' | 'timeZone' | 'languages' | 'severities'>): (answer: LinkAnswer) => string {
  return (answer) => {
    const [first = 'en', ...others] = plan.languages;
    const part = (language: Language) => markup`<section lang="${language}">${partOf(answer, language, plan)}</section>`;
    const asks = answer.kind === 'ask' || answer.kind === 'ask-again';
    const form = asks
      ? actionForm(
          answer,
          plan,
          plan.languages.map((one) => LINK_PAGE[one]),
        )
      : undefined;
    return markup`<!doctype html>
<html lang="${first}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${plan.title}: ${titleOf(answer, LINK_PAGE[first])}</title>
<style>${trusted(plainStyles)}</style>
</head>
<body><main>
<h1>${plan.title}</h1>
${part(first)}
${form}
${others.map(part)}
</main></body>
</html>
`.text;
  };
}

function titleOf(answer: LinkAnswer, words: LinkPageWords): string {
  if (answer.kind === 'refused') return words.refusals[answer.why].title;
  return answer.kind === 'failed' ? words.failed.title : `${words.incident} ${answer.link.incident}`;
}

type Shown = Pick<Plan, 'timeZone'>;

function partOf(answer: LinkAnswer, language: Language, plan: Shown): Markup {
  const words = LINK_PAGE[language];
  const time = (iso: string) => timeText(iso, plan.timeZone, language);
  if (answer.kind === 'failed') return markup`<h2 class="bad">${words.failed.title}</h2><p>${words.failed.what}</p>`;
  if (answer.kind === 'refused') return refusal(answer, words, time, language);
  return actionText(answer, words, { questions: LANGUAGES[language].wording.questions, time });
}

function refusal(
  { why, detail, command, used }: Extract<LinkAnswer, { kind: 'refused' }>,
  words: LinkPageWords,
  time: (iso: string) => string,
  language: Language,
): Markup {
  const { title, what } = words.refusals[why];
  const written = command === undefined ? undefined : commandText(command, LANGUAGES[language].wording);
  return markup`<h2 class="bad">${title}</h2>
${used === undefined ? undefined : markup`<p>${words.usedBy(used.by, time(used.at))}</p>`}
<p>${what}</p>
${detail === undefined ? undefined : markup`<h3>${words.detail}</h3><p>${detail}</p>`}
${written === undefined ? undefined : markup`<p>${words.command}</p><pre>${written}</pre>`}`;
}
