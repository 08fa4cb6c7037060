import { policyFor } from '../page/content-policy.ts';
import { type Markup, markup } from '../page/markup.ts';
import { standalonePage } from '../page/standalone.ts';
import { type Block, type Document, type Line, type Piece, piecesOf } from './document.ts';
import { styles } from './styles.ts';

/** `post-mortem.html`. */
export function html({ language, title, facts, blocks }: Document): string {
  const main = markup`<h1>${title}</h1>
<dl>${facts.map(([label, value]) => markup`<div><dt>${label}</dt><dd>${line(value)}</dd></div>`)}</dl>
${sections(blocks)}`;
  return standalonePage({ language, title, policy: policyFor(styles), styles, main });
}

/** Everything from one main heading to the next is a section under its id. */
function sections(blocks: readonly Block[]): Markup[] {
  const parts: { id: string; blocks: Block[] }[] = [];
  for (const block of blocks) {
    if ('heading' in block && block.level === 2) parts.push({ id: block.id, blocks: [] });
    parts.at(-1)?.blocks.push(block);
  }
  return parts.map(({ id, blocks: own }) => markup`<section id="${id}">${own.map(blockMarkup)}</section>\n`);
}

function blockMarkup(block: Block): Markup {
  if ('heading' in block) return block.level === 2 ? markup`<h2>${block.heading}</h2>` : markup`<h3>${block.heading}</h3>`;
  if ('paragraph' in block) return markup`<p>${line(block.paragraph)}</p>`;
  if ('list' in block) {
    const items = block.list.map((one) => markup`<li>${line(one)}</li>`);
    return block.ordered === true ? markup`<ol>${items}</ol>` : markup`<ul>${items}</ul>`;
  }
  const { head, rows } = block.table;
  return markup`<table><thead><tr>${head.map((one) => markup`<th scope="col">${one}</th>`)}</tr></thead><tbody>${rows.map(
    (cells) => markup`<tr>${cells.map((cell, index) => markup`<td data-label="${head[index]}">${line(cell)}</td>`)}</tr>`,
  )}</tbody></table>`;
}

const line = (of: Line): Markup[] => piecesOf(of).map(pieceMarkup);

function pieceMarkup(piece: Piece): Markup {
  if (typeof piece === 'string') return markup`${piece}`;
  if ('blank' in piece) return markup`<mark>${piece.blank}</mark>`;
  if ('strong' in piece) return markup`<strong>${piece.strong}</strong>`;
  if ('code' in piece) return markup`<code>${piece.code}</code>`;
  return markup`<a href="${piece.link}" rel="noreferrer">${piece.text}</a>`;
}
