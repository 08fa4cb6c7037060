import jest from './jest.config.js';

const [fast] = jest.projects;
/** Nothing but types: there is no line that could run. */
const TYPES = ['aftermath', 'assessment', 'comparison', 'fencing', 'incident', 'notification-facts', 'observation'];

/** `npm run coverage`: decisions and steps are covered by their own unit tests, whatever property tests and rehearsals run besides. */
export default {
  ...jest,
  projects: [{ ...fast, testMatch: ['<rootDir>/test/unit/{domain,steps}/**/*.test.ts'] }],
  collectCoverage: true,
  coverageProvider: 'v8',
  collectCoverageFrom: ['lambdas/{domain,steps}/**/*.ts', `!lambdas/domain/{${TYPES.join(',')}}.ts`],
  coverageReporters: ['text-summary'],
  // Not 100 for lines: the end of an exhaustive switch is a line that nothing reaches.
  coverageThreshold: { global: { lines: 99.9, functions: 100, statements: 99.9, branches: 99 } },
};
