import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetParameterCommand, ParameterNotFound, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { dynamoOutageLogs } from '../../../../lambdas/adapters/aws/outage-logs.ts';
import { ssmSwitchBoard } from '../../../../lambdas/adapters/aws/switch-board.ts';
import { outage } from '../../../support/outages/builders.ts';
import { planOf } from '../../../support/ports/builders.ts';

const PARAMETER = '/taxcollector/switches/mvola';
const failure = (name: string, status?: number) =>
  Object.assign(new Error(name), { name, ...(status && { $metadata: { httpStatusCode: status } }) });
const ssm = mockClient(SSMClient);
beforeEach(() => ssm.reset());
const board = () => ssmSwitchBoard('eu-west-3');

test('reads value and version, without decrypting anything', async () => {
  ssm.on(GetParameterCommand).resolves({ Parameter: { Value: 'online', Version: 3 } });
  expect(await board().read(PARAMETER)).toEqual({ value: 'online', version: 3 });
  expect(ssm.commandCalls(GetParameterCommand)[0]?.args[0].input).toEqual({ Name: PARAMETER });
});

test('a parameter that does not exist is nothing; a store that does not answer is unavailable', async () => {
  ssm
    .on(GetParameterCommand)
    .rejectsOnce(new ParameterNotFound({ message: '', $metadata: {} }))
    .rejects(failure('TimeoutError'));
  expect(await board().read(PARAMETER)).toBeUndefined();
  await expect(board().read(PARAMETER)).rejects.toMatchObject({ name: 'DependencyUnavailable' });
});

test('writes over what exists, keeps its type, and says the version', async () => {
  ssm.on(PutParameterCommand).resolves({ Version: 4 });
  expect(await board().set(PARAMETER, 'offline')).toBe(4);
  expect(ssm.commandCalls(PutParameterCommand)[0]?.args[0].input).toEqual({ Name: PARAMETER, Value: 'offline', Overwrite: true });
});

test.each([
  ['a refusal', failure('AccessDeniedException', 400), 'EffectRefused'],
  ['throttling', failure('ThrottlingException', 400), 'DependencyUnavailable'],
  ['silence', failure('TimeoutError'), 'OutcomeUnknown'],
  ['an error of the service', failure('InternalServerError', 500), 'OutcomeUnknown'],
])('%s is told apart, and tried once', async (_, thrown, name) => {
  ssm.on(PutParameterCommand).rejects(thrown);
  await expect(board().set(PARAMETER, 'offline')).rejects.toMatchObject({ name, message: expect.stringContaining(PARAMETER) });
  expect(ssm.commandCalls(PutParameterCommand)).toHaveLength(1);
});

test('each dependency has a lock of its own', async () => {
  const table = mockClient(DynamoDBDocumentClient);
  table.on(GetCommand).resolves({ Item: { owner: outage().executionId, token: 7 } });
  const logOf = dynamoOutageLogs(planOf(), 'eu-west-3', new DynamoDBClient({ region: 'eu-west-3' }));
  for (const dependency of ['mvola', 'smtp']) await logOf(dependency).assertOwner(outage());
  expect(table.commandCalls(GetCommand).map(({ args }) => args[0].input.Key)).toEqual([
    { pk: 'scenario#dependency-mvola', sk: 'lock' },
    { pk: 'scenario#dependency-smtp', sk: 'lock' },
  ]);
});
