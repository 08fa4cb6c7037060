import { beyondReach } from '../../lib/constructs/beyond-reach.ts';
import { statusPageGrants } from '../../lib/constructs/status-page.ts';
import type { Plan } from '../../lib/plan/schema.ts';
import { appOf, Deployed, many, type Statement } from '../support/cdk/synthesized.ts';
import { planOf } from '../support/ports/builders.ts';

const BUCKET = 'reprise-taxcollector-status-111122223333-eu-west-1';
const deployed = (plan: Plan) => appOf(plan).stacks.map((stack) => new Deployed(stack)) as [Deployed, Deployed];
const openTo = (readers: Plan['statusPage']['readers']) =>
  planOf((plan) => {
    plan.statusPage.readers = readers;
  });
const everybody = deployed(openTo('everybody'));
const account = deployed(openTo('account'));
const statementsOf = ({ resources }: Deployed): Statement[] => {
  const [id] = Object.entries(resources).find(([, one]) => one.Properties.BucketName === BUCKET) ?? [];
  const policies = Object.values(resources).filter((one) => one.Type === 'AWS::S3::BucketPolicy');
  const own = policies.find((one) => (one.Properties.Bucket as { Ref: string }).Ref === id);
  return (own?.Properties.PolicyDocument as { Statement: Statement[] } | undefined)?.Statement ?? [];
};

test('the page is in the recovery region and nowhere else', () => {
  expect(everybody.map((one) => one.of('AWS::S3::Bucket').filter(({ Properties }) => Properties.BucketName === BUCKET).length)).toEqual([
    0, 1,
  ]);
});

test('with one region it is there', () => {
  const plan = planOf((one) => {
    one.regions = one.regions.slice(0, 1);
    one.database.nodes = one.database.nodes.filter(({ region }) => region === 'eu-west-3');
  });
  const [only] = deployed(plan);
  expect(only.named('AWS::S3::Bucket', 'BucketName', 'reprise-taxcollector-status-111122223333-eu-west-3')).toBeDefined();
});

test('it is encrypted, keeps its versions and outlives the stack', () => {
  for (const [, there] of [everybody, account]) {
    const bucket = there.of('AWS::S3::Bucket').find(({ Properties }) => Properties.BucketName === BUCKET);
    expect(bucket).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        VersioningConfiguration: { Status: 'Enabled' },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
      },
    });
  }
});

test('for everybody: objects may be read over TLS, nothing be listed, nothing be written', () => {
  const [, there] = everybody;
  const allowed = statementsOf(there).filter(({ Effect }) => Effect === 'Allow');
  expect(allowed).toEqual([
    expect.objectContaining({ Action: 's3:GetObject', Principal: { AWS: '*' }, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }),
  ]);
  const denied = statementsOf(there).filter(({ Effect }) => Effect === 'Deny');
  expect(denied.flatMap(({ Condition }) => Object.keys(Condition ?? {}))).toEqual(expect.arrayContaining(['Bool', 'NumericLessThan']));
  expect(there.named('AWS::S3::Bucket', 'BucketName', BUCKET).PublicAccessBlockConfiguration).toEqual({
    BlockPublicAcls: true,
    IgnorePublicAcls: true,
    BlockPublicPolicy: false,
    RestrictPublicBuckets: false,
  });
});

test('for the account: nobody outside reads anything', () => {
  const [, there] = account;
  expect(statementsOf(there).filter(({ Effect }) => Effect === 'Allow')).toEqual([]);
  expect(there.named('AWS::S3::Bucket', 'BucketName', BUCKET).PublicAccessBlockConfiguration).toEqual({
    BlockPublicAcls: true,
    IgnorePublicAcls: true,
    BlockPublicPolicy: true,
    RestrictPublicBuckets: true,
  });
});

test('who deploys reads the address', () => {
  const outputs = Object.values(everybody[1].template.toJSON().Outputs as Record<string, { Value: string }>);
  expect(outputs.map(({ Value }) => Value)).toContain(`https://${BUCKET}.s3.eu-west-1.amazonaws.com/index.html`);
});

test('any region may refresh it, and says what becomes of a recovery when the page’s region does not answer', () => {
  const plan = planOf();
  const buckets = new Map([[BUCKET, 'eu-west-1']]);
  const [away, home] = ['eu-west-3', 'eu-west-1'].map((region) => ({ region, grants: statusPageGrants(plan, region) }));
  for (const { grants } of [away, home].filter((one) => one !== undefined))
    expect(grants.map(({ actions, resources }) => [actions, resources])).toEqual([
      [['s3:GetObject', 's3:PutObject'], [`arn:aws:s3:::${BUCKET}/*`]],
      [['s3:ListBucket'], [`arn:aws:s3:::${BUCKET}`]],
    ]);
  expect(beyondReach(away?.grants ?? [], 'eu-west-3', buckets).map(({ rule }) => rule)).toEqual([
    'LostSide[s3:GetObject@eu-west-1]',
    'LostSide[s3:ListBucket@eu-west-1]',
    'LostSide[s3:PutObject@eu-west-1]',
  ]);
  expect(beyondReach(home?.grants ?? [], 'eu-west-1', buckets)).toEqual([]);
  expect(many(away?.grants[0]?.withoutIt)).toEqual([expect.stringContaining('no recovery waits for it')]);
});
