import { join } from 'node:path';

const RUNTIME_MAJOR = 24;

/** Node of the Lambda runtime's major version: the one that runs the rehearsal, or the project's own copy. */
export function nodeForFunctions(): string {
  const running = Number(process.versions.node.split('.')[0]);
  return running >= RUNTIME_MAJOR ? process.execPath : join(import.meta.dirname, '../../../node_modules/.bin/node');
}
