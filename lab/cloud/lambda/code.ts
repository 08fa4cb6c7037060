import { statSync } from 'node:fs';
import type { ResolvedResource } from '../assembly/resolve-stack.ts';

/**
 * Folder with the bundle that would be deployed for a function: the very files of the cloud assembly.
 *
 * @throws when the code is not an asset folder; inline code and prebuilt archives are not what this product ships
 */
export function codeFolder({ name, properties, asset }: ResolvedResource): string {
  const { S3Key } = (properties.Code ?? {}) as { S3Key?: string };
  if (S3Key === undefined) throw new Error(`the lab cannot emulate function ${name}: its code is no asset of the cloud assembly`);
  const path = asset(S3Key);
  if (!statSync(path).isDirectory()) throw new Error(`the lab cannot emulate function ${name}: its asset ${path} is no folder`);
  return path;
}
