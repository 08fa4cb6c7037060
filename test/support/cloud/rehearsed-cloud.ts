import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type { Cloud, CloudEvent, CloudOptions } from '../../../lab/cloud/cloud.ts';
import { startCloud } from '../../../lab/cloud/start-cloud.ts';
import { plan, synthesize } from './app.ts';
import { temporaryFolders } from './bundle.ts';

/** Says who it is, and calls the operation of the CloudWatch SDK that the event names, in the region it names. */
const PROBE = `
import * as sdk from '@aws-sdk/client-cloudwatch';
console.log('access key ' + process.env.AWS_ACCESS_KEY_ID);
export const handler = async ({ region, operation, input }) => {
  if (operation === undefined) return;
  const client = new sdk.CloudWatchClient({ region: region ?? process.env.AWS_REGION });
  await client.send(new sdk[operation + 'Command'](input));
  return 'done';
};
`;
const LOOK = 'export const handler = async (event) => ({ seen: event });';

/** A deployed cloud of the small estate; with `stop` everything of it is gone. */
export async function rehearsedCloud(
  prefix: string,
  change?: Parameters<typeof synthesize>[2],
  more: Partial<Pick<CloudOptions, 'latency' | 'clock' | 'plan'>> = {},
) {
  const folders = temporaryFolders();
  const folder = folders.create();
  const assembly = synthesize(join(folder, 'cdk.out'), { probe: bundled(folders.create(), PROBE), look: folders.bundle(LOOK) }, change);
  const events: CloudEvent[] = [];
  const cloud = await startCloud({ assembly, plan, folder, prefix, onEvent: (event) => events.push(event), ...more });
  const stop = async () => {
    await cloud.stop();
    folders.remove();
  };
  return { cloud, events, stop };
}

/** With the real SDK in it, as the product's bundles have. */
export function bundled(outdir: string, source: string): string {
  const resolveDir = import.meta.dirname;
  const banner = { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" };
  buildSync({
    stdin: { contents: source, resolveDir },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    banner,
    outfile: join(outdir, 'index.mjs'),
  });
  return outdir;
}

export const executionsOf = (cloud: Cloud) => cloud.executions().filter((execution) => execution.status !== 'RUNNING');
