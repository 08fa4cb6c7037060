import { randomUUID } from 'node:crypto';
import { buildApp } from 'fauxqs';
import { renamed, xmlAnswer } from '../protocols/query.ts';
import { element, elementsAt, parseXml, textAt } from '../protocols/xml.ts';
import { type Answer, AwsError, type Call, type ServiceContext } from '../service.ts';
import type { Properties, S3, StoredObject } from '../services.ts';

type Storage = ReturnType<typeof buildApp>;

/** Bucket properties that change nothing for who writes and reads objects. */
const WITHOUT_EFFECT = new Set([
  'BucketName',
  'BucketEncryption',
  'LifecycleConfiguration',
  'LoggingConfiguration',
  'OwnershipControls',
  'PublicAccessBlockConfiguration',
  'Tags',
  'VersioningConfiguration',
]);
/** Conditions and copies that the storage would silently not honour. */
const NOT_HONOURED = ['if-match', 'if-none-match', 'x-amz-copy-source', 'x-amz-object-lock-mode'];

/** S3 of a region, path-style; objects live in fauxqs, in this process and without a port. */
export async function createS3(context: ServiceContext): Promise<S3> {
  const storage = buildApp({ logger: false, defaultRegion: context.region });
  await storage.ready();
  const broken = new Set<string>();
  return {
    signingName: 's3',
    createBucket: (properties) => createBucket(storage, properties),
    objects: (bucket) => objectsOf(storage, bucket),
    breakBucket: (bucket) => void broken.add(bucket),
    handle: (call) => handle(context, storage, call, broken),
    stop: () => Promise.resolve(storage.close()).then(() => undefined),
  };
}

async function handle(context: ServiceContext, storage: Storage, call: Call, broken: ReadonlySet<string>): Promise<Answer> {
  try {
    const { action, resource } = operationOf(context, call);
    await call.authorize(action, resource);
    refuseBroken(context, broken, action, resource);
    return await forward(storage, call.method, call.url, call.headers, call.body);
  } catch (error) {
    if (error instanceof AwsError) return s3Error(error);
    throw error;
  }
}

/** A bucket that somebody closed behind the plan's back: the roles are as they were, so it is not their denial. */
function refuseBroken({ onEvent }: ServiceContext, broken: ReadonlySet<string>, action: string, resource: string): void {
  const [bucket = '', ...key] = resource.replace('arn:aws:s3:::', '').split('/');
  if (!broken.has(bucket) || key.length === 0) return;
  const refusal = { service: 's3', operation: `${action} ${resource}`, reason: 'the bucket denies access in this rehearsal' };
  onEvent({ at: new Date().toISOString(), kind: 'refused', ...refusal, byFault: true });
  throw new AwsError(403, 'AccessDenied', 'Access Denied');
}

/** Action and ARN of the service authorization reference for the operations that are implemented. */
function operationOf(context: ServiceContext, call: Call): { action: string; resource: string } {
  const { pathname, searchParams } = new URL(call.url, 'http://s3');
  const [, bucket = '', key = ''] = /^\/([^/]+)\/?(.*)$/.exec(pathname) ?? [];
  const sub = [...searchParams.keys()].filter((name) => name !== 'x-id');
  const unhonoured = NOT_HONOURED.find((header) => call.headers[header] !== undefined);
  if (bucket && key && sub.length === 0 && !unhonoured) {
    const actions: Record<string, string> = { PUT: 's3:PutObject', GET: 's3:GetObject', HEAD: 's3:GetObject', DELETE: 's3:DeleteObject' };
    const action = actions[call.method];
    if (action) return { action, resource: `arn:aws:s3:::${bucket}/${decodeURIComponent(key)}` };
  }
  const listing = call.method === 'GET' ? searchParams.get('list-type') === '2' : call.method === 'HEAD' && sub.length === 0;
  if (bucket && !key && listing) return { action: 's3:ListBucket', resource: `arn:aws:s3:::${bucket}` };
  const operation = `${call.method} ${call.url.split('?')[0]} ${[...sub, ...(unhonoured ? [unhonoured] : [])].join(' ')}`.trim();
  context.onEvent({
    at: new Date().toISOString(),
    kind: 'refused',
    service: 's3',
    operation,
    reason: 'the rehearsed cloud does not implement it',
  });
  throw new AwsError(
    501,
    'NotImplemented',
    `A header or operation you provided implies functionality that is not implemented: ${operation}`,
  );
}

async function createBucket(storage: Storage, properties: Properties): Promise<void> {
  const unknown = Object.keys(properties).filter((name) => !WITHOUT_EFFECT.has(name));
  if (unknown.length > 0) throw new Error(`bucket ${properties.BucketName}: ${unknown.join(', ')} can't be rehearsed`);
  const answer = await forward(storage, 'PUT', `/${properties.BucketName}`, {}, Buffer.alloc(0));
  if (answer.status !== 200) throw new Error(`bucket ${properties.BucketName} was not created: ${answer.body}`);
}

async function objectsOf(storage: Storage, bucket: string): Promise<StoredObject[]> {
  const listing = await forward(storage, 'GET', `/${bucket}?list-type=2`, {}, Buffer.alloc(0));
  if (listing.status !== 200) return [];
  const keys = elementsAt(parseXml(String(listing.body)), 'Contents').map((one) => textAt(one, 'Key') ?? '');
  return Promise.all(
    keys.map(async (key) => {
      const path = key.split('/').map(encodeURIComponent).join('/');
      const object = await forward(storage, 'GET', `/${bucket}/${path}`, {}, Buffer.alloc(0));
      return { key, body: String(object.body), contentType: String(object.headers?.['content-type'] ?? '') };
    }),
  );
}

async function forward(storage: Storage, method: string, url: string, headers: Call['headers'], body: Buffer): Promise<Answer> {
  const { connection: _, 'transfer-encoding': __, expect: ___, ...kept } = headers;
  const answer = await storage.inject({
    method: method as 'GET',
    url,
    headers: { ...kept, host: '127.0.0.1' },
    ...(body.length > 0 && { payload: body }),
  });
  const given = Object.entries(answer.headers).filter(([name]) => name !== 'connection' && name !== 'transfer-encoding');
  return {
    status: answer.statusCode,
    headers: Object.fromEntries(given.map(([name, value]) => [name, String(value)])),
    body: answer.rawPayload,
  };
}

function s3Error(error: AwsError): Answer {
  const content = [element('Code', renamed(error, 'AccessDenied')), element('Message', error.message), element('RequestId', randomUUID())];
  return xmlAnswer(error.status, element('Error', content));
}
