import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';

const CREDENTIALS = join(import.meta.dirname, '../../lambdas/adapters/aws/environment-credentials.ts');

/** Leaves out of a bundle what the AWS SDK brings and no function uses; most of a cold start is reading and running it. */
export const leanSdk: Plugin = {
  name: 'lean-sdk',
  setup(build) {
    build.onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, () => ({ path: CREDENTIALS }));
    // Only operations that stream events load this, and no function calls one; it would fail as a module that is not there. One dynamic import of
    // something inside the bundle makes esbuild wrap all it shares with the rest in functions, which are parsed twice.
    build.onResolve({ filter: /^@smithy\/core\/event-streams$/ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    );
    build.onLoad({ filter: /@aws-sdk\/client-[^/]+\/dist-es\/schemas\/\w+\.js$/ }, ({ path }) => ({
      contents: withLiteralKeys(readFileSync(path, 'utf8')),
    }));
  },
};

/**
 * A schema file of the SDK with `[_eQN]: x` written as `["ec2QueryName"]: x`, by the file's own constants. A computed key might call `toString`, so
 * esbuild keeps every schema that has one: all of EC2, 0.8 MB, for two operations. With a literal it keeps what is used.
 */
export function withLiteralKeys(source: string): string {
  const constants = new Map([...source.matchAll(/^const (\w+) = ("[^"\\]*");$/gm)].map(([, name, literal]) => [name, literal]));
  return source.replaceAll(/\[(\w+)\]:/g, (key, name) => (constants.has(name) ? `[${constants.get(name)}]:` : key));
}
