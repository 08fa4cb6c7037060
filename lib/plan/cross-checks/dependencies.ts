import { alarmPeriods, longestWatchSeconds } from '../dependency-budget.ts';
import { names } from '../names.ts';
import type { PlanPath } from '../plan-problem.ts';
import type { Dependency, Plan } from '../schema.ts';
import { type CrossCheck, type CrossProblem, eachOf, repeated } from './cross-problem.ts';

/** Longest time that an alarm of these periods may look back over (PutMetricAlarm: a day, for periods below an hour). */
const LONGEST_EVALUATION = 86_400;

export const DEPENDENCY_CHECKS: readonly CrossCheck[] = [
  { needs: [['dependencies']], find: uniqueness },
  { needs: [['dependencies'], ['audiences']], find: audienceProblems },
  { needs: [['dependencies']], find: valueProblems },
  { needs: [['dependencies'], ['database', 'passwordParameter'], ['database', 'tls']], find: secretProblems },
  { needs: [['dependencies'], ['dependencyWatch']], find: hysteresisProblems },
  { needs: [['dependencyWatch']], find: watchProblems },
];

const at = (index: number, ...rest: (string | number)[]): PlanPath => ['dependencies', index, ...rest];
const each = <T>({ dependencies }: Plan, find: (one: Dependency, index: number) => T[]): T[] => dependencies.flatMap(find);

/** Two dependencies of one name could not be told apart on the command line, and two of one parameter would undo each other's switch. */
function uniqueness({ dependencies }: Plan): CrossProblem[] {
  const of = (field: (one: Dependency) => string, ...path: string[]) => eachOf(dependencies, field, (index) => at(index, ...path));
  const ids = of(({ id }) => id, 'id');
  const called = of(({ name }) => name, 'name').filter(({ value }, index) => ids[index]?.value !== value);
  return [
    ...repeated(ids, 'id'),
    ...repeated(
      of(({ name }) => name, 'name'),
      'name',
    ),
    ...called.flatMap(({ value, path }) =>
      ids.some((one) => one.value === value)
        ? [{ path, message: `"${value}" is the id of another dependency; required another name` }]
        : [],
    ),
    ...repeated(
      of((one) => one.switch.parameter, 'switch', 'parameter'),
      'parameter',
    ),
  ];
}

function audienceProblems(plan: Plan): CrossProblem[] {
  const known = plan.audiences.map(({ name }) => name);
  const reserved = each(plan, ({ id, contact }) => (contact === null ? [] : [names.contact(id)]));
  return [
    ...each(plan, ({ audiences }, index) => [
      ...repeated(
        eachOf(
          audiences,
          (audience) => audience,
          (place) => at(index, 'audiences', place),
        ),
        'audience',
      ),
      ...audiences.flatMap((audience, place) =>
        known.includes(audience)
          ? []
          : [{ path: at(index, 'audiences', place), message: `"${audience}" is not in audiences; allowed: ${known.join(', ')}` }],
      ),
    ]),
    ...plan.audiences.flatMap(({ name }, index): CrossProblem[] =>
      reserved.includes(name)
        ? [{ path: ['audiences', index, 'name'], message: `"${name}" is the topic of a dependency's contact; required another name` }]
        : [],
    ),
  ];
}

function valueProblems(plan: Plan): CrossProblem[] {
  return each(plan, ({ switch: { normal, fallback } }, index) =>
    normal === fallback
      ? [{ path: at(index, 'switch', 'fallback'), message: `"${fallback}" is the normal value as well; required another one` }]
      : [],
  );
}

/** The machine may write the parameters of its switches; a slip of the pen must not give it the password. */
function secretProblems(plan: Plan): CrossProblem[] {
  const { passwordParameter, tls } = plan.database;
  return each(plan, ({ switch: { parameter } }, index) =>
    parameter === passwordParameter || parameter === tls.caParameter
      ? [{ path: at(index, 'switch', 'parameter'), message: `"${parameter}" belongs to the database; required a parameter of its own` }]
      : [],
  );
}

function hysteresisProblems(plan: Plan): CrossProblem[] {
  const { every, giveUpAfter } = plan.dependencyWatch;
  return each(plan, ({ failAfter, stableFor }, index): CrossProblem[] => {
    const { period, periods } = alarmPeriods({ every, failAfter });
    const failing = (message: string) => [{ path: at(index, 'failAfter'), message: `${failAfter} s ${message}` }];
    const stable = (message: string) => [{ path: at(index, 'stableFor'), message: `${stableFor} s ${message}` }];
    return [
      ...(failAfter % period === 0 && failAfter > 0
        ? []
        : failing(`is no multiple of the alarm's period; required a multiple of ${period} s, because it is looked at every ${every} s`)),
      ...(period * periods > LONGEST_EVALUATION ? failing(`is longer than an alarm looks back; allowed ${LONGEST_EVALUATION} s`) : []),
      ...(stableFor < failAfter ? stable(`is less than failAfter; required at least ${failAfter} s, or it flaps`) : []),
      ...(stableFor >= giveUpAfter ? stable(`is not less than dependencyWatch.giveUpAfter; required less than ${giveUpAfter} s`) : []),
    ];
  });
}

function watchProblems({ dependencyWatch: { every, lookPatience, giveUpAfter } }: Plan): CrossProblem[] {
  const problem = (field: string, message: string): CrossProblem => ({ path: ['dependencyWatch', field], message });
  const longest = longestWatchSeconds(every);
  return [
    ...(every < 1 ? [problem('every', `${every} s; required at least 1 s`)] : []),
    ...(every > 60 && every % 60 !== 0 ? [problem('every', `${every} s; required whole minutes above one`)] : []),
    ...(lookPatience < 1 ? [problem('lookPatience', `${lookPatience} s; required at least 1 s`)] : []),
    ...(lookPatience > 20 ? [problem('lookPatience', `${lookPatience} s; allowed 20 s: who takes longer is out for its users`)] : []),
    ...(every >= 1 && giveUpAfter > longest
      ? [
          problem(
            'giveUpAfter',
            `${giveUpAfter} s; allowed ${longest} s with a look every ${every} s: the history of an execution is bounded`,
          ),
        ]
      : []),
  ];
}
