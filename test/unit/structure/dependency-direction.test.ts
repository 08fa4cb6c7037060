import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

const ROOT = resolve(import.meta.dirname, '../../..');
const SOURCES = ['bin', 'lib', 'lambdas', 'statemachines', 'messages', 'lab'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file)),
);

type Import = { from: string; to: string; typeOnly: boolean };

const imports: Import[] = SOURCES.flatMap((from) => {
  const text = readFileSync(join(ROOT, from), 'utf8');
  return [...text.matchAll(/^(?:import|export)\s+(type\s+)?[^'"]*?from\s+'([^']+)'/gms)].map((match) => ({
    from,
    to: match[2]?.startsWith('.') ? relative(ROOT, resolve(ROOT, dirname(from), match[2])) : (match[2] ?? ''),
    typeOnly: match[1] !== undefined,
  }));
});

/** Who may not know whom (docs/architecture.md): steps stay free of AWS and pg, the lab runs bundles instead of steps. */
const FORBIDDEN: { rule: string; from: RegExp; to: RegExp; types: 'allowed' | 'forbidden' }[] = [
  {
    rule: 'domain imports nothing that does input or output',
    from: /^lambdas\/domain\//,
    to: /^(lambdas\/(steps|adapters|handlers|middleware)|@aws-sdk|pg$|node:(net|fs|dns|http))/,
    types: 'forbidden',
  },
  {
    rule: 'steps know ports, not adapters',
    from: /^lambdas\/steps\//,
    to: /^(lambdas\/(adapters|handlers|middleware)|@aws-sdk|pg$|lambdas\/compiled-plan)/,
    types: 'forbidden',
  },
  {
    rule: 'ports know only the domain',
    from: /^lambdas\/ports\//,
    to: /^(lambdas\/(steps|adapters|handlers)|@aws-sdk|pg$)/,
    types: 'forbidden',
  },
  { rule: 'adapters know ports, not steps', from: /^lambdas\/adapters\//, to: /^lambdas\/(steps|handlers)\//, types: 'forbidden' },
  {
    rule: 'stacks and machines import no code of functions but the names of their errors',
    from: /^(lib|statemachines|bin)\//,
    to: /^lambdas\/(?!errors\.ts$)/,
    types: 'allowed',
  },
  {
    rule: 'the lab runs the bundles, never a step',
    from: /^lab\//,
    to: /^lambdas\/(steps|handlers|adapters|middleware)\//,
    types: 'forbidden',
  },
];

test.each(FORBIDDEN)('$rule', ({ from, to, types }) => {
  const offenders = imports.filter((one) => from.test(one.from) && to.test(one.to) && !(types === 'allowed' && one.typeOnly));
  expect(offenders).toEqual([]);
});

/** The region; and where links lead to, because the name of a function URL is known only after its deployment, so no bundle can carry it. */
const READ = ['process.env.AWS_REGION', 'process.env.REPRISE_LINKS'];

test('functions take nothing from their surroundings but this: what else the lab could slip in there, AWS would not', () => {
  const shipped = SOURCES.filter((file) => file.startsWith('lambdas/'));
  const read = shipped.flatMap((file) => readFileSync(join(ROOT, file), 'utf8').match(/process\.(env\b[^;\n]*|argv|send)/g) ?? []);
  expect(read.sort()).toEqual(READ);
  expect(shipped.filter((file) => /host-agent|LAB_NETWORK|REPRISE_HOST/.test(readFileSync(join(ROOT, file), 'utf8')))).toEqual([]);
});

test('files stay small enough to be read: 300 lines at most', () => {
  const long = SOURCES.map((file) => ({ file, lines: readFileSync(join(ROOT, file), 'utf8').split('\n').length })).filter(
    ({ lines }) => lines > 300,
  );
  expect(long).toEqual([]);
});

/** Functions of a source, innermost included, with their length in lines. */
function* functionsOf(file: string): Generator<{ at: string; lines: number }> {
  const source = ts.createSourceFile(file, readFileSync(join(ROOT, file), 'utf8'), ts.ScriptTarget.Latest, true);
  const lineOf = (position: number) => source.getLineAndCharacterOfPosition(position).line + 1;
  const nodes: ts.Node[] = [source];
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    node.forEachChild((child) => void nodes.push(child));
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined)
      yield { at: `${file}:${lineOf(node.getStart())}`, lines: lineOf(node.end) - lineOf(node.getStart()) + 1 };
  }
}

test('functions stay small enough to be read: 40 lines at most', () => {
  expect(SOURCES.flatMap((file) => [...functionsOf(file)]).filter(({ lines }) => lines > 40)).toEqual([]);
});

test('every function and class that others use says what it is', () => {
  const silent = SOURCES.flatMap((file) => {
    const source = ts.createSourceFile(file, readFileSync(join(ROOT, file), 'utf8'), ts.ScriptTarget.Latest, true);
    return source.statements.flatMap((statement) => {
      const named = ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement);
      const exported = named && statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
      return exported && ts.getJSDocCommentsAndTags(statement).length === 0 ? [`${file}: ${statement.name?.text}`] : [];
    });
  });
  expect(silent).toEqual([]);
});

test('no folder or file is named for nothing in particular', () => {
  expect(SOURCES.filter((file) => /(^|\/)(utils?|common|helpers?|shared|misc)(\/|\.ts$)/.test(file))).toEqual([]);
});
