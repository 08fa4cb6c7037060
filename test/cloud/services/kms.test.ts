import { GenerateMacCommand, KMSClient, VerifyMacCommand } from '@aws-sdk/client-kms';
import { createKms } from '../../../lab/cloud/kms/create-kms.ts';
import { credentials, REGION, type Served, Surroundings, serve } from '../../support/cloud/serve.ts';

const ARN = `arn:aws:kms:${REGION}:123456789012:key/links`;
const ALIAS = 'alias/reprise-taxcollector-links';
const Message = Buffer.from('a text');
const MacAlgorithm = 'HMAC_SHA_256';

let served: Served;
let client: KMSClient;
const surroundings = new Surroundings();
beforeAll(async () => {
  const kms = createKms(surroundings.context);
  kms.createKey(ARN, { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
  kms.createKey(`${ARN}-topics`, { EnableKeyRotation: true });
  kms.createAlias({ AliasName: ALIAS, TargetKeyId: ARN });
  served = await serve(kms, surroundings);
  client = new KMSClient({ endpoint: served.endpoint, region: REGION, credentials, maxAttempts: 1 });
});
afterAll(async () => {
  client.destroy();
  await served.stop();
});

test('what the key behind an alias has signed it knows again, and nothing else; both are asked for by the ARN of the key', async () => {
  const { Mac } = await client.send(new GenerateMacCommand({ KeyId: ALIAS, MacAlgorithm, Message }));
  expect(Mac?.length).toBe(32);
  expect(await client.send(new VerifyMacCommand({ KeyId: ALIAS, MacAlgorithm, Message, Mac }))).toMatchObject({
    MacValid: true,
    KeyId: ARN,
  });
  for (const other of [
    { Message: Buffer.from('another text'), Mac },
    { Message, Mac: Buffer.alloc(32) },
    { Message, Mac: Buffer.alloc(3) },
  ])
    await expect(client.send(new VerifyMacCommand({ KeyId: ALIAS, MacAlgorithm, ...other }))).rejects.toMatchObject({
      name: 'KMSInvalidMacException',
    });
  expect(surroundings.authorized.slice(0, 2)).toEqual([
    { action: 'kms:GenerateMac', resource: ARN },
    { action: 'kms:VerifyMac', resource: ARN },
  ]);
});

test('a key that is not there, another algorithm and a role without the right are refused as KMS refuses them', async () => {
  const mac = (change: object) => client.send(new GenerateMacCommand({ KeyId: ALIAS, MacAlgorithm, Message, ...change }));
  await expect(mac({ KeyId: 'alias/other' })).rejects.toMatchObject({ name: 'NotFoundException' });
  await expect(mac({ KeyId: `${ARN}-topics` })).rejects.toMatchObject({ name: 'NotFoundException' });
  await expect(mac({ MacAlgorithm: 'HMAC_SHA_512' })).rejects.toMatchObject({ name: 'InvalidKeyUsageException' });
  surroundings.denied.add('kms:GenerateMac');
  await expect(mac({})).rejects.toMatchObject({ name: 'AccessDeniedException' });
});

test('a kind of key that is not rehearsed is not pretended', () => {
  expect(() => createKms(surroundings.context).createKey(ARN, { KeySpec: 'HMAC_512', KeyUsage: 'GENERATE_VERIFY_MAC' })).toThrow(
    'HMAC_512',
  );
});
