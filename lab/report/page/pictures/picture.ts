import { type Insert, type Markup, markup } from '../../../../messages/page/markup.ts';

/**
 * A picture is drawn twice, and the page shows the one that fits: letters of one picture that is squeezed into a phone cannot be read.
 * Widths are units of the picture, about a pixel each.
 */
export type Size = { name: 'wide' | 'narrow'; width: number };

export const WIDE: Size = { name: 'wide', width: 760 };
export const NARROW: Size = { name: 'narrow', width: 300 };

export type Described = { id: string; title: string; description: string; size: Size; height: number };

/** A drawing with a title and a description for those who cannot see it. */
export function picture({ id, title, description, size, height }: Described, ...content: Insert[]): Markup {
  const own = `${id}-${size.name}`;
  return markup`
<svg class="picture ${size.name}" viewBox="0 0 ${Math.ceil(size.width)} ${Math.ceil(height)}" role="img" aria-labelledby="${own}-title ${own}-description">
<title id="${own}-title">${title}</title><desc id="${own}-description">${description}</desc>
${content}
</svg>`;
}

/** Coordinates with a tenth of a unit: more digits only make the file larger. */
export const at = (units: number) => Math.round(units * 10) / 10;

/** Units that a text takes at most at a letter height; letters are not measured, so it is a careful guess. */
export const textWidth = (text: string, letterHeight: number) => text.length * letterHeight * 0.58;

/** Where a text of that width has to begin so that it stays inside, when it should be centred at `x`. */
export function centredInside(x: number, width: number, [left, right]: readonly [number, number]): number {
  return Math.max(left, Math.min(x - width / 2, right - width));
}
