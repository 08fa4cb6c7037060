import { KMSClient, KMSInvalidMacException, VerifyMacCommand } from '@aws-sdk/client-kms';
import { names } from '../../../lib/plan/names.ts';
import type { Plan } from '../../../lib/plan/schema.ts';
import type { LinkCheck } from '../../ports/link-check.ts';
import { repeatable } from './clients.ts';
import { unavailable } from './failures.ts';

/** Asks KMS whether the region's key made a signature (VerifyMac, which answers `KMSInvalidMacException` when it did not). */
export function kmsLinkCheck(plan: Pick<Plan, 'name'>, region: string, client = new KMSClient(repeatable(region))): LinkCheck {
  return {
    async genuine(text, mac) {
      const request = new VerifyMacCommand({
        KeyId: names.linkKey(plan),
        MacAlgorithm: 'HMAC_SHA_256',
        Message: Buffer.from(text),
        Mac: Buffer.from(mac, 'base64url'),
      });
      return client.send(request).then(
        ({ MacValid }) => MacValid === true,
        (thrown: unknown) => {
          if (thrown instanceof KMSInvalidMacException) return false;
          throw unavailable('check of a link', thrown);
        },
      );
    },
  };
}
