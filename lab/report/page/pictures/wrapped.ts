import { textWidth } from './picture.ts';

/** Lines of a text that fit a width, at most so many; what does not fit ends in an ellipsis. */
export function wrapped(text: string, width: number, letterHeight: number, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = [...lines.slice(-1), word].join(' ');
    if (lines.length > 0 && textWidth(longer, letterHeight) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  const kept = lines.slice(0, most);
  const cut = lines.length > most ? `${kept.at(-1)} …` : kept.at(-1);
  return [...kept.slice(0, -1), shortened(cut ?? '', width, letterHeight)];
}

function shortened(text: string, width: number, letterHeight: number): string {
  const fits = Math.floor(width / textWidth('x', letterHeight));
  return text.length <= fits ? text : `${text.slice(0, fits - 1)}…`;
}
