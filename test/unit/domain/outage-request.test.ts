import { dependencyNamed, parseOutageRequest } from '../../../lambdas/domain/outage-request.ts';
import { InvalidInput } from '../../../lambdas/errors.ts';
import { planOf, START } from '../../support/ports/builders.ts';

const plan = planOf();
const alarm = (dependency: string) => ({
  name: `reprise-taxcollector/dependency-outage/DependencyOut-${dependency}`,
  state: 'ALARM',
  stateChangedAt: START,
  region: 'eu-west-3',
});
const KNOWN = 'mvola (MVola API), stripe (Stripe API), smtp (SMTP), cloudflare (CloudFlare)';

test('an alarm says which dependency it is about', () => {
  expect(parseOutageRequest({ alarm: alarm('stripe') }, plan)).toEqual({
    dependency: 'stripe',
    reason: 'alarm reprise-taxcollector/dependency-outage/DependencyOut-stripe',
    trigger: 'alarm',
    alarm: alarm('stripe'),
  });
  expect(parseOutageRequest({ alarm: alarm('stripe'), dependency: 'Stripe API' }, plan).dependency).toBe('stripe');
});

test('a person names it by its id or as the plan calls it, and may say where to switch to', () => {
  expect(parseOutageRequest({ dependency: 'MVola API' }, plan)).toEqual({
    dependency: 'mvola',
    reason: 'started by a person, no reason given',
    trigger: 'person',
  });
  expect(parseOutageRequest({ dependency: 'smtp', direction: 'normal', reason: 'they said so', Comment: 'x' }, plan)).toEqual({
    dependency: 'smtp',
    reason: 'they said so',
    trigger: 'person',
    direction: 'normal',
  });
});

test.each([
  ['no object', 'mvola', 'required an object with dependency'],
  ['nothing', {}, `dependency is missing; required one of ${KNOWN}`],
  ['an unknown one', { dependency: 'paypal' }, `dependency "paypal" is not in the plan; known: ${KNOWN}`],
  ['an unknown key', { dependency: 'mvola', Direction: 'normal' }, 'unknown key "Direction" in execution input'],
  ['an unknown direction', { dependency: 'mvola', direction: 'back' }, 'direction is "back"; allowed: fallback, normal'],
  ['an alarm of something else', { alarm: alarm('paypal') }, 'is of no dependency of the plan; known: mvola'],
  ['an alarm with a direction', { alarm: alarm('mvola'), direction: 'normal' }, 'only a person says'],
  ['an alarm and another dependency', { alarm: alarm('mvola'), dependency: 'smtp' }, 'the alarm is that of mvola'],
])('%s is refused', (_, input, message) => {
  expect(() => parseOutageRequest(input, plan)).toThrow(InvalidInput);
  expect(() => parseOutageRequest(input, plan)).toThrow(message);
});

test('a plan without dependencies says that it has none', () => {
  expect(() => dependencyNamed({ dependencies: [] }, 'mvola')).toThrow('known: none');
});
