import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Template } from './template.ts';

type Artifact = {
  type: string;
  environment?: string;
  properties?: { templateFile?: string; stackName?: string; file?: string };
};
type AssetFile = { source: { path?: string; packaging?: string }; destinations: Record<string, { objectKey: string }> };

/** One stack of the cloud assembly, as `cdk deploy` would send it. */
export type Stack = {
  name: string;
  account: string;
  region: string;
  template: Template;
  /** Folder or file of the asset that would be uploaded under this key. */
  asset(objectKey: string): string;
};

const read = <T>(file: string): T => JSON.parse(readFileSync(file, 'utf8')) as T;

/**
 * Stacks of a synthesized cloud assembly (`cdk.out`), in the order of its manifest.
 *
 * @throws when there is no manifest, a stack names no region, or the assembly holds a nested one (stages are not rehearsed)
 */
export function readAssembly(folder: string): Stack[] {
  const manifestFile = join(folder, 'manifest.json');
  if (!existsSync(manifestFile)) throw new Error(`${folder} is no cloud assembly: it has no manifest.json`);
  const artifacts = read<{ artifacts?: Record<string, Artifact> }>(manifestFile).artifacts ?? {};
  const nested = Object.keys(artifacts).find((id) => artifacts[id]?.type === 'cdk:cloud-assembly');
  if (nested) throw new Error(`the lab reads one assembly; ${nested} is nested in it`);
  const assets = Object.values(artifacts)
    .filter((artifact) => artifact.type === 'cdk:asset-manifest' && artifact.properties?.file)
    .flatMap((artifact) =>
      Object.values(read<{ files?: Record<string, AssetFile> }>(join(folder, artifact.properties?.file ?? '')).files ?? {}),
    );
  return Object.entries(artifacts)
    .filter(([, artifact]) => artifact.type === 'aws:cloudformation:stack')
    .map(([id, artifact]) => stackOf(folder, id, artifact, assets));
}

function stackOf(folder: string, id: string, artifact: Artifact, assets: AssetFile[]): Stack {
  const name = artifact.properties?.stackName ?? id;
  const [, account, region] = /^aws:\/\/([0-9]{12})\/([a-z0-9-]+)$/.exec(artifact.environment ?? '') ?? [];
  if (!account || !region) {
    throw new Error(
      `stack ${name} has environment ${artifact.environment ?? 'none'}; the lab needs an account and a region named in the stack`,
    );
  }
  return {
    name,
    account,
    region,
    template: read<Template>(join(folder, artifact.properties?.templateFile ?? '')),
    asset: (objectKey) => {
      const found = assets.find((asset) => Object.values(asset.destinations).some((destination) => destination.objectKey === objectKey));
      if (!found?.source.path) throw new Error(`stack ${name} uses asset ${objectKey}, which is not in its asset manifest`);
      return join(folder, found.source.path);
    },
  };
}
