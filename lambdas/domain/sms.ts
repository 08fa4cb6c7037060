/** Characters that one SMS holds in the GSM 7-bit alphabet (3GPP TS 23.038); a longer text is cut into several by the network. */
export const LONGEST_SMS = 160;

const LOOKALIKES: Record<string, string> = { '–': '-', '—': '-', '’': "'", '‘': "'", '“': '"', '”': '"', '«': '"', '»': '"', '…': '...' };

/** ASCII that is not in the alphabet (the grave accent) or takes two places in it (the extension table). */
const COSTLY: Record<string, string> = { '[': '(', ']': ')', '{': '(', '}': ')', '\\': '/', '^': "'", '~': '-', '|': '/', '`': "'" };

/** Plain ASCII on one line: accents are dropped, what has no plain form becomes `?`. */
export function plainAscii(text: string): string {
  return [...text.replace(/\s+/g, ' ').trim()]
    .map((character) => LOOKALIKES[character] ?? character)
    .join('')
    .replaceAll('œ', 'oe')
    .replaceAll('Œ', 'OE')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]/gu, '?')
    .trim();
}

/** What a telephone gets: every character of it takes exactly one place, so its length is its cost. Not bounded. */
export function smsText(text: string): string {
  return plainAscii(text.replaceAll('€', 'EUR')).replace(/[[\]{}\\^~|`]/g, (character) => COSTLY[character] ?? '?');
}

/** The same within the bounds of one SMS. The last resort: every template fits, `messages/check.ts` sees to that. */
export function boundedSms(text: string): string {
  const plain = smsText(text);
  return plain.length <= LONGEST_SMS ? plain : `${plain.slice(0, LONGEST_SMS - 3).trimEnd()}...`;
}
