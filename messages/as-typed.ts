/** Control characters, line and paragraph separators, and what is invisible or turns the direction of a text around. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+/gu;

/** What a person or a program wrote, as part of one line: it can neither break a message nor forge a line of one. */
export function oneLine(text: string): string {
  return text.toWellFormed().replace(UNSEEN, ' ').trim();
}

/** The same for a text that is shown whole, line by line. */
export function severalLines(text: string): string {
  return text
    .split(/\r\n|[\n\r]/)
    .map((line) => oneLine(line))
    .join('\n')
    .trim();
}

/** Facts with every text in them made harmless; the fields named keep their lines. */
export function harmless<T>(facts: T, keepLines: readonly string[] = []): T {
  if (typeof facts === 'string') return oneLine(facts) as T;
  if (Array.isArray(facts)) return facts.map((one) => harmless(one)) as T;
  if (typeof facts !== 'object' || facts === null) return facts;
  const kept = (key: string, value: unknown) =>
    typeof value === 'string' && keepLines.includes(key) ? severalLines(value) : harmless(value);
  return Object.fromEntries(Object.entries(facts).map(([key, value]) => [key, kept(key, value)])) as T;
}
