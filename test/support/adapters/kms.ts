import { createHmac, timingSafeEqual } from 'node:crypto';
import { GenerateMacCommand, KMSClient, KMSInvalidMacException, VerifyMacCommand } from '@aws-sdk/client-kms';
import { mockClient } from 'aws-sdk-client-mock';

type Request = { KeyId?: string; MacAlgorithm?: string; Message?: Uint8Array; Mac?: Uint8Array };

/** KMS with one HMAC key behind an alias: real signatures, refused as KMS refuses them. What it does not know it answers as KMS does not. */
export function kmsWith(alias: string, secret: string) {
  const client = new KMSClient({ region: 'eu-west-3' });
  const mock = mockClient(client);
  const macOf = ({ KeyId, MacAlgorithm, Message = new Uint8Array() }: Request) => {
    if (KeyId !== alias || MacAlgorithm !== 'HMAC_SHA_256') throw new Error(`no key ${KeyId} for ${MacAlgorithm}`);
    return createHmac('sha256', secret).update(Message).digest();
  };
  mock.on(GenerateMacCommand).callsFake(async (request: Request) => ({ Mac: Uint8Array.from(macOf(request)) }));
  mock.on(VerifyMacCommand).callsFake(async (request: Request) => {
    const mac = Buffer.from(request.Mac ?? []);
    const wanted = macOf(request);
    if (mac.length === wanted.length && timingSafeEqual(mac, wanted)) return { MacValid: true };
    throw new KMSInvalidMacException({ message: 'the MAC is not valid', $metadata: { httpStatusCode: 400 } });
  });
  return { client, mock };
}
