import * as errors from '../../../lambdas/errors.ts';
import { errorForMachine } from '../../../lambdas/middleware/error-for-machine.ts';
import { logKeys } from '../../../lambdas/middleware/log-keys.ts';
import { type StepLogger, standard } from '../../../lambdas/middleware/standard.ts';
import { incident } from '../../support/ports/builders.ts';

type Line = { level: string; message: string; more: unknown };

/** A logger that writes down what it is told. */
function setup() {
  const lines: Line[] = [];
  const keys: Record<string, unknown>[] = [];
  const at = (level: string) => (message: unknown, more?: unknown) => void lines.push({ level, message: String(message), more });
  const logger = {
    resetKeys: () => void keys.splice(0),
    appendKeys: (some: Record<string, unknown>) => void keys.push(some),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
  } as unknown as StepLogger;
  return { lines, keys, logger };
}

type ErrorClass = new (message: string) => errors.RepriseError;
const classes = errors.ERROR_NAMES.map((name) => [name, (errors as unknown as Record<string, ErrorClass>)[name] as ErrorClass] as const);

test.each(classes)('%s reaches Lambda under its own name', async (name, Thrown) => {
  const { logger, lines } = setup();
  const handler = standard('some-step', 'effect', () => Promise.reject(new Thrown('seen, required')), logger);
  await expect(handler({})).rejects.toMatchObject({ name, message: 'seen, required' });
  expect(lines).toEqual([{ level: 'error', message: 'some-step: seen, required', more: expect.objectContaining({ errorName: name }) }]);
});

test('the answer of a step passes untouched, and one line says that it is done', async () => {
  const { logger, lines } = setup();
  const handler = standard('some-step', 'look', async (input: { a: number }) => ({ b: input.a + 1 }), logger);
  expect(await handler({ a: 1 })).toEqual({ b: 2 });
  expect(lines.map((line) => line.message)).toEqual(['some-step done']);
});

test('the daily call is answered without the step, and only that exact call', async () => {
  const handler = standard<unknown, unknown>('some-step', 'effect', async () => ({ done: true }), setup().logger);
  expect(await handler({ keepActive: true })).toEqual({ active: true });
  for (const other of [{ keepActive: 'true' }, { keepActive: true, incident: incident() }, { input: { keepActive: true } }])
    expect(await handler(other)).toEqual({ done: true });
});

test('lines carry step, execution and incident, and nothing else of the input', async () => {
  const { logger, keys, lines } = setup();
  const one = incident({ reason: 'secret reason' });
  await standard('some-step', 'look', async () => ({}), logger)({ incident: one });
  expect(keys).toEqual([{ step: 'some-step', executionId: 'arn:execution:1', incident: 'inc-1' }]);
  expect(JSON.stringify([keys, lines])).not.toContain('secret reason');
});

test('keys are found wherever a step is given them', () => {
  expect(logKeys({ execution: { id: 'arn:execution:9' }, input: {} })).toEqual({ executionId: 'arn:execution:9' });
  expect(logKeys({ facts: { incident: { id: 'inc-2', executionId: 'arn:execution:2' } } })).toEqual({
    executionId: 'arn:execution:2',
    incident: 'inc-2',
  });
  for (const odd of [undefined, null, 'text', { incident: 'text' }]) expect(logKeys(odd)).toEqual({});
});

describe('a defect', () => {
  test('after an effect leaves an unknown outcome', () => {
    expect(errorForMachine(new TypeError('x is undefined'), 'fence-primary', 'effect')).toMatchObject({
      name: 'OutcomeUnknown',
      message: 'fence-primary failed unexpectedly: TypeError: x is undefined',
    });
  });

  test('in a look is no reason to look again', () => {
    const error = errorForMachine('just text', 'assess-primary', 'look');
    expect(error).toMatchObject({ name: 'UnexpectedFailure', retryable: false });
  });
});

describe('a step that is about to be cut off', () => {
  const never = () => new Promise<never>(() => undefined);
  const context = { getRemainingTimeInMillis: () => 520 };

  test('says that its effect is unknown', async () => {
    const handler = standard('fence-primary', 'effect', never, setup().logger);
    await expect(handler({}, context)).rejects.toMatchObject({ name: 'OutcomeUnknown' });
  });

  test('that only looks may be asked again', async () => {
    const handler = standard('assess-primary', 'look', never, setup().logger);
    await expect(handler({}, context)).rejects.toMatchObject({ name: 'DependencyUnavailable' });
  });
});
