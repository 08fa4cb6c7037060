import { names } from '../../lib/plan/names.ts';
import { FUNCTIONS } from '../../lib/plan/steps.ts';
import { appOf, Deployed, many } from '../support/cdk/synthesized.ts';
import { planOf } from '../support/ports/builders.ts';

const plan = planOf();
const stacks = appOf(plan).stacks.map((stack) => new Deployed(stack));
const functionOf = (deployed: Deployed, name: string) => deployed.named('AWS::Lambda::Function', 'FunctionName', names.step(plan, name));
const idOf = (deployed: Deployed, type: string, found: (properties: Record<string, unknown>) => boolean) =>
  Object.entries(deployed.resources).find(([, one]) => one.Type === type && found(one.Properties))?.[0];

describe.each(stacks)('in $region', (deployed) => {
  const page = idOf(deployed, 'AWS::Lambda::Function', ({ FunctionName }) => FunctionName === names.step(plan, 'answer-link'));
  const key = idOf(deployed, 'AWS::KMS::Key', ({ KeyUsage }) => KeyUsage === 'GENERATE_VERIFY_MAC');

  test('links are signed by an HMAC key that outlives the stack, found by the name of the plan', () => {
    expect(deployed.resources[key ?? '']).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', Properties: { KeySpec: 'HMAC_256' } });
    expect(deployed.named('AWS::KMS::Alias', 'AliasName', names.linkKey(plan)).TargetKeyId).toEqual({ 'Fn::GetAtt': [key, 'Arn'] });
  });

  test('one address is open to everybody: that of the page, and nothing else of the function', () => {
    expect(deployed.of('AWS::Lambda::Url').map((one) => one.Properties)).toEqual([
      expect.objectContaining({ AuthType: 'NONE', TargetFunctionArn: { 'Fn::GetAtt': [page, 'Arn'] } }),
    ]);
    const toEverybody = deployed.of('AWS::Lambda::Permission').filter((one) => one.Properties.Principal === '*');
    expect(
      toEverybody.map(({ Properties }) => [Properties.Action, Properties.FunctionUrlAuthType, Properties.InvokedViaFunctionUrl]),
    ).toEqual([
      ['lambda:InvokeFunctionUrl', 'NONE', undefined],
      ['lambda:InvokeFunction', undefined, true],
    ]);
    for (const { Properties } of toEverybody) expect(Properties.FunctionName).toEqual({ 'Fn::GetAtt': [page, 'Arn'] });
  });

  test('the open internet can keep five pages busy, and no function of a recovery', () => {
    expect(functionOf(deployed, 'answer-link').ReservedConcurrentExecutions).toBe(5);
    for (const name of FUNCTIONS.filter((one) => one !== 'answer-link'))
      expect(functionOf(deployed, name).ReservedConcurrentExecutions).toBeUndefined();
  });

  test('whoever sends links may sign and knows where they lead; the page may check and not sign; nobody else has either', () => {
    const may = (name: string, action: string) =>
      deployed.statementsOf(names.step(plan, name)).filter((one) => many(one.Action).includes(action));
    const signers = FUNCTIONS.filter((name) => may(name, 'kms:GenerateMac').length > 0);
    const checkers = FUNCTIONS.filter((name) => may(name, 'kms:VerifyMac').length > 0);
    expect([signers, checkers]).toEqual([['ask-person'], ['answer-link']]);
    for (const statement of [...may('ask-person', 'kms:GenerateMac'), ...may('answer-link', 'kms:VerifyMac')])
      expect(statement.Resource).toEqual({ 'Fn::GetAtt': [key, 'Arn'] });
    const told = FUNCTIONS.filter((name) => functionOf(deployed, name).Environment !== undefined);
    expect(told).toEqual(['ask-person']);
    expect(functionOf(deployed, 'ask-person').Environment).toEqual({
      Variables: { REPRISE_LINKS: { 'Fn::GetAtt': [idOf(deployed, 'AWS::Lambda::Url', () => true), 'FunctionUrl'] } },
    });
  });
});

test('each region has a key and an address of its own: nothing of links needs the other one', () => {
  for (const deployed of stacks) expect(JSON.stringify(functionOf(deployed, 'ask-person').Environment)).not.toContain('ImportValue');
});
