import { randomBytes } from 'node:crypto';
import { GenerateMacCommand, KMSClient } from '@aws-sdk/client-kms';
import { names } from '../../../lib/plan/names.ts';
import type { Plan } from '../../../lib/plan/schema.ts';
import { canonicalText, type LinkContent, queryOf } from '../../domain/link.ts';
import { DependencyUnavailable } from '../../errors.ts';
import type { LinkMaker, LinkTarget } from '../../ports/link-maker.ts';
import { quick } from './clients.ts';
import { orUnavailable } from './failures.ts';

/** Bytes of chance in each link: 128 bits, so that no two links are the same and none can be guessed. */
const NONCE = 16;

/**
 * Links signed by the region's HMAC key, which never leaves KMS (GenerateMac, HMAC_SHA_256: 32 bytes). `base` is the address of the page that
 * they lead to, known only after its deployment; without one there are no links. A message waits no longer than a second or two for a signature.
 */
export function kmsLinks(
  plan: Pick<Plan, 'name'>,
  region: string,
  base: string | undefined,
  client = new KMSClient(quick(region)),
): LinkMaker {
  return {
    async linkTo(target) {
      if (base === undefined) throw new DependencyUnavailable('links: nobody has said where they lead to', { condition: 'NoLinkPage' });
      const content = contentOf(target);
      const Message = Buffer.from(canonicalText(content, { plan, region }));
      const request = new GenerateMacCommand({ KeyId: names.linkKey(plan), MacAlgorithm: 'HMAC_SHA_256', Message });
      const { Mac } = await client.send(request).catch(orUnavailable('signature of a link'));
      if (Mac === undefined) throw new DependencyUnavailable('signature of a link: KMS answered without one', { condition: 'NoMac' });
      return `${base}?${queryOf({ ...content, mac: Buffer.from(Mac).toString('base64url') })}`;
    },
  };
}

function contentOf({ incident, action, question, audience, expiresAt }: LinkTarget): LinkContent {
  return {
    incident,
    action,
    ...(question === undefined ? {} : { question }),
    audience,
    expires: Math.floor(Date.parse(expiresAt) / 1000),
    nonce: randomBytes(NONCE).toString('base64url'),
  };
}
