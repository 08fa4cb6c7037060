import fc from 'fast-check';
import { dependencyMetrics, holdsOf, isBlind, reactionTo } from '../../../lambdas/domain/dependency-look.ts';
import { failed, looked } from '../../support/outages/builders.ts';

const SWITCH = { parameter: '/p', normal: 'online', fallback: 'offline' };
const other = (available: boolean) => looked({ dependency: 'stripe', available });

test.each([
  ['online', 'normal'],
  ['offline', 'fallback'],
  ['Online', 'other'],
  ['', 'other'],
  [undefined, 'missing'],
])('a parameter with %j holds %s', (value, holds) => expect(holdsOf(SWITCH, value)).toBe(holds));

test('a vantage is blind when everything fails, and one dependency alone is no proof of that', () => {
  expect(isBlind([failed(), other(false)])).toBe(true);
  expect(isBlind([failed(), other(true)])).toBe(false);
  expect(isBlind([failed()])).toBe(false);
  expect(isBlind([])).toBe(false);
});

test('a vantage that sees nothing publishes that, and not a word of any dependency', () => {
  expect(dependencyMetrics([failed(), other(false)])).toEqual([{ name: 'DependencyProbeBlind', value: 1, unit: 'None' }]);
  expect(dependencyMetrics([failed(), other(true)])).toEqual([
    { name: 'DependencyProbeBlind', value: 0, unit: 'None' },
    { name: 'DependencyAvailable', value: 0, unit: 'None', dependency: 'mvola' },
    { name: 'DependencyAvailable', value: 1, unit: 'None', dependency: 'stripe' },
  ]);
});

describe('the reaction', () => {
  const react = (change: Partial<Parameters<typeof reactionTo>[0]>) => {
    const look = change.look ?? failed();
    return reactionTo({ look, looks: [look, other(true)], holds: 'normal', parameter: '/p', ...change }).action;
  };

  test.each([
    ['out, on normal', {}, 'switch'],
    ['out, on the fallback already', { holds: 'fallback' }, 'switch'],
    ['well, on normal', { look: looked() }, 'false-alarm'],
    ['well, left on the fallback', { look: looked(), holds: 'fallback' }, 'watch'],
    ['everything out', { looks: [failed(), other(false)] }, 'blind'],
    ['a third value', { holds: 'other' }, 'refuse'],
    ['no parameter', { holds: 'missing' }, 'refuse'],
    ['a third value, and a person', { holds: 'other', direction: 'fallback' }, 'refuse'],
    ['a person wants the fallback although it is well', { look: looked(), direction: 'fallback' }, 'switch'],
    ['a person wants the fallback although nothing is seen', { looks: [failed(), other(false)], direction: 'fallback' }, 'switch'],
    ['a person wants it back although it is out', { direction: 'normal' }, 'switch-back'],
  ] as const)('to %s is %s', (_, change, action) => expect(react(change as Parameters<typeof react>[0])).toBe(action));

  test('never switches without a person while nothing outside answers, or while the parameter holds what the plan does not know', () => {
    const holds = fc.constantFrom('normal', 'fallback', 'other', 'missing');
    fc.assert(
      fc.property(fc.boolean(), fc.array(fc.boolean(), { maxLength: 5 }), holds, (well, others, held) => {
        const look = looked({ available: well });
        const looks = [look, ...others.map((available, index) => looked({ dependency: `d${index}`, available }))];
        const { action } = reactionTo({ look, looks, holds: held, parameter: '/p' });
        if (action === 'switch') expect([well, isBlind(looks), ['other', 'missing'].includes(held)]).toEqual([false, false, false]);
      }),
    );
  });
});
