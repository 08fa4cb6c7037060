import type { Plan, SeverityName } from '../schema.ts';
import { SEVERITIES } from '../severities.ts';
import { type CrossCheck, type CrossProblem, eachOf, repeated } from './cross-problem.ts';

const ADDRESSES = {
  email: { pattern: /^[^\s@]+@[^\s@]+\.[^\s@]+$/, wanted: 'an e-mail address' },
  sms: { pattern: /^\+[1-9][0-9]{6,14}$/, wanted: 'a telephone number like +261340000000' },
  https: { pattern: /^https:\/\/\S+$/, wanted: 'an https:// address' },
} as const;

export const PEOPLE_CHECKS: readonly CrossCheck[] = [
  { needs: [['audiences']], find: audienceProblems },
  { needs: [['audiences'], ['escalation']], find: ladderProblems },
  { needs: [['audiences'], ['notices', 'external', 'audience']], find: externalAudienceProblems },
  { needs: [['languages']], find: languageProblems },
  { needs: [['timeZone']], find: timeZoneProblems },
  { needs: [['tests']], find: testProblems },
];

function audienceProblems({ audiences }: Plan): CrossProblem[] {
  const names = eachOf(
    audiences,
    (audience) => audience.name,
    (index) => ['audiences', index, 'name'],
  );
  return [
    ...repeated(names, 'audience'),
    ...audiences.flatMap(({ endpoints }, audience) =>
      endpoints.flatMap(({ protocol, address }, index): CrossProblem[] => {
        const { pattern, wanted } = ADDRESSES[protocol];
        const path = ['audiences', audience, 'endpoints', index, 'address'];
        return pattern.test(address) ? [] : [{ path, message: `"${address}" is not ${wanted}, which ${protocol} requires` }];
      }),
    ),
  ];
}

function ladderProblems({ escalation, audiences }: Plan): CrossProblem[] {
  const known = audiences.map((audience) => audience.name);
  return SEVERITIES.flatMap((severity) => rungProblems(severity, escalation[severity], known));
}

function externalAudienceProblems({ audiences, notices }: Plan): CrossProblem[] {
  const { audience } = notices.external;
  const known = audiences.map((one) => one.name);
  if (known.includes(audience)) return [];
  return [{ path: ['notices', 'external', 'audience'], message: `"${audience}" is not in audiences; allowed: ${known.join(', ')}` }];
}

function rungProblems(severity: SeverityName, rungs: Plan['escalation'][SeverityName], known: readonly string[]): CrossProblem[] {
  return rungs.flatMap(({ after, audience }, index): CrossProblem[] => {
    const path = ['escalation', severity, index];
    const before = rungs[index - 1]?.after;
    return [
      ...(known.includes(audience)
        ? []
        : [{ path: [...path, 'audience'], message: `"${audience}" is not in audiences; allowed: ${known.join(', ')}` }]),
      ...(index === 0 && after !== 0
        ? [{ path: [...path, 'after'], message: `${after} s; required 0s for the first rung: somebody hears at once` }]
        : []),
      ...(before !== undefined && after < before
        ? [{ path: [...path, 'after'], message: `${after} s comes before the rung above it (${before} s); required rising times` }]
        : []),
    ];
  });
}

function languageProblems({ languages }: Plan): CrossProblem[] {
  return repeated(
    eachOf(
      languages,
      (language) => language,
      (index) => ['languages', index],
    ),
    'language',
  );
}

function timeZoneProblems({ timeZone }: Plan): CrossProblem[] {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return [];
  } catch {
    return [{ path: ['timeZone'], message: `"${timeZone}" is no time zone; required a name like Indian/Antananarivo` }];
  }
}

function testProblems({ tests }: Plan): CrossProblem[] {
  return repeated(
    eachOf(
      tests,
      (test) => test.name,
      (index) => ['tests', index, 'name'],
    ),
    'test',
  );
}
