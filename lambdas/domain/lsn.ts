const PATTERN = /^([0-9A-F]{1,8})\/([0-9A-F]{1,8})$/i;

/**
 * Position in the write-ahead log: a 64-bit integer, written `X/Y` (two hexadecimal halves).
 * Compared as an integer, never as text: `0/9` comes before `0/10`.
 */
export type Lsn = bigint;

/** @throws TypeError for text that is not an LSN. */
export function parseLsn(text: string): Lsn {
  const [, high, low] = PATTERN.exec(text) ?? [];
  if (high === undefined || low === undefined)
    throw new TypeError(`not an LSN: ${JSON.stringify(text)}; required two hexadecimal halves like 0/16D68D0`);
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`);
}

/** As PostgreSQL prints it: upper case, no leading zeros. */
export function formatLsn(lsn: Lsn): string {
  return `${(lsn >> 32n).toString(16)}/${(lsn & 0xffffffffn).toString(16)}`.toUpperCase();
}

/** Negative when `a` comes before `b`; for `Array.sort`. */
export function compareLsn(a: Lsn, b: Lsn): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Bytes of WAL from `from` to `to`; negative when `to` comes first. Exact below 8 PiB. */
export function bytesBetween(from: Lsn, to: Lsn): number {
  return Number(to - from);
}

/** The greatest of those that are known; `undefined` when none is. */
export function greatestLsn(texts: readonly (string | undefined)[]): Lsn | undefined {
  return texts
    .filter((text) => text !== undefined)
    .map(parseLsn)
    .reduce<Lsn | undefined>((greatest, lsn) => (greatest === undefined || lsn > greatest ? lsn : greatest), undefined);
}
