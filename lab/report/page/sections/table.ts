import { type Insert, type Markup, markup } from '../../../../messages/page/markup.ts';

/** A table with a caption for those who cannot see it; the first cell of a row is its header. */
export function table(caption: string, head: readonly string[], rows: readonly (readonly Insert[])[], look = ''): Markup {
  return markup`
<table class="${look}">
<caption class="unseen">${caption}</caption>
<thead><tr>${head.map((name) => markup`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.map(
    ([first, ...others]) => markup`
<tr><th scope="row">${first}</th>${others.map((cell) => markup`<td>${cell}</td>`)}</tr>`,
  )}
</tbody>
</table>`;
}
