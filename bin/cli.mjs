#!/usr/bin/env node
// `npx reprise`: the commands are TypeScript as it is, which Node runs from version 24 on. `npm ci` brings that one; whoever starts this with an
// older one is handed over to it.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
const MAIN = join(HERE, 'cli/main.ts');
const NODE = join(HERE, '../node_modules/.bin/node');
const USAGE = 2;

if (Number(process.versions.node.split('.')[0]) >= 24) {
  const { main } = await import(MAIN);
  process.exitCode = await main(process.argv.slice(2));
} else if (existsSync(NODE)) {
  const { status } = spawnSync(NODE, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
} else {
  process.stderr.write(`this is Node ${process.versions.node}; required Node 24, which "npm ci" in ${join(HERE, '..')} brings\n`);
  process.exitCode = USAGE;
}
