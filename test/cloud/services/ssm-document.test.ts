import { readDocument } from '../../../lab/cloud/ssm/document.ts';
import { programOf } from '../../../lab/cloud/ssm/document-parameters.ts';
import { errorOf } from '../../support/cloud/serve.ts';

const parameters = {
  node: { type: 'String', allowedPattern: '^[a-z0-9-]{1,30}$' },
  mode: { type: 'String', allowedValues: ['fast', 'immediate'], default: 'immediate' },
  seconds: { type: 'Integer', default: '20' },
};
const contentWith = (more: object, step: object = {}) => ({
  Name: 'reprise-test-fence',
  DocumentType: 'Command',
  Content: {
    schemaVersion: '2.2',
    parameters,
    mainSteps: [
      {
        action: 'aws:runShellScript',
        name: 'fence',
        precondition: { StringEquals: ['platformType', 'Linux'] },
        inputs: {
          timeoutSeconds: '{{ seconds }}',
          runCommand: ["node='{{ node }}' mode='{{mode}}'", "docker ps --format '{{.ID}} {{ .Names }}'", "echo '{{ node }}'"],
        },
        ...step,
      },
    ],
    ...more,
  },
});
const document = readDocument(contentWith({}));

test('puts every parameter into the script as plain text and leaves what is no reference', () => {
  expect(programOf(document, { node: ['db-1'] })).toEqual({
    document: 'reprise-test-fence',
    script: "node='db-1' mode='immediate'\ndocker ps --format '{{.ID}} {{ .Names }}'\necho 'db-1'",
    timeoutSeconds: 20,
    parameters: { node: 'db-1', mode: 'immediate', seconds: '20' },
  });
});

test('a value is never taken for a pattern of the substitution', () => {
  const free = readDocument(contentWith({ parameters: { ...parameters, node: { type: 'String' } } }));
  expect(programOf(free, { node: ["$& $1 {{ mode }}'"] }).script).toContain("node='$& $1 {{ mode }}'' mode='immediate'");
});

test.each([
  ['a value outside the pattern', { node: ["db-1'; rm -rf /"] }, /does not match the allowed pattern/],
  ['a value after a line break', { node: ['db-1\nrm'] }, /does not match the allowed pattern/],
  ['a value that is not allowed', { node: ['db-1'], mode: ['smart'] }, /is not one of fast, immediate/],
  ['a word for a number', { node: ['db-1'], seconds: ['ten'] }, /is not an integer/],
  ['two values', { node: ['db-1', 'db-2'] }, /takes one value/],
  ['a missing value', {}, /requires a value/],
  ['an undefined parameter', { node: ['db-1'], nodes: ['db-1'] }, /nodes is not defined/],
])('%s is InvalidParameters', async (_case, given, message) => {
  const error = await errorOf((async () => programOf(document, given))());
  expect(error).toMatchObject({ code: 'InvalidParameters', message: expect.stringMatching(message) });
});

test.each([
  ['an undefined reference', contentWith({ parameters: {} }), /{{ node }} is not a parameter/],
  [
    'a pattern without anchors',
    contentWith({ parameters: { ...parameters, node: { type: 'String', allowedPattern: '[a-z]+' } } }),
    /not anchored/,
  ],
  [
    'an attribute that changes the substitution',
    contentWith({ parameters: { ...parameters, node: { type: 'String', interpolationType: 'ENV_VAR' } } }),
    /interpolationType/,
  ],
  ['more text than SSM takes', contentWith({}, { inputs: { runCommand: ['x'.repeat(66_000)] } }), /more than the 65536/],
  ['another type', { ...contentWith({}), DocumentType: 'Automation' }, /Automation/],
  ['another schema', contentWith({ schemaVersion: '0.3' }), /schema 0.3/],
  ['another action', contentWith({}, { action: 'aws:runPowerShellScript' }), /aws:runShellScript/],
  ['another precondition', contentWith({}, { precondition: { StringEquals: ['platformType', 'Windows'] } }), /precondition/],
  ['a value looked up elsewhere', contentWith({}, { inputs: { runCommand: ['echo {{ ssm:/secret }}'] } }), /only parameters/],
  ['inputs that are not carried out', contentWith({}, { inputs: { runCommand: ['true'], workingDirectory: '/tmp' } }), /workingDirectory/],
])('a document with %s is not created', (_case, properties, message) => {
  expect(() => readDocument(properties)).toThrow(message);
});

test('content may be written as text', () => {
  const properties = contentWith({});
  const read = readDocument({ ...properties, Content: JSON.stringify(properties.Content) });
  expect(read.lines).toEqual(document.lines);
});
