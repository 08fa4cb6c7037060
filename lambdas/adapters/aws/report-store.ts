import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { names } from '../../../lib/plan/names.ts';
import type { Plan } from '../../../lib/plan/schema.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import { repeatable } from './clients.ts';
import { orUnavailable } from './failures.ts';

/** Reports as readable JSON in the bucket of the function's own region. */
export function s3ReportStore(
  plan: Pick<Plan, 'name' | 'account'>,
  region: string,
  client = new S3Client(repeatable(region)),
): ReportStore {
  const Bucket = names.reportBucket(plan, region);
  return {
    async save(key, content) {
      const Body = `${JSON.stringify(content, null, 2)}\n`;
      await client
        .send(new PutObjectCommand({ Bucket, Key: key, Body, ContentType: 'application/json' }))
        .catch(orUnavailable(`report s3://${Bucket}/${key}`));
    },
  };
}
