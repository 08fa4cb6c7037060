import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { documentContent, HOST_PROGRAMS, type HostProgram } from '../../lib/constructs/host-command.ts';

type Content = {
  parameters: Record<string, { allowedPattern: string }>;
  mainSteps: { inputs: { runCommand: string[]; timeoutSeconds: string } }[];
};
const programs = Object.keys(HOST_PROGRAMS) as HostProgram[];
const content = (program: HostProgram, folder?: string) =>
  documentContent({ program, timeoutSeconds: 10, ...(folder === undefined ? {} : { folder }) }) as unknown as Content;
const commandsOf = (one: Content) => one.mainSteps[0]?.inputs.runCommand ?? [];

describe.each(programs)('document of %s', (program) => {
  test('lets no quote, space, dollar or newline through a parameter', () => {
    for (const { allowedPattern } of Object.values(content(program).parameters))
      for (const evil of ["a'b", 'a b', '$(id)', 'a\nb', 'a;b', '`id`', '', 'a"b', '{{x}}'])
        expect(new RegExp(allowedPattern).test(evil)).toBe(false);
  });

  test('takes exactly the parameters of the program, each single-quoted', () => {
    const [first] = commandsOf(content(program));
    expect(first).toBe(`set -- ${HOST_PROGRAMS[program].map((name) => `'${name}={{ ${name} }}'`).join(' ')}`);
  });

  test('holds no double brace that is no parameter: SSM would replace it', () => {
    const text = commandsOf(content(program)).join('\n');
    const braces = [...text.matchAll(/\{\{ *([^ }]*) *\}\}/g)].map((match) => match[1]);
    expect(braces).toEqual([...HOST_PROGRAMS[program]]);
  });
});

/** A program that prints its arguments and one of the things that must survive the embedding. */
function runEmbedded(text: string, values: Record<string, string>): { status: number | null; stdout: string } {
  const folder = mkdtempSync(join(tmpdir(), 'reprise-host-'));
  try {
    writeFileSync(join(folder, 'restart-service.sh'), text);
    const script = commandsOf(content('restart-service', folder))
      .join('\n')
      .replaceAll(/\{\{ (\w+) \}\}/g, (_, name: string) => values[name] ?? '');
    const { status, stdout } = spawnSync('sh', ['-c', script], { encoding: 'utf8' });
    return { status, stdout };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('the host runs the very program, with its arguments, its braces and its exit status', () => {
  const text = [
    '#!/usr/bin/env bash',
    '# Prints',
    'cat >/dev/null',
    `printf '%s|' "$@" '{{.Spec.Name}}' "\${#BASH_VERSION}"`,
    'exit 7',
  ].join('\n');
  const { status, stdout } = runEmbedded(text, { incident: 'inc-1', token: '7', service: 'web' });
  expect(status).toBe(7);
  expect(stdout).toMatch(/^incident=inc-1\|token=7\|service=web\|\{\{\.Spec\.Name\}\}\|[0-9]+\|$/);
});

test('the embedded text of every program is its file', () => {
  for (const program of programs) {
    const file = readFileSync(join(import.meta.dirname, `../../hosts/${program}.sh`), 'utf8').trimEnd();
    const embedded = commandsOf(content(program)).slice(4, -2).join('\n').replaceAll('{%{', '{{');
    expect(embedded).toBe(file);
  }
});

test('a missing program fails synthesis with the file that is required', () => {
  expect(() => content('fence-postgres', '/nowhere')).toThrow('host program /nowhere/fence-postgres.sh is missing');
});
