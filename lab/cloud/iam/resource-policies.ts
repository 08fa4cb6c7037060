import type { ResolvedResource } from '../assembly/resolve-stack.ts';
import { many, type PolicyDocument } from './roles.ts';

/**
 * Policies on the side of what is called: of keys, topics and buckets. A key lets nobody in whom its own policy does not, whatever a role
 * is granted, and the others may refuse what a role allows.
 */
export class ResourcePolicies {
  readonly #byArn = new Map<string, PolicyDocument>();

  constructor(resources: readonly ResolvedResource[]) {
    for (const { type, arn, properties } of resources) {
      if (type === 'AWS::KMS::Key') this.#byArn.set(arn, properties.KeyPolicy as PolicyDocument);
      if (type === 'AWS::SNS::TopicPolicy')
        for (const topic of many(properties.Topics as string[])) this.#byArn.set(topic, properties.PolicyDocument as PolicyDocument);
      if (type === 'AWS::S3::BucketPolicy')
        this.#byArn.set(`arn:aws:s3:::${String(properties.Bucket)}`, properties.PolicyDocument as PolicyDocument);
    }
  }

  /** Policy that guards a resource; an object is guarded by its bucket's. */
  of(resource: string): PolicyDocument | undefined {
    return this.#byArn.get(resource.startsWith('arn:aws:s3:::') ? (resource.split('/')[0] ?? resource) : resource);
  }
}
