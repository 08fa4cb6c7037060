import { kmsLinkCheck } from '../../../lambdas/adapters/aws/link-check.ts';
import { kmsLinks } from '../../../lambdas/adapters/aws/link-maker.ts';
import type { LinkTarget } from '../../../lambdas/ports/link-maker.ts';
import type { LinkUse, LinkUses } from '../../../lambdas/ports/link-uses.ts';
import { names } from '../../../lib/plan/names.ts';
import { kmsWith } from '../adapters/kms.ts';
import { after } from '../ports/builders.ts';

const PLAN = { name: 'taxcollector' };
const REGION = 'eu-west-3';
const kms = kmsWith(names.linkKey(PLAN), 'a secret of the test');

/** Checks with the key that made `queryFor`. */
export const linkCheck = kmsLinkCheck(PLAN, REGION, kms.client);

/** Query of a genuine link of the plan; good for half an hour after the start of the test. `plan` and `region`: where it was made. */
export async function queryFor(
  target: Partial<LinkTarget> & Pick<LinkTarget, 'action'>,
  { plan = PLAN, region = REGION } = {},
): Promise<string> {
  const { client } = plan === PLAN ? kms : kmsWith(names.linkKey(plan), 'a secret of the test');
  const made = await kmsLinks(plan, region, 'https://links.example/', client).linkTo({
    incident: 'inc-1',
    audience: 'on-call',
    expiresAt: after(1_800),
    ...target,
  });
  return new URL(made).search.slice(1);
}

/** Uses of links, each request carried out whole, as the table does. */
export class RememberedUses implements LinkUses {
  readonly used = new Map<string, LinkUse>();
  readonly changes: string[] = [];
  async find(nonce: string) {
    return this.used.get(nonce);
  }
  async claim(nonce: string, use: LinkUse) {
    const before = this.used.get(nonce);
    if (before !== undefined) return before;
    this.changes.push('claim');
    this.used.set(nonce, use);
    return 'first' as const;
  }
  async release(nonce: string, use: LinkUse) {
    this.changes.push('release');
    if (this.used.get(nonce)?.attempt === use.attempt) this.used.delete(nonce);
  }
}
