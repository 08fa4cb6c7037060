import { GenerateMacCommand, KMSClient, VerifyMacCommand } from '@aws-sdk/client-kms';
import { mockClient } from 'aws-sdk-client-mock';
import { kmsLinkCheck } from '../../../../lambdas/adapters/aws/link-check.ts';
import { kmsLinks } from '../../../../lambdas/adapters/aws/link-maker.ts';
import { dynamoLinkUses } from '../../../../lambdas/adapters/aws/link-uses.ts';
import { canonicalText, parseLink } from '../../../../lambdas/domain/link.ts';
import { kmsWith } from '../../../support/adapters/kms.ts';
import { startTables } from '../../../support/adapters/tables.ts';
import { after } from '../../../support/ports/builders.ts';

const plan = { name: 'taxcollector' };
const place = { plan, region: 'eu-west-3' };
const BASE = 'https://abc.lambda-url.eu-west-3.on.aws/';
const target = {
  incident: 'inc-1',
  action: 'approve' as const,
  question: 'promote-candidate' as const,
  audience: 'on-call',
  expiresAt: after(90),
};
const { question: _, ...plain } = target;

describe('making links', () => {
  const { client, mock } = kmsWith('alias/reprise-taxcollector-links', 'secret');
  const links = kmsLinks(plan, 'eu-west-3', BASE, client);

  test('a link leads to the page, says what it is for, and is signed by the key of the plan for exactly that', async () => {
    const link = await links.linkTo(target);
    expect(link).toMatch(
      /^https:\/\/abc\.lambda-url\.eu-west-3\.on\.aws\/\?i=inc-1&a=approve&q=promote-candidate&u=on-call&e=\d{10}&n=.{22}&m=.{43}$/,
    );
    const parsed = parseLink(new URL(link).search.slice(1));
    expect(parsed).toMatchObject({ expires: Date.parse(after(90)) / 1000 });
    if (parsed === undefined) throw new Error('no link');
    const check = kmsLinkCheck(plan, 'eu-west-3', client);
    expect(await check.genuine(canonicalText(parsed, place), parsed.mac)).toBe(true);
    expect(await check.genuine(canonicalText({ ...parsed, audience: 'cto' }, place), parsed.mac)).toBe(false);
    expect(mock.commandCalls(GenerateMacCommand)[0]?.args[0].input).toMatchObject({
      KeyId: 'alias/reprise-taxcollector-links',
      MacAlgorithm: 'HMAC_SHA_256',
    });
  });

  test('no two links are the same, and one without a question names none', async () => {
    const two = await Promise.all([links.linkTo({ ...plain, action: 'note' }), links.linkTo({ ...plain, action: 'note' })]);
    expect(new Set(two).size).toBe(2);
    for (const link of two) expect(link).not.toContain('q=');
  });

  test('without an address, or without a signature, there is no link', async () => {
    await expect(kmsLinks(plan, 'eu-west-3', undefined, client).linkTo(target)).rejects.toMatchObject({ name: 'DependencyUnavailable' });
    await expect(kmsLinks({ name: 'other' }, 'eu-west-3', BASE, client).linkTo(target)).rejects.toMatchObject({
      name: 'DependencyUnavailable',
    });
    const empty = new KMSClient({ region: 'eu-west-3' });
    mockClient(empty).on(GenerateMacCommand).resolves({});
    await expect(kmsLinks(plan, 'eu-west-3', BASE, empty).linkTo(target)).rejects.toMatchObject({ name: 'DependencyUnavailable' });
  });
});

test('a check that nobody answers is no answer, whatever the reason', async () => {
  const client = new KMSClient({ region: 'eu-west-3' });
  const mock = mockClient(client);
  mock.on(VerifyMacCommand).rejects(Object.assign(new Error('slow down'), { name: 'ThrottlingException' }));
  await expect(kmsLinkCheck(plan, 'eu-west-3', client).genuine('text', 'mac')).rejects.toMatchObject({ name: 'DependencyUnavailable' });
  mock.on(VerifyMacCommand).resolves({});
  expect(await kmsLinkCheck(plan, 'eu-west-3', client).genuine('text', 'mac')).toBe(false);
});

describe('uses of links', () => {
  let tables: Awaited<ReturnType<typeof startTables>>;
  beforeAll(async () => {
    tables = await startTables('reprise-taxcollector-incidents');
  });
  afterAll(() => tables.stop());
  const uses = () => dynamoLinkUses(plan, 'eu-west-3', tables.client());
  const use = (attempt: string) => ({ by: `Rado ${attempt}`, at: after(1), attempt });

  test('of many at once exactly one is the first, and the others learn who it was', async () => {
    const answers = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((one) => uses().claim('nonce-1', use(one))));
    expect(answers.filter((answer) => answer === 'first')).toHaveLength(1);
    const first = await uses().find('nonce-1');
    for (const answer of answers.filter((one) => one !== 'first')) expect(answer).toEqual(first);
  });

  test('the same use asked for again is still the first: its answer may have been lost', async () => {
    expect(await uses().claim('nonce-2', use('a'))).toBe('first');
    expect(await uses().claim('nonce-2', use('a'))).toBe('first');
    expect(await uses().claim('nonce-2', use('b'))).toEqual(use('a'));
  });

  test('a use that was given back can be taken again, and nobody gives back somebody else’s', async () => {
    expect(await uses().find('nonce-3')).toBeUndefined();
    await uses().claim('nonce-3', use('a'));
    await uses().release('nonce-3', use('b'));
    expect(await uses().find('nonce-3')).toEqual(use('a'));
    await uses().release('nonce-3', use('a'));
    expect(await uses().find('nonce-3')).toBeUndefined();
    expect(await uses().claim('nonce-3', use('b'))).toBe('first');
    await uses().release('nonce-3', use('a'));
    expect(await uses().find('nonce-3')).toEqual(use('b'));
  });

  test('a table that does not answer is a dependency that is unavailable, never a first use', async () => {
    const nobody = dynamoLinkUses({ name: 'no-such' }, 'eu-west-3', tables.client());
    await expect(nobody.find('n')).rejects.toMatchObject({ name: 'DependencyUnavailable' });
    await expect(nobody.claim('n', use('a'))).rejects.toMatchObject({ name: 'DependencyUnavailable' });
    await expect(nobody.release('n', use('a'))).rejects.toMatchObject({ name: 'DependencyUnavailable' });
  });
});
