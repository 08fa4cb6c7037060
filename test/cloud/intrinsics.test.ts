import type { Stack } from '../../lab/cloud/assembly/read-assembly.ts';
import { resolveStacks } from '../../lab/cloud/assembly/resolve-stack.ts';
import { requireKnownTypes } from '../../lab/cloud/assembly/resource-types.ts';
import type { Template } from '../../lab/cloud/assembly/template.ts';

const outside = { parameter: (_region: string, name: string) => (name === '/cdk/version' ? '31' : undefined) };

function stack(template: Template, region = 'eu-west-3', name = `app-${region}`): Stack {
  return { name, region, account: '111122223333', template, asset: (key) => `/assets/${key}` };
}

/** Properties of a topic that carries the value to resolve. */
function resolved(value: unknown, more: Template = {}): unknown {
  const Resources = { ...more.Resources, Subject: { Type: 'AWS::SNS::Topic', Properties: { Value: value } } };
  const found = resolveStacks([stack({ ...more, Resources })], outside);
  return found.find((resource) => resource.logicalId === 'Subject')?.properties.Value;
}

const table = { Table: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'incidents' } } };

test.each<[string, unknown, unknown]>([
  ['a pseudo parameter', { Ref: 'AWS::Region' }, 'eu-west-3'],
  ['the name of a table', { Ref: 'Table' }, 'incidents'],
  ['the ARN of a table', { 'Fn::GetAtt': ['Table', 'Arn'] }, 'arn:aws:dynamodb:eu-west-3:111122223333:table/incidents'],
  ['an attribute written with a dot', { 'Fn::GetAtt': 'Table.Arn' }, 'arn:aws:dynamodb:eu-west-3:111122223333:table/incidents'],
  ['a joined text', { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':x']] }, 'arn:aws:x'],
  [
    'a substitution',
    { 'Fn::Sub': `\${AWS::AccountId}/\${Table}/\${Table.Arn}/\${!kept}` },
    `111122223333/incidents/arn:aws:dynamodb:eu-west-3:111122223333:table/incidents/\${kept}`,
  ],
  ['a substitution with variables', { 'Fn::Sub': [`\${a}-\${AWS::Region}`, { a: { Ref: 'Table' } }] }, 'incidents-eu-west-3'],
  ['a part of a split text', { 'Fn::Select': [1, { 'Fn::Split': ['/', 'a/b/c'] }] }, 'b'],
  ['a mapping', { 'Fn::FindInMap': ['Sizes', { Ref: 'AWS::Region' }, 'big'] }, 7],
  ['a list without what has no value', [1, { Ref: 'AWS::NoValue' }, 2], [1, 2]],
  ['an object without what has no value', { a: 1, b: { Ref: 'AWS::NoValue' } }, { a: 1 }],
  ['the branch of a true condition', { 'Fn::If': ['InParis', 'yes', 'no'] }, 'yes'],
  ['an SSM parameter', { Ref: 'Version' }, '31'],
])('%s is resolved', (_, value, expected) => {
  const more: Template = {
    Resources: table,
    Mappings: { Sizes: { 'eu-west-3': { big: 7 } } },
    Conditions: {
      InParis: { 'Fn::And': [{ 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-3'] }, { 'Fn::Not': [{ 'Fn::Equals': ['a', 'b'] }] }] },
    },
    Parameters: { Version: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk/version' } },
  };
  expect(resolved(value, more)).toEqual(expected);
});

test('a resource whose condition is false does not exist', () => {
  const template = { Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } }, Resources: { Table: { ...table.Table, Condition: 'Never' } } };
  expect(resolveStacks([stack(template)], outside)).toEqual([]);
});

test('a resource without a name gets one that stays the same and differs between regions', () => {
  const template = { Resources: { Role: { Type: 'AWS::IAM::Role', Properties: {} } } };
  const [paris, again] = [resolveStacks([stack(template)], outside)[0], resolveStacks([stack(template)], outside)[0]];
  const [dublin] = resolveStacks([stack(template, 'eu-west-1')], outside);
  expect(paris?.arn).toMatch(/^arn:aws:iam::111122223333:role\/app-eu-west-3-Role-/);
  expect(again?.arn).toBe(paris?.arn);
  expect(dublin?.arn).not.toBe(paris?.arn);
});

test('a stack imports what another stack of its region exports, and nothing of another region', () => {
  const exporting = stack(
    { Resources: table, Outputs: { Name: { Value: { Ref: 'Table' }, Export: { Name: 'the-table' } } } },
    'eu-west-3',
    'one',
  );
  const importing = (region: string) =>
    stack({ Resources: { Topic: { Type: 'AWS::SNS::Topic', Properties: { Value: { 'Fn::ImportValue': 'the-table' } } } } }, region, 'two');
  const found = resolveStacks([exporting, importing('eu-west-3')], outside);
  expect(found.find((resource) => resource.stack === 'two')?.properties.Value).toBe('incidents');
  expect(() => resolveStacks([exporting, importing('eu-west-1')], outside)).toThrow('no stack of eu-west-1 exports the-table');
});

test.each<[string, unknown, string]>([
  ['an unknown function', { 'Fn::Base64': 'x' }, 'the lab cannot emulate the intrinsic function Fn::Base64'],
  ['an unknown attribute', { 'Fn::GetAtt': ['Table', 'StreamArn'] }, 'the lab cannot emulate attribute StreamArn of AWS::DynamoDB::Table'],
  ['a reference into nothing', { Ref: 'Gone' }, 'refers to Gone, which it does not contain'],
])('%s is refused, with stack and resource named', (_, value, message) => {
  expect(() => resolved(value, { Resources: table })).toThrow(message);
  expect(() => resolved(value, { Resources: table })).toThrow('stack app-eu-west-3, resource Subject (AWS::SNS::Topic)');
});

test('a resource type the lab does not know is refused by its name', () => {
  const resources = resolveStacks([stack({ Resources: { ...table, Queue: { Type: 'AWS::RDS::DBCluster' } } })], outside);
  expect(() => requireKnownTypes(resources)).toThrow('the lab cannot emulate AWS::RDS::DBCluster (app-eu-west-3, Queue)');
});
