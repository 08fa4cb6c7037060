import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { answerJson, type JsonProtocol } from '../protocols/json.ts';
import { AwsError, type Call, type ServiceContext } from '../service.ts';
import type { Kms } from '../services.ts';

type MacInput = { KeyId?: string; MacAlgorithm?: string; Message?: string; Mac?: string };
type Key = { arn: string; secret: Buffer };

/** What a key of KeySpec HMAC_256 can do, the one kind that is rehearsed. */
const KEY_SPEC = 'HMAC_256';
const ALGORITHM = 'HMAC_SHA_256';
/** "A message … up to 4,096 bytes". */
const MESSAGE_BYTES = 4_096;

/** KMS of a region, as far as messages are signed with it: every HMAC key has a random secret of its own, which nothing hands out. */
export function createKms(context: ServiceContext): Kms {
  const keys = new Keys(context);
  const protocol: JsonProtocol = {
    service: 'kms',
    version: '1.1',
    target: 'TrentService',
    namespace: 'com.amazonaws.kms',
    operations: {
      GenerateMac: (input: MacInput, call: Call) => keys.generate(input, call),
      VerifyMac: (input: MacInput, call: Call) => keys.verify(input, call),
    },
    onEvent: context.onEvent,
  };
  return {
    signingName: 'kms',
    createKey: (arn, properties) => keys.create(arn, properties),
    createAlias: (properties) => keys.name(String(properties.AliasName), String(properties.TargetKeyId)),
    handle: (call) => answerJson(protocol, call),
  };
}

class Keys {
  readonly #context: ServiceContext;
  readonly #byArn = new Map<string, Key>();
  readonly #aliases = new Map<string, string>();

  constructor(context: ServiceContext) {
    this.#context = context;
  }

  /** Keys of other kinds do nothing a rehearsal could see: nothing is encrypted at rest on this computer. */
  create(arn: string, { KeySpec, KeyUsage }: { KeySpec?: unknown; KeyUsage?: unknown }): void {
    if (KeySpec === KEY_SPEC && KeyUsage === 'GENERATE_VERIFY_MAC') this.#byArn.set(arn, { arn, secret: randomBytes(32) });
    else if (KeyUsage === 'GENERATE_VERIFY_MAC')
      throw new Error(`the lab cannot emulate a key of KeySpec ${String(KeySpec)}; it has ${KEY_SPEC}`);
  }

  name(alias: string, target: string): void {
    this.#aliases.set(alias, target.startsWith('arn:') ? target : this.#arnOf(`key/${target}`));
  }

  async generate(input: MacInput, call: Call): Promise<object> {
    const { key, message } = await this.#asked('kms:GenerateMac', input, call);
    return { KeyId: key.arn, MacAlgorithm: ALGORITHM, Mac: macOf(key, message).toString('base64') };
  }

  async verify(input: MacInput, call: Call): Promise<object> {
    const { key, message } = await this.#asked('kms:VerifyMac', input, call);
    const wanted = macOf(key, message);
    const given = Buffer.from(input.Mac ?? '', 'base64');
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted))
      throw new AwsError(400, 'KMSInvalidMacException', 'The MAC is not valid');
    return { KeyId: key.arn, MacAlgorithm: ALGORITHM, MacValid: true };
  }

  async #asked(action: string, { KeyId = '', MacAlgorithm, Message = '' }: MacInput, call: Call): Promise<{ key: Key; message: Buffer }> {
    const arn = this.#resolve(KeyId);
    // A key that is not there is told before anything is decided about it; a call by its alias is decided for the key.
    const key = arn === undefined ? undefined : this.#byArn.get(arn);
    if (!key) throw new AwsError(400, 'NotFoundException', `Key or alias '${KeyId}' does not exist`);
    const alias = KeyId.includes('alias/') ? { 'kms:RequestAlias': KeyId.slice(KeyId.indexOf('alias/')) } : {};
    await call.authorize(action, key.arn, { 'kms:MacAlgorithm': String(MacAlgorithm), ...alias });
    if (MacAlgorithm !== ALGORITHM)
      throw new AwsError(400, 'InvalidKeyUsageException', `Algorithm ${String(MacAlgorithm)} is incompatible with key spec ${KEY_SPEC}`);
    const message = Buffer.from(Message, 'base64');
    if (message.length === 0 || message.length > MESSAGE_BYTES)
      throw new AwsError(400, 'ValidationException', `A message of ${message.length} bytes; required 1 to ${MESSAGE_BYTES}`);
    return { key, message };
  }

  /** Key id, key ARN, alias name or alias ARN. */
  #resolve(keyId: string): string | undefined {
    if (keyId.startsWith('arn:') && keyId.includes(':key/')) return keyId;
    if (keyId.includes('alias/')) return this.#aliases.get(keyId.slice(keyId.indexOf('alias/')));
    return this.#arnOf(`key/${keyId}`);
  }

  #arnOf(what: string): string {
    return `arn:aws:kms:${this.#context.region}:${this.#context.account}:${what}`;
  }
}

const macOf = ({ secret }: Key, message: Buffer): Buffer => createHmac('sha256', secret).update(message).digest();
