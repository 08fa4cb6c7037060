import { LONGEST_TEXT } from '../../lambdas/domain/action-request.ts';
import type { Form, LinkAnswer } from '../../lambdas/domain/link-answer.ts';
import type { Plan } from '../../lib/plan/schema.ts';
import { SEVERITIES } from '../../lib/plan/severities.ts';
import type { LinkPageWords } from '../link-page-words.ts';
import { deedOf } from './action-text.ts';
import { type Markup, markup } from './markup.ts';

/** Longest name that the form takes: what is added to it, for the record, has to fit as well. */
const LONGEST_NAME = 100;

type Asking = Extract<LinkAnswer, { kind: 'ask' | 'ask-again' }>;

/** The one form of the page, its labels in every language. It is sent to the very address it came from, by POST. */
export function actionForm(answer: Asking, plan: Pick<Plan, 'severities'>, languages: readonly LinkPageWords[]): Markup {
  const { link } = answer;
  const form: Form = answer.kind === 'ask-again' ? answer.form : {};
  const inAll = (word: (words: LinkPageWords) => string) => [...new Set(languages.map(word))].join(' / ');
  const why = inAll((words) => (link.action === 'note' ? words.form.note : words.form.reason));
  return markup`<form method="post">
<label for="name">${inAll((words) => words.form.name)}</label>
<input id="name" name="name" required maxlength="${LONGEST_NAME}" autocomplete="name" value="${form.name}">
${
  link.action === 'severity'
    ? severities(
        answer,
        plan,
        inAll((words) => words.form.severity),
      )
    : undefined
}
${link.action === 'resolve' ? endings(form, inAll) : undefined}
<label for="reason">${why}</label>
<textarea id="reason" name="reason" required maxlength="${LONGEST_TEXT}">${form.reason}</textarea>
<button type="submit">${inAll((words) => words.deeds[deedOf(link)].submit)}</button>
${languages.map((words) => markup`<p class="fine">${words.form.recorded}</p>`)}
</form>`;
}

/** The severity that the incident has is no choice. */
function severities({ asked, ...answer }: Asking, plan: Pick<Plan, 'severities'>, label: string): Markup {
  const chosen = answer.kind === 'ask-again' ? answer.form.severity : undefined;
  const options = SEVERITIES.filter((one) => one !== asked.view?.severity).map(
    (one) =>
      markup`<option value="${one}"${one === chosen ? markup` selected` : undefined}>${one} - ${plan.severities[one].name}: ${plan.severities[one].description}</option>`,
  );
  return markup`<label for="severity">${label}</label>
<select id="severity" name="severity" required>${options}</select>`;
}

function endings(form: Form, inAll: (word: (words: LinkPageWords) => string) => string): Markup {
  const optional = inAll((words) => words.form.optional);
  return markup`<label for="cause">${inAll((words) => words.form.cause)} (${optional})</label>
<textarea id="cause" name="cause" maxlength="${LONGEST_TEXT}">${form.cause}</textarea>
<label for="resolution">${inAll((words) => words.form.resolution)} (${optional})</label>
<textarea id="resolution" name="resolution" maxlength="${LONGEST_TEXT}">${form.resolution}</textarea>`;
}
