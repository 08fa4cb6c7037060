import { ACTIONS } from '../../../lambdas/domain/incident-action.ts';
import { canonicalText, isExpired, type Link, parseLink, queryOf } from '../../../lambdas/domain/link.ts';

const link: Link = {
  incident: 'inc-20261123-100000-0a1b2c3d',
  action: 'approve',
  question: 'promote-candidate',
  audience: 'on-call',
  expires: 1_795_000_000,
  nonce: 'AAAAAAAAAAAAAAAAAAAAAA',
  mac: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
};
const { question: _, ...rest } = link;
const query = queryOf(link);

test('a link reads as it was written, with a question only where one is answered', () => {
  expect(query).toBe(`i=inc-20261123-100000-0a1b2c3d&a=approve&q=promote-candidate&u=on-call&e=1795000000&n=${link.nonce}&m=${link.mac}`);
  expect(parseLink(query)).toEqual(link);
  for (const action of ACTIONS.filter((one) => one !== 'approve' && one !== 'decline'))
    expect(parseLink(queryOf({ ...rest, action }))).toEqual({ ...rest, action });
});

test.each<readonly [string, string]>([
  ['nothing', ''],
  ['an unknown parameter', `${query}&x=1`],
  ['a tracking parameter', `${query}&utm_source=mail`],
  ['a repeated parameter', `${query}&m=${link.mac}`],
  ['the same action twice', query.replace('&a=approve', '&a=approve&a=decline')],
  ['parameters in another order', query.replace(/^(i=[^&]+)&(a=[^&]+)/, '$2&$1')],
  ['a value spelled in another way', query.replace('on-call', 'on%2Dcall')],
  ['a final ampersand', `${query}&`],
  ['no value', query.replace('on-call', '')],
  ['a long name', query.replace('&u=', '&uu=')],
  ['an action that is none', query.replace('approve', 'approved')],
  ['a question that is none', query.replace('promote-candidate', 'promote')],
  ['an answer without its question', query.replace('&q=promote-candidate', '')],
  ['a question with an action that has none', query.replace('approve', 'resolve')],
  ['an incident with a line', query.replace('inc-', 'inc%0A')],
  ['a signature that is too short', query.slice(0, -1)],
  ['the same signature in other letters', `${query.slice(0, -1)}B`],
  ['a fragment', `${query}#m`],
  ['more than any link has', `${query}${'&x=1'.repeat(200)}`],
  ...['i', 'a', 'q', 'u', 'e', 'n', 'm'].map((name) => [`no ${name}`, query.replace(new RegExp(`(^|&)${name}=[^&]*&?`), '$1')] as const),
])('%s is no link', (_, other) => {
  expect(parseLink(other)).toBeUndefined();
});

test('everything a link means, and where, is in the signed text, which no two links share', () => {
  const place = { plan: { name: 'taxcollector' }, region: 'eu-west-3' };
  const texts = [
    canonicalText(link, place),
    canonicalText(link, { ...place, region: 'eu-west-1' }),
    canonicalText(link, { ...place, plan: { name: 'other' } }),
    ...Object.entries({ incident: 'inc-2', action: 'decline', question: 'promote-unfenced', audience: 'cto', expires: 1, nonce: 'B' }).map(
      ([key, value]) => canonicalText({ ...link, [key]: value }, place),
    ),
    canonicalText(rest, place),
  ];
  expect(new Set(texts).size).toBe(texts.length);
  expect(texts[0]).toBe(
    [
      'reprise link 1',
      'taxcollector',
      'eu-west-3',
      link.incident,
      'approve',
      'promote-candidate',
      'on-call',
      '1795000000',
      link.nonce,
    ].join('\n'),
  );
});

test('a link is over in the second it names', () => {
  expect([1_794_999_999_999, 1_795_000_000_000].map((now) => isExpired(link, now))).toEqual([false, true]);
});
