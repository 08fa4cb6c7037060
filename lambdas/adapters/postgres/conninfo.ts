/** Keywords and values of a libpq connection string, in order. */
export type Conninfo = [keyword: string, value: string][];

const PAIR = /\s*([^\s=]+)\s*=\s*(?:'((?:[^'\\]|\\[\s\S])*)'|((?:[^\s\\']|\\[\s\S])(?:[^\s\\]|\\[\s\S])*)?)(?=\s|$)/y;

const unescaped = (text: string) => text.replace(/\\([\s\S])/g, '$1');

/**
 * Reads `keyword = value` pairs as libpq does: values may be quoted, a backslash takes the next character as it is.
 * `undefined` for a URI and for text that is no such list; never guess with somebody's replication.
 */
export function parseConninfo(text: string): Conninfo | undefined {
  if (/^\s*postgres(ql)?:\/\//.test(text)) return undefined;
  const pairs: Conninfo = [];
  PAIR.lastIndex = 0;
  while (text.slice(PAIR.lastIndex).trim() !== '') {
    const match = PAIR.exec(text);
    if (match === null) return undefined;
    pairs.push([match[1] ?? '', unescaped(match[2] ?? match[3] ?? '')]);
  }
  return pairs;
}

/** Every value quoted, so that nothing in it can be read as another keyword. */
export function formatConninfo(pairs: Conninfo): string {
  return pairs.map(([keyword, value]) => `${keyword}='${value.replace(/[\\']/g, '\\$&')}'`).join(' ');
}

export type Upstream = { host: string; address: string; port: number };

/**
 * The same connection to another upstream. `host` stays what a certificate is checked against and what `pg_stat_wal_receiver` shows;
 * `hostaddr` is where packets go, so that a standby follows even while DNS does not answer. `applicationName` only where none is set.
 */
export function redirect(pairs: Conninfo, upstream: Upstream, applicationName: string): Conninfo {
  const kept = pairs.filter(([keyword]) => !['host', 'hostaddr', 'port'].includes(keyword));
  const named = kept.some(([keyword]) => keyword === 'application_name');
  return [
    ['host', upstream.host],
    ['hostaddr', upstream.address],
    ['port', String(upstream.port)],
    ...kept,
    ...(named ? [] : [['application_name', applicationName] as [string, string]]),
  ];
}
