import { type Block, type Document, type Line, type Piece, piecesOf } from './document.ts';

/**
 * Text as Markdown shows it and never reads it: what could begin a link, a picture, HTML, a table cell, code or emphasis is escaped, line breaks
 * become spaces, and what turns the direction of writing is replaced.
 */
export function escapedMarkdown(text: string): string {
  return text
    .replace(/(?![\t\n\r])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd')
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_[\]<>#|~&@$]/g, (sign) => `\\${sign}`)
    .replaceAll('://', '\\://')
    .replace(/^( ?)([-+])/, '$1\\$2')
    .replace(/^( ?\d+)([.)])(?= |$)/, '$1\\$2')
    .replace(/\bwww\./gi, (start) => `${start.slice(0, -1)}\\.`);
}

/** `post-mortem.md`: plain Markdown with tables, for whoever completes it in an editor. */
export function markdown({ title, facts, blocks }: Document): string {
  const head = facts.map(([label, value]) => `**${escapedMarkdown(label)}:** ${line(value)}  `);
  return [`# ${escapedMarkdown(title)}`, '', ...head, '', ...blocks.flatMap((one) => [...blockLines(one), ''])].join('\n');
}

function blockLines(block: Block): string[] {
  if ('heading' in block) return [`${'#'.repeat(block.level)} ${escapedMarkdown(block.heading)}`];
  if ('paragraph' in block) return [line(block.paragraph)];
  if ('list' in block) return block.list.map((one, index) => `${block.ordered === true ? `${index + 1}.` : '-'} ${line(one)}`);
  const { head, rows } = block.table;
  return [row(head), row(head.map(() => '---')), ...rows.map(row)];
}

const row = (cells: readonly Line[]) => `| ${cells.map((cell) => (cell === '---' ? cell : line(cell))).join(' | ')} |`;

const line = (of: Line) => piecesOf(of).map(pieceText).join('');

function pieceText(piece: Piece): string {
  if (typeof piece === 'string') return escapedMarkdown(piece);
  if ('blank' in piece) return `**${escapedMarkdown(piece.blank)}**`;
  if ('strong' in piece) return `**${escapedMarkdown(piece.strong)}**`;
  if ('code' in piece) return escapedMarkdown(piece.code);
  return `[${escapedMarkdown(piece.text)}](<${encodeURI(piece.link).replace(/[<>]/g, encodeURIComponent)}>)`;
}
