import { beyondReach } from '../../../lib/constructs/beyond-reach.ts';
import { acknowledgementFor } from '../../../lib/stability/acknowledgements.ts';
import { dependenciesOf, ruleBrokenBy } from '../../../lib/stability/dependencies.ts';
import { ACTIONS, REGIONAL } from '../../../lib/stability/planes.ts';
import { regionOf, UNKNOWN_REGION } from '../../../lib/stability/resource-region.ts';

const where = { own: 'eu-west-3', buckets: new Map([['reports-far', 'eu-west-1']]) };
const topic = (region: string) => `arn:aws:sns:${region}:111122223333:people`;
const zone = 'arn:aws:route53:::hostedzone/Z1';

describe('the region of a resource', () => {
  test.each([
    ['an ARN names it', topic('eu-west-1'), 'eu-west-1'],
    ['something of the stack is in the stack’s', { 'Fn::GetAtt': ['Key', 'Arn'] }, 'eu-west-3'],
    ['so is what is below it', { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Step', 'Arn'] }, ':*']] }, 'eu-west-3'],
    [
      'a joined ARN names it as well',
      { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':ssm:eu-west-1:111122223333:x']] },
      'eu-west-1',
    ],
    ['the pseudo parameter is the stack’s', { 'Fn::Join': [':', ['arn', 'aws', 'ssm', { Ref: 'AWS::Region' }, '', 'x']] }, 'eu-west-3'],
    ['a bucket of the app is where the app puts it', 'arn:aws:s3:::reports-far/some/*', 'eu-west-1'],
    ['a bucket of the stack is in the stack’s', { 'Fn::Join': ['', ['arn:aws:s3:::', { Ref: 'Bucket' }, '/*']] }, 'eu-west-3'],
    ['a bucket of somebody else is anywhere', 'arn:aws:s3:::theirs/*', UNKNOWN_REGION],
    ['a star for the region is anywhere', 'arn:aws:sns:*:111122223333:people', UNKNOWN_REGION],
    ['an import is anywhere', { 'Fn::ImportValue': 'theirs' }, UNKNOWN_REGION],
    ['an ARN without one is anywhere', 'arn:aws:sns::111122223333:people', UNKNOWN_REGION],
  ])('%s', (_, resource, region) => {
    expect(regionOf(resource, where)).toBe(region);
  });
});

test('a global action is answered in its home, whatever its resource', () => {
  const [found] = dependenciesOf([{ actions: ['route53:GetChange'], resources: ['*'] }], where);
  expect(found).toMatchObject({ action: 'route53:GetChange', region: 'us-east-1' });
});

test('a star reaches only as far as the resources of its own service', () => {
  const star = { actions: ['ec2:DescribeInstances', 'ssm:CancelCommand'], resources: ['*'] };
  const send = { actions: ['ssm:SendCommand'], resources: ['arn:aws:ec2:eu-west-1:111122223333:instance/i-1'] };
  expect(dependenciesOf([star, send], where).map(({ action, region }) => `${action} ${region}`)).toEqual([
    'ec2:DescribeInstances eu-west-3',
    'ssm:CancelCommand eu-west-1',
    'ssm:CancelCommand eu-west-3',
    'ssm:SendCommand eu-west-1',
  ]);
});

describe('a rule is broken', () => {
  const broken = (action: string, resource: string, reachable = ['eu-west-3']) =>
    dependenciesOf([{ actions: [action], resources: [resource] }], where).map((dependency) => ruleBrokenBy(dependency, reachable));

  test('by a global control plane also where its home is a region of the plan', () => {
    expect(broken('route53:GetChange', '*', ['us-east-1'])).toEqual(['GlobalControlPlane[route53:GetChange]']);
  });

  test('by another region, unless the scenario leaves it standing', () => {
    expect(broken('sns:Publish', topic('eu-west-1'))).toEqual(['LostSide[sns:Publish@eu-west-1]']);
    expect(broken('sns:Publish', topic('eu-west-1'), ['eu-west-3', 'eu-west-1'])).toEqual([undefined]);
  });

  test('not by the control plane of a region that stands', () => {
    expect(broken('ec2:StopInstances', 'arn:aws:ec2:eu-west-3:111122223333:instance/i-1')).toEqual([undefined]);
  });

  test('by an action that nobody has classified, when it is beyond reach', () => {
    expect(broken('sns:CreateTopic', topic('eu-west-1'))).toEqual(['LostSide[sns:CreateTopic@eu-west-1]']);
  });
});

describe('a reason beside a grant', () => {
  const change = { actions: ['route53:ChangeResourceRecordSets'], resources: [zone] };

  test('speaks for each call of that grant that is beyond reach, and for no other grant', () => {
    const publish = { actions: ['sns:Publish'], resources: [topic('eu-west-1')] };
    expect(beyondReach([{ ...change, withoutIt: 'accepted' }, publish], 'eu-west-3')).toEqual([
      { rule: 'GlobalControlPlane[route53:ChangeResourceRecordSets]', reason: 'accepted' },
    ]);
  });

  test('is refused where the grant stays in reach', () => {
    const near = { actions: ['sns:Publish'], resources: [topic('eu-west-3')], withoutIt: 'once it was elsewhere' };
    expect(() => beyondReach([near], 'eu-west-3')).toThrow('once it was elsewhere');
  });
});

test('the nearest acknowledgement counts, and a path is more than the beginning of a name', () => {
  const given = ['', 'stack', 'stack/Role', 'stack/Ro'].map((path) => ({ rule: 'R', path, reason: path }));
  expect(acknowledgementFor('R', 'stack/Role/Resource', given)?.path).toBe('stack/Role');
  expect(acknowledgementFor('R', 'stack/Roller/Resource', given)?.path).toBe('stack');
  expect(acknowledgementFor('other', 'stack/Role/Resource', given)).toBeUndefined();
});

test('every classification names a page of AWS, and no action is written with a star', () => {
  for (const [action, { home, source }] of ACTIONS) {
    expect(action).toMatch(/^[a-z0-9]+:[A-Za-z]+$/);
    expect(source.url).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/.+\.html$/);
    expect([REGIONAL, 'us-east-1', 'us-west-2']).toContain(home);
  }
  expect(ACTIONS.size).toBeGreaterThan(40);
});
