/** Septets of one SMS; what is longer is split, and may arrive in pieces. */
export const LONGEST_SMS = 160;

/** Of ASCII, these are in the extension table of the GSM alphabet and count twice (3GPP TS 23.038, 6.2.1.1). */
const TWICE = new Set('[]{}\\^~|');
const LOOKALIKES: Readonly<Record<string, string>> = {
  '–': '-',
  '—': '-',
  '’': "'",
  '‘': "'",
  '`': "'",
  '“': '"',
  '”': '"',
  '«': '"',
  '»': '"',
  '…': '...',
  œ: 'oe',
  Œ: 'OE',
};

/** How much of an SMS a text takes, in septets. */
export function septets(text: string): number {
  return [...text].reduce((sum, sign) => sum + (TWICE.has(sign) ? 2 : 1), 0);
}

/** On one line, in ASCII that the GSM alphabet has: accents are dropped, what has no plain form becomes `?`, and it is cut to one SMS. */
export function smsText(text: string): string {
  const plain = [...text.replace(/\s+/g, ' ').trim()]
    .map((sign) => LOOKALIKES[sign] ?? sign)
    .join('')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/`/g, "'")
    .replace(/[^\x20-\x7e]/gu, '?');
  if (septets(plain) <= LONGEST_SMS) return plain;
  let kept = plain;
  while (septets(kept) > LONGEST_SMS - 3) kept = kept.slice(0, -1);
  return `${kept.trimEnd()}...`;
}
