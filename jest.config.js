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

/** Two projects: `fast` needs nothing but Node; `lab` starts real PostgreSQL servers and runs one file at a time. */
export default {
  projects: [project('fast', ['unit', 'property', 'infra', 'statemachines', 'cloud']), project('lab', ['lab'])],
  testTimeout: 180_000,
};
