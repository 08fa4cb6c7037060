import fc from 'fast-check';
import { alterSystem } from '../../../../lambdas/adapters/postgres/sql/alter-system.ts';

/** The literal as PostgreSQL reads it; throws when anything stands outside it. */
function readLiteral(statement: string): string {
  const [, escaped, quoted] = /^alter system set primary_conninfo = (E?)'((?:[^'\\]|''|\\\\|\\)*)'$/s.exec(statement) ?? [];
  if (quoted === undefined) throw new Error(`not one literal: ${statement}`);
  if (escaped === '' && quoted.includes('\\')) throw new Error(`backslash in a plain literal: ${statement}`);
  return quoted.replaceAll("''", "'").replaceAll('\\\\', '\\');
}

test('a value never leaves its literal, whatever is in it', () => {
  const value = fc.string({ unit: fc.constantFrom('a', ' ', "'", '\\', '"', ';', '-', '\n', '$', 'E', 'é') });
  fc.assert(fc.property(value, (text) => expect(readLiteral(alterSystem('primary_conninfo', text))).toBe(text)));
});

test('a quorum of quoted names is written as it is', () => {
  expect(alterSystem('synchronous_standby_names', 'ANY 1 ("db_2", "db_3")')).toBe(
    `alter system set synchronous_standby_names = 'ANY 1 ("db_2", "db_3")'`,
  );
});
