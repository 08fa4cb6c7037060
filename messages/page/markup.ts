/** Text that is markup already. Only `markup` makes it, so nothing that people or programs wrote gets into a page unescaped. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

/** What may stand in a template: markup as it is, everything else escaped; lists one after the other; nothing for `undefined`. */
export type Insert = Markup | string | number | undefined | readonly Insert[];

/** HTML or SVG from a template. Attribute values must stand in double quotes. */
export function markup(parts: TemplateStringsArray, ...inserts: Insert[]): Markup {
  return new Markup(parts.map((part, index) => part + (index < inserts.length ? textOf(inserts[index]) : '')).join(''));
}

/** Style sheets are written by us alone; whatever else calls this gives up the safety of `markup`. */
export function trusted(text: string): Markup {
  return new Markup(text);
}

function textOf(insert: Insert): string {
  if (insert === undefined) return '';
  if (insert instanceof Markup) return insert.text;
  if (typeof insert === 'object') return insert.map(textOf).join('');
  return escaped(String(insert));
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Control characters are no text: HTML forbids most of them, and those that turn the direction of writing can make a sentence lie. */
const UNSEEN = /(?![\t\n\r])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

const escaped = (text: string) => text.replace(UNSEEN, '\ufffd').replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
