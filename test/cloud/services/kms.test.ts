import { GenerateMacCommand, KMSClient, ListKeysCommand, VerifyMacCommand } from '@aws-sdk/client-kms';
import { createKms } from '../../../lab/cloud/kms/create-kms.ts';
import type { Kms } from '../../../lab/cloud/services.ts';
import { ACCOUNT, credentials, errorOf, REGION, type Served, Surroundings, serve } from '../../support/cloud/serve.ts';

const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/links`;
const ALIAS = 'alias/reprise-links';
const Message = Buffer.from('inc-1 acknowledge');
const MacAlgorithm = 'HMAC_SHA_256';
const HMAC = { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' };
let surroundings: Surroundings;
let kms: Kms;
let served: Served;
let client: KMSClient;

beforeEach(async () => {
  surroundings = new Surroundings();
  kms = createKms(surroundings.context);
  kms.createKey(KEY, HMAC);
  kms.createAlias({ AliasName: ALIAS, TargetKeyId: KEY });
  served = await serve(kms, surroundings);
  client = new KMSClient({ endpoint: served.endpoint, region: REGION, credentials, maxAttempts: 1 });
});
afterEach(async () => {
  client.destroy();
  await served.stop();
});

const generate = (KeyId: string, message: Uint8Array = Message) =>
  client.send(new GenerateMacCommand({ KeyId, MacAlgorithm, Message: message }));
const verify = (KeyId: string, Mac: Uint8Array | undefined, message: Uint8Array = Message) =>
  client.send(new VerifyMacCommand({ KeyId, MacAlgorithm, Message: message, Mac }));

test('what a key signed, it verifies, by whichever of its names it is called', async () => {
  const { Mac, KeyId } = await generate(ALIAS);
  expect(KeyId).toBe(KEY);
  expect(Mac?.length).toBe(32);
  for (const name of [KEY, 'links', ALIAS, `arn:aws:kms:${REGION}:${ACCOUNT}:${ALIAS}`])
    expect(await verify(name, Mac)).toMatchObject({ MacValid: true, KeyId: KEY, MacAlgorithm });
});

test('another message, another MAC and another key are refused', async () => {
  const { Mac = new Uint8Array() } = await generate(ALIAS);
  const other = `${KEY}-other`;
  kms.createKey(other, HMAC);
  const invalid = { name: 'KMSInvalidMacException', $metadata: { httpStatusCode: 400 } };
  expect(await errorOf(verify(ALIAS, Mac, Buffer.from('inc-2 acknowledge')))).toMatchObject(invalid);
  expect(await errorOf(verify(ALIAS, Mac.slice(1)))).toMatchObject(invalid);
  expect(
    await errorOf(
      verify(
        ALIAS,
        Mac.map((byte) => byte ^ 1),
      ),
    ),
  ).toMatchObject(invalid);
  expect(await errorOf(verify(other, Mac))).toMatchObject(invalid);
});

test('a call by an alias is decided for its key', async () => {
  await generate(ALIAS);
  surroundings.denied.add('kms:VerifyMac');
  expect(await errorOf(verify(KEY, Buffer.alloc(32)))).toMatchObject({ name: 'AccessDeniedException' });
  expect(surroundings.authorized).toEqual([
    { action: 'kms:GenerateMac', resource: KEY, context: { 'kms:MacAlgorithm': MacAlgorithm, 'kms:RequestAlias': ALIAS } },
    { action: 'kms:VerifyMac', resource: KEY, context: { 'kms:MacAlgorithm': MacAlgorithm } },
  ]);
});

test('an unknown key, another algorithm, a message of no or too many bytes and an unknown operation are refused', async () => {
  expect(await errorOf(generate('alias/none'))).toMatchObject({ name: 'NotFoundException' });
  expect(await errorOf(generate(`${KEY}-none`))).toMatchObject({ name: 'NotFoundException' });
  const stronger = client.send(new GenerateMacCommand({ KeyId: KEY, MacAlgorithm: 'HMAC_SHA_512', Message }));
  expect(await errorOf(stronger)).toMatchObject({ name: 'InvalidKeyUsageException' });
  for (const bytes of [0, 4_097]) expect(await errorOf(generate(KEY, Buffer.alloc(bytes)))).toMatchObject({ name: 'ValidationException' });
  expect((await generate(KEY, Buffer.alloc(4_096))).Mac).toBeDefined();
  expect(await errorOf(client.send(new ListKeysCommand({})))).toMatchObject({ name: 'UnknownOperationException' });
});

test('a key for something else does nothing, and one for longer MACs cannot be rehearsed', async () => {
  kms.createKey(`${KEY}-sns`, {});
  expect(await errorOf(generate(`${KEY}-sns`))).toMatchObject({ name: 'NotFoundException' });
  expect(() => kms.createKey(KEY, { ...HMAC, KeySpec: 'HMAC_512' })).toThrow('the lab cannot emulate a key of KeySpec HMAC_512');
});
