import { spawnSync } from 'node:child_process';
import { actionByProgram, actionCommand } from '../../../lambdas/domain/action-command.ts';

const where = { plan: { name: 'taxcollector' }, region: 'eu-west-1' };

/** What a shell makes of a command: its words. */
const words = (command: string) =>
  spawnSync('sh', ['-c', `set -- ${command}; printf '%s\\n' "$@"`], { encoding: 'utf8' })
    .stdout.trimEnd()
    .split('\n');

test('an action is a call of the function in the region of the record, with a payload that a person completes', () => {
  expect(actionCommand(where, { incident: 'inc-1', action: 'acknowledge' })).toBe(
    'aws lambda invoke --region eu-west-1 --function-name reprise-taxcollector-act --cli-binary-format raw-in-base64-out' +
      ` --payload '{"incident":"inc-1","action":"acknowledge","by":"<name>","reason":"<reason>"}' /dev/stdout`,
  );
});

test('what is known already is filled in, whatever quotes it holds', () => {
  const command = actionCommand(where, {
    incident: 'inc-1',
    action: 'resolve',
    by: "Ny O'Hara",
    reason: 'l\'eau "coule"',
    cause: '$(x) `y`',
  });
  const payload = words(command).find((word) => word.startsWith('{'));
  expect(JSON.parse(payload ?? '')).toEqual({
    incident: 'inc-1',
    action: 'resolve',
    by: "Ny O'Hara",
    reason: 'l\'eau "coule"',
    cause: '$(x) `y`',
  });
});

test('the program takes the same', () => {
  expect(actionByProgram({ incident: 'inc-1', action: 'approve', question: 'notice-interruption', by: "O'Hara" })).toBe(
    "npx reprise incident approve inc-1 --question 'notice-interruption' --by 'O'\\''Hara' --reason '<reason>'",
  );
  expect(words(actionByProgram({ incident: 'inc-1', action: 'note', by: "O'Hara", reason: 'x' }))).toContain("O'Hara");
});
