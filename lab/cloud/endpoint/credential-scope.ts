export type CredentialScope = { accessKeyId: string; region: string; service: string };

/**
 * Who calls, and which service of which region: from the `Authorization` header of Signature Version 4.
 * The signature itself is not checked; only processes of this rehearsal can reach the address.
 */
export function credentialScope(authorization: string | undefined): CredentialScope | undefined {
  const [, accessKeyId, region, service] =
    /^AWS4-HMAC-SHA256 Credential=([A-Z0-9]+)\/[0-9]{8}\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request/.exec(authorization ?? '') ?? [];
  return accessKeyId && region && service ? { accessKeyId, region, service } : undefined;
}
