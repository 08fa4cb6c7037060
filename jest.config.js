const transform = {
  '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2024', parser: { syntax: 'typescript' } }, module: { type: 'es6' } }],
};
const project = (displayName, folders, extra = {}) => ({
  displayName,
  rootDir: import.meta.dirname,
  testMatch: folders.map((folder) => `<rootDir>/test/${folder}/**/*.test.ts`),
  extensionsToTreatAsEsm: ['.ts'],
  testEnvironment: 'node',
  transform,
  modulePathIgnorePatterns: ['<rootDir>/cdk.out', '<rootDir>/build'],
  ...extra,
});

/**
 * `fast` needs nothing but Node; `lab` starts real PostgreSQL servers, a browser and rehearsals that it interrupts; `rehearsals` are whole ones,
 * one at a time.
 */
export default {
  projects: [
    project('fast', ['unit', 'property', 'infra', 'statemachines', 'cloud']),
    project('lab', ['lab/adapters', 'lab/estate', 'lab/pages']),
    project('rehearsals', ['lab/rehearsals']),
  ],
  testTimeout: 180_000,
};
