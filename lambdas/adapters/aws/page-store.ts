import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { PageStore } from '../../ports/page-store.ts';
import { repeatable } from './clients.ts';
import { orUnavailable, unavailable } from './failures.ts';

/** Who reads a page in an incident reads it again; a copy that is older than this is asked for anew. */
const CACHE_CONTROL = 'max-age=15, must-revalidate';

/**
 * Pages in a bucket, which may be in another region than the function. Replacing an object is repeatable. S3 says that an object is missing only
 * to those who may list the bucket; to everybody else it refuses, and a refusal is never taken for "there is none".
 */
export function s3PageStore(bucket: string, region: string, client = new S3Client(repeatable(region))): PageStore {
  const placeOf = (key: string) => `page s3://${bucket}/${key}`;
  return {
    async save(key, body, contentType) {
      const object = { Bucket: bucket, Key: key, Body: body, ContentType: contentType, CacheControl: CACHE_CONTROL };
      await client.send(new PutObjectCommand(object)).catch(orUnavailable(placeOf(key)));
    },
    async read(key) {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        return await Body?.transformToString();
      } catch (thrown) {
        if (thrown instanceof NoSuchKey) return undefined;
        throw unavailable(placeOf(key), thrown);
      }
    },
  };
}
