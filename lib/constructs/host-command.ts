import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { names } from '../plan/names.ts';
import type { Plan } from '../plan/schema.ts';

const PROGRAMS = join(import.meta.dirname, '../../hosts');

/** Patterns of parameter values: none of them lets a quote, a space or a `$` through, so a value stays one word of the shell. */
const PATTERNS = {
  incident: { pattern: '^[A-Za-z0-9._:-]{1,80}$', description: 'Incident the command belongs to' },
  token: { pattern: '^[0-9]{1,18}$', description: 'Fencing token; a host refuses an older one than it has seen' },
  node: { pattern: '^[a-z0-9-]{1,63}$', description: 'Node id of the plan' },
  unit: { pattern: '^[A-Za-z0-9@._-]{1,100}$', description: 'systemd unit of PostgreSQL' },
  timeline: { pattern: '^[0-9]{1,9}$', description: 'Timeline the promotion was decided on' },
  from: { pattern: '^[0-9A-Fa-f]{1,8}/[0-9A-Fa-f]{1,8}$', description: 'LSN where the promoted node left that timeline' },
  timeoutSeconds: { pattern: '^[0-9]{1,4}$', description: 'Seconds the program may take' },
  service: { pattern: '^[a-z0-9][a-z0-9_.-]{0,62}$', description: 'Docker service' },
  address: { pattern: '^[0-9]{1,3}(\\.[0-9]{1,3}){3}$', description: 'IPv4 address of the node' },
  writer: { pattern: '^[a-z0-9.-]{1,253}$', description: 'Writer name' },
  port: { pattern: '^[0-9]{1,5}$', description: 'Port of PostgreSQL' },
} as const;

type Parameter = keyof typeof PATTERNS;

/** Host programs that become documents, with the parameters they take. `start-guard` is installed by install-start-guard. */
export const HOST_PROGRAMS = {
  'fence-postgres': ['incident', 'token', 'node', 'unit'],
  'promote-standby': ['incident', 'token', 'node', 'timeline', 'timeoutSeconds'],
  'keep-divergence': ['incident', 'token', 'node', 'timeline', 'from', 'timeoutSeconds'],
  'restart-service': ['incident', 'token', 'service'],
  'install-start-guard': ['node', 'address', 'writer', 'unit', 'port'],
} as const satisfies Record<string, readonly Parameter[]>;
export type HostProgram = keyof typeof HOST_PROGRAMS;

export type HostCommandProps = {
  readonly plan: Plan;
  readonly program: HostProgram;
  /** SSM ends the program after so many seconds: one that still runs acts on a decision nobody waits for. */
  readonly timeoutSeconds: number;
  /** @default hosts/ of this repository */
  readonly folder?: string;
};

/** A host program as an SSM document of our own (ADR 8). */
export class HostCommand extends Construct {
  readonly document: ssm.CfnDocument;

  constructor(scope: Construct, id: string, props: HostCommandProps) {
    super(scope, id);
    this.document = new ssm.CfnDocument(this, 'Document', {
      name: names.document(props.plan, props.program),
      documentType: 'Command',
      documentFormat: 'JSON',
      targetType: '/AWS::EC2::Instance',
      updateMethod: 'NewVersion',
      content: documentContent(props),
    });
  }
}

/**
 * Schema 2.2. Values are words of a `set --` that comes before the program text; SSM replaces `{{ name }}` as text everywhere, so the
 * program's own double braces are hidden from it and put back on the host.
 *
 * @throws when the program file is missing, or holds what would end the embedding early
 */
export function documentContent({ program, timeoutSeconds, folder = PROGRAMS }: Omit<HostCommandProps, 'plan'>): Record<string, unknown> {
  const file = join(folder, `${program}.sh`);
  if (!existsSync(file)) throw new Error(`host program ${file} is missing; required for document ${program}`);
  const text = readFileSync(file, 'utf8').trimEnd();
  const end = `END_OF_${program.toUpperCase().replaceAll('-', '_')}`;
  if (text.includes(end) || text.includes(HIDDEN))
    throw new Error(`host program ${file} contains ${end} or ${HIDDEN}, which embed it; rename that`);
  const parameters = HOST_PROGRAMS[program];
  return {
    schemaVersion: '2.2',
    description: text
      .split('\n')
      .find((line) => line.startsWith('# '))
      ?.slice(2),
    parameters: Object.fromEntries(parameters.map((name) => [name, parameterOf(name)])),
    mainSteps: [
      {
        action: 'aws:runShellScript',
        name: program.replaceAll('-', '_'),
        precondition: { StringEquals: ['platformType', 'Linux'] },
        inputs: {
          timeoutSeconds: String(timeoutSeconds),
          runCommand: [
            `set -- ${parameters.map((name) => `'${name}={{ ${name} }}'`).join(' ')}`,
            'program=$(mktemp) || exit 1',
            'trap \'rm -f "$program"\' EXIT',
            `sed 's/${HIDDEN}/{{/g' >"$program" <<'${end}'`,
            ...text.replaceAll('{{', HIDDEN).split('\n'),
            end,
            'bash "$program" "$@"',
          ],
        },
      },
    ],
  };
}

const HIDDEN = '{%{';

const parameterOf = (name: Parameter) => ({
  type: 'String',
  description: PATTERNS[name].description,
  allowedPattern: PATTERNS[name].pattern,
});
