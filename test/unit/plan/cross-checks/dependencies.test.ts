import { type Contradiction, first, found } from '../../../support/plan/contradictions.ts';

const CASES: Contradiction[] = [
  [
    'an id twice',
    (plan) => {
      first(plan.dependencies.slice(1)).id = 'mvola';
    },
    'dependencies.1.id',
    '"mvola" is used twice; required an id of its own for each',
  ],
  [
    'a name twice',
    (plan) => {
      first(plan.dependencies.slice(2)).name = 'MVola API';
    },
    'dependencies.2.name',
    '"MVola API" is used twice',
  ],
  [
    'a name that is the id of another one',
    (plan) => {
      first(plan.dependencies.slice(1)).name = 'smtp';
    },
    'dependencies.1.name',
    '"smtp" is the id of another dependency',
  ],
  [
    'one parameter for two',
    (plan) => {
      first(plan.dependencies.slice(1)).switch.parameter = '/taxcollector/switches/mvola';
    },
    'dependencies.1.switch.parameter',
    'is used twice',
  ],
  [
    'the parameter of the password',
    (plan) => {
      first(plan.dependencies).switch.parameter = plan.database.passwordParameter;
    },
    'dependencies.0.switch.parameter',
    'belongs to the database',
  ],
  [
    'the parameter of the certificate authority',
    (plan) => {
      first(plan.dependencies).switch.parameter = plan.database.tls.caParameter ?? '';
    },
    'dependencies.0.switch.parameter',
    'belongs to the database',
  ],
  [
    'a fallback that is the normal value',
    (plan) => {
      first(plan.dependencies).switch.fallback = 'online';
    },
    'dependencies.0.switch.fallback',
    '"online" is the normal value as well',
  ],
  [
    'an audience nobody defined',
    (plan) => {
      first(plan.dependencies).audiences = ['on-call', 'nobody'];
    },
    'dependencies.0.audiences.1',
    '"nobody" is not in audiences; allowed: on-call, tech-lead',
  ],
  [
    'an audience told twice',
    (plan) => {
      first(plan.dependencies).audiences = ['on-call', 'on-call'];
    },
    'dependencies.0.audiences.1',
    '"on-call" is used twice',
  ],
  [
    'an audience with the topic of a contact',
    (plan) => {
      plan.audiences.push({ name: 'contact-mvola', endpoints: [] });
    },
    'audiences.6.name',
    'is the topic of a dependency’s contact'.replace('’', "'"),
  ],
  [
    'stable for less than it takes to be out',
    (plan) => {
      first(plan.dependencies).stableFor = 120;
    },
    'dependencies.0.stableFor',
    '120 s is less than failAfter; required at least 180 s',
  ],
  [
    'stable for longer than the machine waits',
    (plan) => {
      first(plan.dependencies).stableFor = 86_400;
    },
    'dependencies.0.stableFor',
    'required less than 86400 s',
  ],
  [
    'out after a part of a look',
    (plan) => {
      first(plan.dependencies).failAfter = 90;
    },
    'dependencies.0.failAfter',
    '90 s is no multiple of the alarm’s period; required a multiple of 60 s'.replace('’', "'"),
  ],
  [
    'out at once',
    (plan) => {
      first(plan.dependencies).failAfter = 0;
    },
    'dependencies.0.failAfter',
    '0 s is no multiple',
  ],
  [
    'out after more than an alarm looks back over',
    (plan) => {
      first(plan.dependencies).failAfter = 86_460;
    },
    'dependencies.0.failAfter',
    'is longer than an alarm looks back; allowed 86400 s',
  ],
  [
    'no time between two looks',
    (plan) => {
      plan.dependencyWatch.every = 0;
    },
    'dependencyWatch.every',
    'required at least 1 s',
  ],
  [
    'looks that no clock starts',
    (plan) => {
      plan.dependencyWatch.every = 90;
    },
    'dependencyWatch.every',
    'required whole minutes above one',
  ],
  [
    'no patience',
    (plan) => {
      plan.dependencyWatch.lookPatience = 0;
    },
    'dependencyWatch.lookPatience',
    'required at least 1 s',
  ],
  [
    'a patience that users do not have',
    (plan) => {
      plan.dependencyWatch.lookPatience = 30;
    },
    'dependencyWatch.lookPatience',
    'allowed 20 s',
  ],
  [
    'a watch that the history of an execution does not hold',
    (plan) => {
      plan.dependencyWatch.giveUpAfter = 604_800;
    },
    'dependencyWatch.giveUpAfter',
    '604800 s; allowed 144000 s with a look every 60 s',
  ],
];

test.each(CASES)('%s', (_, change, path, message) => {
  expect(found(change)).toContainEqual({ path, message: expect.stringContaining(message) });
});

test('the plan of the product contradicts itself nowhere, nor does one without external dependencies', () => {
  expect(found(() => undefined)).toEqual([]);
  expect(found((plan) => Object.assign(plan, { dependencies: [] }))).toEqual([]);
});

test('one that looks every ten seconds has the alarm periods of ten seconds, and is out after a multiple of them', () => {
  const quick = (failAfter: number) => (plan: Parameters<Contradiction[1]>[0]) => {
    Object.assign(plan.dependencyWatch, { every: 10, giveUpAfter: 3_600 });
    for (const one of plan.dependencies) Object.assign(one, { failAfter, stableFor: failAfter });
  };
  expect(found(quick(20))).toEqual([]);
  expect(found(quick(25))).toHaveLength(4);
});
