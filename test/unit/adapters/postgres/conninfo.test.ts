import fc from 'fast-check';
import { type Conninfo, formatConninfo, parseConninfo, redirect } from '../../../../lambdas/adapters/postgres/conninfo.ts';

const UPSTREAM = { host: 'db-2.db.internal', address: '10.20.1.12', port: 5432 };
const keyword = fc.stringMatching(/^[a-z_]{1,12}$/);
const value = fc.string({ unit: fc.constantFrom('a', 'Z', '0', ' ', "'", '\\', '=', '"', '\n', 'é', '/') });
const pairs = fc.array(fc.tuple(keyword, value)) as fc.Arbitrary<Conninfo>;

test('what is written is read back the same, whatever is in the values', () => {
  fc.assert(fc.property(pairs, (some) => expect(parseConninfo(formatConninfo(some))).toEqual(some)));
});

test.each<[string, Conninfo | undefined]>([
  ["host=db-1 port=5432 user=replicator password='it''s'", undefined],
  [
    'host=db-1 port = 5432',
    [
      ['host', 'db-1'],
      ['port', '5432'],
    ],
  ],
  [
    "user='re pl' password='a\\'b\\\\c'",
    [
      ['user', 're pl'],
      ['password', "a'b\\c"],
    ],
  ],
  [
    'password=a\\ b sslmode=verify-full',
    [
      ['password', 'a b'],
      ['sslmode', 'verify-full'],
    ],
  ],
  [
    "password='' host=db-1",
    [
      ['password', ''],
      ['host', 'db-1'],
    ],
  ],
  ['options=-c\\ work_mem=4MB', [['options', '-c work_mem=4MB']]],
  ['  ', []],
])('%j is read as libpq reads it', (text, expected) => expect(parseConninfo(text)).toEqual(expected));

test.each(['postgresql://replicator@db-1/', 'postgres://db-1', 'host', 'host=db-1 nonsense', "host='db-1"])(
  '%j is not guessed at',
  (text) => {
    expect(parseConninfo(text)).toBeUndefined();
  },
);

test('only host, hostaddr and port change, and each stands there once', () => {
  fc.assert(
    fc.property(pairs, (some) => {
      const redirected = redirect(some, UPSTREAM, 'db_3');
      const rest = (all: Conninfo) => all.filter(([key]) => !['host', 'hostaddr', 'port'].includes(key));
      const had = some.some(([key]) => key === 'application_name');
      expect(rest(redirected)).toEqual(had ? rest(some) : [...rest(some), ['application_name', 'db_3']]);
      expect(redirected.slice(0, 3)).toEqual([
        ['host', 'db-2.db.internal'],
        ['hostaddr', '10.20.1.12'],
        ['port', '5432'],
      ]);
    }),
  );
});

test('redirecting twice is redirecting once', () => {
  fc.assert(
    fc.property(pairs, (some) => {
      const once = redirect(some, UPSTREAM, 'db_3');
      expect(redirect(once, UPSTREAM, 'db_3')).toEqual(once);
    }),
  );
});
