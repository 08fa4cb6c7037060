import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { answerJson, type JsonProtocol } from '../protocols/json.ts';
import { AwsError, type Call, type ServiceContext } from '../service.ts';
import type { Kms, Properties } from '../services.ts';

type Input = { KeyId?: string; MacAlgorithm?: string; Message?: string; Mac?: string };
type Key = { arn: string; secret: Buffer };

const ALGORITHM = 'HMAC_SHA_256';

/** KMS of a region: HMAC keys behind aliases, each with a secret of this rehearsal. Keys that encrypt are only names here: nothing is encrypted. */
export function createKms(context: ServiceContext): Kms {
  const keys = new Keys();
  const protocol: JsonProtocol = {
    service: 'kms',
    version: '1.1',
    target: 'TrentService',
    namespace: 'com.amazonaws.kms',
    operations: {
      GenerateMac: async (input: Input, call) => {
        const { key, mac } = await keys.macOf('kms:GenerateMac', input, call);
        return { KeyId: key.arn, Mac: mac.toString('base64'), MacAlgorithm: ALGORITHM };
      },
      VerifyMac: async (input: Input, call) => {
        const { key, mac } = await keys.macOf('kms:VerifyMac', input, call);
        const given = Buffer.from(input.Mac ?? '', 'base64');
        if (given.length !== mac.length || !timingSafeEqual(given, mac)) throw new AwsError(400, 'KMSInvalidMacException', '');
        return { KeyId: key.arn, MacValid: true, MacAlgorithm: ALGORITHM };
      },
    },
    onEvent: context.onEvent,
  };
  return {
    signingName: 'kms',
    createKey: (arn, properties) => keys.create(arn, properties),
    createAlias: ({ AliasName, TargetKeyId }) => keys.name(String(AliasName), String(TargetKeyId)),
    handle: (call) => answerJson(protocol, call),
  };
}

class Keys {
  readonly #keys = new Map<string, Key>();
  readonly #aliases = new Map<string, string>();

  create(arn: string, { KeyUsage, KeySpec }: Properties): void {
    if (KeyUsage === undefined || KeyUsage === 'ENCRYPT_DECRYPT') return;
    if (KeySpec !== 'HMAC_256') throw new Error(`the lab cannot emulate a key of ${String(KeySpec)} for ${String(KeyUsage)}`);
    this.#keys.set(arn, { arn, secret: randomBytes(32) });
  }

  name(alias: string, arn: string): void {
    this.#aliases.set(alias, arn);
  }

  async macOf(action: string, { KeyId = '', MacAlgorithm, Message = '' }: Input, call: Call): Promise<{ key: Key; mac: Buffer }> {
    const key = this.#keys.get(this.#aliases.get(KeyId) ?? KeyId);
    if (key === undefined) throw new AwsError(400, 'NotFoundException', `${KeyId} is not found.`);
    await call.authorize(action, key.arn);
    if (MacAlgorithm !== ALGORITHM) throw new AwsError(400, 'InvalidKeyUsageException', `${MacAlgorithm} is not supported by this key.`);
    return { key, mac: createHmac('sha256', key.secret).update(Buffer.from(Message, 'base64')).digest() };
  }
}
