import { type Insert, type Markup, markup } from '../../../../messages/page/markup.ts';

/** A part of the page with its heading; `id` also names it for links and tests. */
export function section(id: string, title: string, ...content: Insert[]): Markup {
  return markup`
<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${content}
</section>`;
}
