import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { createS3 } from '../../../lab/cloud/s3/create-s3.ts';
import type { S3 } from '../../../lab/cloud/services.ts';
import { credentials, errorOf, REGION, type Served, Surroundings, serve } from '../../support/cloud/serve.ts';

const Bucket = 'reprise-reports';
let surroundings: Surroundings;
let s3: S3;
let served: Served;
let client: S3Client;

beforeEach(async () => {
  surroundings = new Surroundings();
  s3 = await createS3(surroundings.context);
  await s3.createBucket({ BucketName: Bucket, VersioningConfiguration: { Status: 'Enabled' } });
  served = await serve(s3, surroundings);
  client = new S3Client({ endpoint: served.endpoint, region: REGION, credentials, forcePathStyle: true, maxAttempts: 1 });
});

afterEach(async () => {
  client.destroy();
  await served.stop();
});

const put = (Key: string, Body: string | Buffer) =>
  client.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: 'application/json' }));

test('keeps an object as it was written, and the lab can read it', async () => {
  await put('incidents/2026 été/report.json', '{"verdict":"passed"}');
  const read = await client.send(new GetObjectCommand({ Bucket, Key: 'incidents/2026 été/report.json' }));
  expect(await read.Body?.transformToString()).toBe('{"verdict":"passed"}');
  expect(read.ContentType).toBe('application/json');
  expect(await s3.objects(Bucket)).toEqual([
    { key: 'incidents/2026 été/report.json', body: '{"verdict":"passed"}', contentType: 'application/json' },
  ]);
});

test('replaces an earlier version and takes megabytes', async () => {
  await put('a', 'old');
  await put('a', Buffer.alloc(3_000_000, 'x'));
  const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'a' }));
  expect(head.ContentLength).toBe(3_000_000);
  const listed = await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'a' }));
  expect(listed.Contents?.map((one) => one.Key)).toEqual(['a']);
});

test('asks for the object by its ARN and for the bucket when listing', async () => {
  await put('a/b c', '1');
  await client.send(new ListObjectsV2Command({ Bucket }));
  expect(surroundings.authorized).toEqual([
    { action: 's3:PutObject', resource: `arn:aws:s3:::${Bucket}/a/b c` },
    { action: 's3:ListBucket', resource: `arn:aws:s3:::${Bucket}` },
  ]);
});

test('answers a missing object and a missing bucket in AWS words', async () => {
  expect(await errorOf(client.send(new GetObjectCommand({ Bucket, Key: 'none' })))).toMatchObject({ name: 'NoSuchKey' });
  const nowhere = client.send(new PutObjectCommand({ Bucket: 'nowhere', Key: 'a', Body: '1' }));
  expect(await errorOf(nowhere)).toMatchObject({ name: 'NoSuchBucket' });
  expect(await s3.objects('nowhere')).toEqual([]);
});

test('refuses what it does not implement instead of ignoring it', async () => {
  expect(await errorOf(client.send(new CreateBucketCommand({ Bucket: 'other' })))).toMatchObject({ name: 'NotImplemented' });
  const conditional = client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: '1', IfNoneMatch: '*' }));
  expect(await errorOf(conditional)).toMatchObject({ name: 'NotImplemented' });
  expect(surroundings.eventsOf('refused')).toHaveLength(2);
  await expect(s3.createBucket({ BucketName: 'b', ReplicationConfiguration: {} })).rejects.toThrow(/ReplicationConfiguration/);
});

test('a denied write arrives as AccessDenied and stores nothing', async () => {
  surroundings.denied.add('s3:PutObject');
  expect(await errorOf(put('a', '1'))).toMatchObject({ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });
  expect(await s3.objects(Bucket)).toEqual([]);
});
