import { dynamoDecisionRecord } from '../../../../lambdas/adapters/aws/decision-record.ts';
import { startTables } from '../../../support/adapters/tables.ts';
import { approval, askedQuestion } from '../../../support/ports/builders.ts';

let tables: Awaited<ReturnType<typeof startTables>>;
beforeAll(async () => {
  tables = await startTables('reprise-taxcollector-incidents');
});
afterAll(() => tables.stop());

let incidents = 0;
const setup = () => {
  incidents += 1;
  const asked = askedQuestion({ incidentId: `inc-${incidents}` });
  return { asked, record: dynamoDecisionRecord({ name: 'taxcollector' }, 'eu-west-3', tables.client()) };
};
const given = approval('promote-candidate');

test('a question is found again, whole, without an answer; another kind, or another incident, is not', async () => {
  const { asked, record } = setup();
  await record.ask(asked);
  expect(await record.find(asked.incidentId, 'promote-candidate')).toEqual({ asked });
  expect(await record.find(asked.incidentId, 'give-up-primary')).toBeUndefined();
  expect(await record.find('inc-other', 'promote-candidate')).toBeUndefined();
});

test('of many answers at the same moment exactly one stands, and everybody learns which', async () => {
  const { asked, record } = setup();
  await record.ask(asked);
  const people = ['Rado', 'Mamy', 'Hery', 'Lala', 'Soa'];
  const stands = await Promise.all(people.map((by) => record.decide(asked, { ...given, by })));
  expect(new Set(stands.map((one) => one.by)).size).toBe(1);
  expect((await record.find(asked.incidentId, 'promote-candidate'))?.decision).toEqual(stands[0]);
});

test('an answer to a question that was asked anew meanwhile does not land on the new one', async () => {
  const { asked, record } = setup();
  await record.ask(asked);
  await record.ask({ ...asked, taskToken: 'token-2' });
  await expect(record.decide(asked, given)).rejects.toMatchObject({ name: 'DependencyUnavailable' });
  expect((await record.find(asked.incidentId, 'promote-candidate'))?.decision).toBeUndefined();
});
