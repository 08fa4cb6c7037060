import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { s3PageStore } from '../../../../lambdas/adapters/aws/page-store.ts';

const store = () => s3PageStore('pages', 'eu-west-1');
const body = (text: string) => ({ Body: { transformToString: async () => text } }) as never;

test('a page is replaced, with its type, and copies of it are asked for anew soon', async () => {
  const s3 = mockClient(S3Client);
  s3.on(PutObjectCommand).resolves({});
  await store().save('fr.html', '<p>é</p>', 'text/html; charset=utf-8');
  expect(s3.commandCalls(PutObjectCommand)[0]?.args[0].input).toEqual({
    Bucket: 'pages',
    Key: 'fr.html',
    Body: '<p>é</p>',
    ContentType: 'text/html; charset=utf-8',
    CacheControl: 'max-age=15, must-revalidate',
  });
});

test('what is there is read; what is not there is nothing, and only when S3 says so', async () => {
  const s3 = mockClient(S3Client);
  s3.on(GetObjectCommand, { Bucket: 'pages', Key: 'a' }).resolves(body('text'));
  s3.on(GetObjectCommand, { Key: 'b' }).rejects(new NoSuchKey({ message: 'none', $metadata: { httpStatusCode: 404 } }));
  s3.on(GetObjectCommand, { Key: 'c' }).rejects(
    Object.assign(new Error('no'), { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } }),
  );
  expect(await store().read('a')).toBe('text');
  expect(await store().read('b')).toBeUndefined();
  await expect(store().read('c')).rejects.toMatchObject({
    name: 'DependencyUnavailable',
    message: 'page s3://pages/c: AccessDenied: no',
    details: { condition: 'AccessDenied' },
  });
});

test('a page that cannot be written is named', async () => {
  mockClient(S3Client).on(PutObjectCommand).rejects(new Error('socket hang up'));
  await expect(store().save('fr.html', '', 'text/html')).rejects.toMatchObject({
    name: 'DependencyUnavailable',
    message: expect.stringContaining('page s3://pages/fr.html'),
  });
});

test('the client speaks to the region of the bucket, twice at most, and waits no longer than it says', async () => {
  const s3 = mockClient(S3Client);
  s3.on(PutObjectCommand).resolves({});
  await store().save('a', '', 'text/html');
  const [call] = s3.commandCalls(PutObjectCommand);
  const { config } = (call ?? { thisValue: undefined }).thisValue as unknown as S3Client;
  expect([await config.region(), await config.maxAttempts()]).toEqual(['eu-west-1', 2]);
});
